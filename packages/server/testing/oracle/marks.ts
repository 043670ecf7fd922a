import { closeAllGaps, closeGapsBeside, largestSet, setText } from './gaps.ts'
import { seqsOf } from './seq-text.ts'
import {
  type Cell,
  type Conversation,
  cellAt,
  isRefused,
  messageIn,
  type Participant,
  participantIn,
  type Refused,
  raiseRevision,
  raiseVersion,
  refused,
  sharingInForce,
  standing,
  type World,
} from './world.ts'

/** The ways to say what is marked (INP2). */
export interface Target {
  readonly messageId?: string
  readonly messageIds?: readonly string[]
  readonly upToMessageId?: string
  readonly seqs?: string
}

/** What is claimed of which messages for whom. */
export interface Mark extends Target {
  readonly conversationId: string
  readonly recipientId: string
  readonly kind: 'delivered' | 'read'
  readonly private?: boolean
}

/** RCP6: each mark's outcome; those of one conversation are applied all or not at all. */
export function markAll(world: World, marks: readonly Mark[], at: number): unknown[] {
  const outcomes: unknown[] = []
  for (const id of new Set(marks.map((mark) => mark.conversationId))) {
    const places = marks.flatMap((mark, i) => (mark.conversationId === id ? [i] : []))
    const own = places.map((i) => marks[i] as Mark)
    const answers = markConversation(world, own, at)
    places.forEach((place, i) => {
      outcomes[place] = answers[i]
    })
  }
  return outcomes
}

/** Marks of one conversation in one commit. */
interface Marking {
  readonly world: World
  readonly conversation: Conversation
  readonly at: number
  /** Of whom something was shown. What only fills a gap shows nothing to anyone (RCP7). */
  readonly shown: Set<Participant>
}

function markConversation(world: World, marks: readonly Mark[], at: number): unknown[] {
  const conversation = world.conversations.get((marks[0] as Mark).conversationId)
  if (conversation === undefined) return marks.map(() => refused('unknown_conversation'))
  const before = new Map(conversation.participants.map((one) => [one, copyOf(one.cells)]))
  const marking: Marking = { world, conversation, at, shown: new Set() }
  const outcomes = marks.map((mark) => markOne(marking, mark))
  if (outcomes.some(isRefused)) {
    if (world.mutations.has('markManyIsHalfApplied') && outcomes.some((outcome) => outcome === undefined))
      return outcomes.map((outcome, i) => outcome ?? answerOf(conversation, (marks[i] as Mark).recipientId))
    for (const [participant, cells] of before) participant.cells = cells
    return outcomes.map((outcome) => outcome ?? refused('not_applied'))
  }
  for (const [participant, cells] of before) revise(marking, participant, cells, marks)
  if (marking.shown.size > 0) raiseVersion(world, conversation)
  return marks.map((mark) => answerOf(conversation, mark.recipientId))
}

const copyOf = (cells: readonly Cell[]): Cell[] => cells.map((cell) => ({ ...cell }))

/** VER2. */
function revise(
  { world, shown }: Marking,
  participant: Participant,
  before: readonly Cell[],
  marks: readonly Mark[],
): void {
  const own = marks.filter((mark) => mark.recipientId === participant.userId)
  const changed = (['delivered', 'read', 'reopened'] as const).filter((set) =>
    participant.cells.some((cell, i) => cell[set] !== before[i]?.[set]),
  )
  const isRepeatRevised = world.mutations.has('repeatedMarkRevises') && own.length > 0
  if (changed.length > 0 || isRepeatRevised) raiseRevision(world, participant)
  const isLeaked = world.mutations.has('privateReadRaisesVersion') && own.some((mark) => mark.private === true)
  if (isLeaked && changed.includes('read')) shown.add(participant)
  const isFilled = participant.cells.some(
    (cell, i) => cell.shownRead !== before[i]?.shownRead || cell.shownDelivered !== before[i]?.shownDelivered,
  )
  if (world.mutations.has('closedGapsShow') && isFilled) shown.add(participant)
}

/** Marks, or says why not; the sets are as before then. */
function markOne(marking: Marking, mark: Mark): Refused | undefined {
  const { world, conversation } = marking
  const participant = participantIn(conversation, mark.recipientId)
  const refusal = standing(participant)
  if (participant === undefined || refusal !== undefined) return refusal
  if (mark.private === true && conversation.settings.sharing === 'required') return refused('sharing_required')
  const seqs = markedSeqs(world, conversation, participant, mark)
  if (isRefused(seqs)) return seqs
  const before = copyOf(participant.cells)
  const allowed = Math.max(world.maxRanges, largestSet(participant))
  participant.lastMarked = Math.max(0, ...seqs) || participant.lastMarked
  for (const seq of seqs) markCell(marking, participant, cellAt(participant, seq), mark)
  const close = !world.mutations.has('gapsNeverClose')
  if (close) closeGapsBeside(conversation, participant, before)
  if (largestSet(participant) <= allowed) return undefined
  if (close) closeAllGaps(conversation, participant, world.mutations.has('closedGapsShow') ? [] : before)
  if (largestSet(participant) <= allowed) return undefined
  participant.cells = before
  return refused('too_many_gaps')
}

