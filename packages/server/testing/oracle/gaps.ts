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

/** RCP7: of the gaps in the five sets, those that can close and lie beside a seq that was not in the set before. */
export function closeGapsBeside(conversation: Conversation, participant: Participant, before: readonly Cell[]): void {
  closeGaps(conversation, participant, (set, seq) => before[seq - 1]?.[set] === false)
}

/** RCP8: every gap that can close. */
export const closeAllGaps = (conversation: Conversation, participant: Participant): void =>
  closeGaps(conversation, participant, () => true)

function closeGaps(
  conversation: Conversation,
  participant: Participant,
  counts: (set: SetName, seq: number) => boolean,
): void {
  for (const set of SETS) {
    const { cells } = participant
    const covered = cells.flatMap((cell, i) => (cell[set] ? [i + 1] : []))
    covered.forEach((seq, i) => {
      const next = covered[i + 1]
      if (next === undefined || next === seq + 1 || !(counts(set, seq) || counts(set, next))) return
      const gap = conversation.messages.slice(seq, next - 1)
      const closes = gap.every(
        (message) => cells[message.seq - 1]?.member === true && (message.sender === participant || message.deleted),
      )
      if (closes) for (const message of gap) (cells[message.seq - 1] as Cell)[set] = true
    })
  }
}
