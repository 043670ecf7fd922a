import { rangesIn, textOf } from './seq-text.ts'
import type { Cell, Conversation, Participant } from './world.ts'

/** The five sets of a participant that RCP8 bounds. */
export const SETS = ['delivered', 'read', 'shownDelivered', 'shownRead', 'reopened'] as const
/** The name of one of them. */
export type SetName = (typeof SETS)[number]

/** The canonical text of a set. */
export const setText = (participant: Participant, set: SetName): string =>
  textOf(participant.cells.flatMap((cell, i) => (cell[set] ? [i + 1] : [])))

/** How many ranges the largest of the five sets has. */
export const largestSet = (participant: Participant): number =>
  Math.max(...SETS.map((set) => rangesIn(setText(participant, set))))

/** RCP7: of the gaps in the five sets, those that can close and lie beside a range that a mark added to. */
export function closeGapsBeside(conversation: Conversation, participant: Participant, before: readonly Cell[]): void {
  for (const set of SETS) {
    const isNew = (range: readonly number[]): boolean => range.some((seq) => before[seq - 1]?.[set] === false)
    closeGaps(conversation, participant, set, (below, above) => isNew(below) || isNew(above))
  }
}

/** RCP8: every gap that can close, in those sets that are not as they were before. */
export function closeAllGaps(conversation: Conversation, participant: Participant, before: readonly Cell[]): void {
  for (const set of SETS)
    if (participant.cells.some((cell, i) => cell[set] !== before[i]?.[set]))
      closeGaps(conversation, participant, set, () => true)
}

type Range = readonly number[]

function closeGaps(
  { messages }: Conversation,
  participant: Participant,
  set: SetName,
  isWanted: (below: Range, above: Range) => boolean,
): void {
  const { cells } = participant
  const ranges = rangesOf(cells, set)
  ranges.forEach((below, i) => {
    const above = ranges[i + 1]
    if (above === undefined || !isWanted(below, above)) return
    const gap = messages.filter(({ seq }) => seq > (below.at(-1) ?? 0) && seq < (above[0] ?? 0))
    const closes = gap.every(
      (message) => cells[message.seq - 1]?.member === true && (message.sender === participant || message.deleted),
    )
    if (closes) for (const { seq } of gap) (cells[seq - 1] as Cell)[set] = true
  })
}

/** The runs of neighbouring seqs that a set holds. */
function rangesOf(cells: readonly Cell[], set: SetName): readonly Range[] {
  const ranges: number[][] = []
  cells.forEach((cell, i) => {
    if (!cell[set]) return
    if (i > 0 && cells[i - 1]?.[set] === true) ranges.at(-1)?.push(i + 1)
    else ranges.push([i + 1])
  })
  return ranges
}