/** RCP1, RCP2, RCP3, PRV2. */
function markCell({ world, conversation, at, shown }: Marking, participant: Participant, cell: Cell, mark: Mark): void {
  const isPrivate = mark.private === true && !world.mutations.has('privateReadShows')
  const sharing = isPrivate ? 'nothing' : sharingInForce(world, conversation, participant)
  const overwrites = world.mutations.has('lastTimeStands')
  const isDelivered = mark.kind === 'delivered' || !world.mutations.has('readDoesNotDeliver')
  const isRead = mark.kind === 'read'
  const showsDelivered = isDelivered && !cell.delivered && sharing !== 'nothing'
  const showsRead = isRead && !cell.read && sharing === 'everything'
  if (showsDelivered || showsRead) shown.add(participant)
  if (isDelivered && (!cell.delivered || overwrites)) cell.deliveredAt = at
  if (isRead && (!cell.read || overwrites)) cell.readAt = at
  cell.delivered ||= isDelivered
  cell.read ||= isRead
  cell.shownDelivered ||= showsDelivered
  cell.shownRead ||= showsRead
  if (isRead && !world.mutations.has('readKeepsReopened')) cell.reopened = false
}

/** MEM3, RCP4. */
function markedSeqs(
  world: World,
  conversation: Conversation,
  participant: Participant,
  target: Target,
): readonly number[] | Refused {
  const { cells } = participant
  if (target.upToMessageId !== undefined) {
    const last = messageIn(conversation, target.upToMessageId)?.seq
    if (last === undefined) return refused('unknown_message')
    const reach = world.mutations.has('upToReadsAll') ? cells.length : last
    return conversation.messages
      .map((message) => message.seq)
      .filter((seq) => seq <= reach && (cellAt(participant, seq).member || world.mutations.has('upToIsNotClipped')))
  }
  if (target.seqs !== undefined) {
    const seqs = seqsOf(target.seqs)
    if (seqs.some((seq) => seq > cells.length)) return refused('beyond_head')
    return seqs.every((seq) => cellAt(participant, seq).member) ? seqs : refused('outside_membership')
  }
  const seqs: number[] = []
  for (const id of target.messageIds ?? [target.messageId as string]) {
    const message = messageIn(conversation, id)
    if (message === undefined) return refused('unknown_message')
    if (!cellAt(participant, message.seq).member) return refused('outside_membership')
    seqs.push(message.seq)
  }
  return seqs
}

/** From which message on to mark as unread. */
export interface MarkUnread {
  readonly conversationId: string
  readonly recipientId: string
  readonly fromMessageId: string
}

/** UNR3, RCP7, RCP8. */
export function markUnread(world: World, input: MarkUnread): unknown {
  const conversation = world.conversations.get(input.conversationId)
  if (conversation === undefined) return refused('unknown_conversation')
  const participant = participantIn(conversation, input.recipientId)
  const refusal = standing(participant)
  if (participant === undefined || refusal !== undefined) return refusal
  const from = messageIn(conversation, input.fromMessageId)
  if (from === undefined) return refused('unknown_message')
  if (!cellAt(participant, from.seq).member) return refused('outside_membership')
  const before = copyOf(participant.cells)
  const allowed = Math.max(world.maxRanges, largestSet(participant))
  for (const cell of participant.cells.slice(from.seq - 1)) cell.reopened ||= cell.read
  closeGapsBeside(conversation, participant, before)
  if (largestSet(participant) > allowed) closeAllGaps(conversation, participant, before)
  if (largestSet(participant) > allowed) {
    participant.cells = before
    return refused('too_many_gaps')
  }
  if (participant.cells.some((cell, i) => cell.reopened !== before[i]?.reopened)) raiseRevision(world, participant)
  return answerOf(conversation, input.recipientId)
}

/** RCP5. */
function answerOf(conversation: Conversation, userId: string): unknown {
  const participant = participantIn(conversation, userId) as Participant
  return {
    delivered: setText(participant, 'delivered'),
    read: setText(participant, 'read'),
    version: conversation.version,
    revision: participant.revision,
  }
}
