import {
  type ConversationId,
  equals,
  formatSeqSet,
  isRefusal,
  type Kind,
  type MessageId,
  type Receipts,
  type Refusal,
  refuse,
  type SeqSet,
  type UserId,
} from '@tallymark/core'
import * as z from 'zod'
import type { Command, Decision, GapsWanted } from '../command.ts'
import { cover } from '../cover.ts'
import type { EngineParts } from '../parts.ts'
import type { ParticipantRecord, ReceiptRecord } from '../ports/records.ts'
import { conversationId, distinct, MARK_MAX_MESSAGES, messageId, seqs, userId } from '../schema.ts'
import { standing } from '../standing.ts'
import { markedSeqs } from '../target.ts'
import type { Workspace } from '../workspace.ts'

/** The ways to say what is marked; a mark names exactly one of them (INP2). */
export const target = {
  messageId: messageId.optional(),
  messageIds: distinct(messageId, MARK_MAX_MESSAGES).optional(),
  upToMessageId: messageId.optional().meta({ description: 'This message and all before it' }),
  seqs: seqs.optional(),
}

const TARGETS = Object.keys(target)

function namesOneTarget(input: object): boolean {
  let named = 0
  for (const key of TARGETS) if ((input as Record<string, unknown>)[key] !== undefined) named += 1
  return named === 1
}

/** Puts the rule that exactly one target is named on a schema. */
export const withOneTarget = <T extends z.ZodType<object>>(schema: T) =>
  schema.refine(namesOneTarget, 'must name exactly one of messageId, messageIds, upToMessageId and seqs')

const deliveredFields = { conversationId, recipientId: userId, ...target }
const readFields = { ...deliveredFields, private: z.boolean().optional() }

export const markDeliveredInput = withOneTarget(z.strictObject(deliveredFields))
export const markReadInput = withOneTarget(z.strictObject(readFields))
export const bulkMarkReadInput = z.strictObject({
  conversationId,
  recipientId: userId,
  upToMessageId: messageId,
  private: z.boolean().optional(),
})

/** What is claimed of which messages for whom. */
export interface MarkInput {
  readonly conversationId: ConversationId
  readonly recipientId: UserId
  readonly messageId?: MessageId | undefined
  readonly messageIds?: readonly MessageId[] | undefined
  readonly upToMessageId?: MessageId | undefined
  readonly seqs?: SeqSet | undefined
  /** Whether others are not to know. */
  readonly private?: boolean | undefined
}

/** A mark with its kind. */
export interface MarkOfKind extends MarkInput {
  readonly kind: Kind
}

/** Where a participant's sets stand after a mark (RCP5). */
export interface Marked {
  readonly delivered: string
  readonly read: string
  readonly version: number
  readonly revision: number
}

/** Marks messages as delivered to a recipient. */
export const markDelivered =
  ({ lanes, limits }: EngineParts) =>
  (input: MarkInput): Promise<Marked | Refusal> =>
    lanes.submit(markCommand([{ ...input, kind: 'delivered' }], limits.maxRanges)).then(only)

/** Marks messages as read by a recipient, which delivers them too (RCP2). */
export const markRead =
  ({ lanes, limits }: EngineParts) =>
  (input: MarkInput): Promise<Marked | Refusal> =>
    lanes.submit(markCommand([{ ...input, kind: 'read' }], limits.maxRanges)).then(only)

const only = (outcomes: readonly (Marked | Refusal)[] | Refusal): Marked | Refusal =>
  isRefusal(outcomes) ? outcomes : (outcomes[0] as Marked | Refusal)

/** Marks of one conversation, which are applied all or not at all (RCP6). There is at least one. */
export const markCommand = (
  marks: readonly MarkOfKind[],
  maxRanges: number,
): Command<readonly (Marked | Refusal)[]> => {
  const conversation = (marks[0] as MarkOfKind).conversationId
  const named = marks.flatMap(
    ({ messageIds, messageId, upToMessageId }) => messageIds ?? messageId ?? upToMessageId ?? [],
  )
  return {
    lane: conversation,
    wanted: {
      conversations: [conversation],
      participants: marks.map(({ recipientId }) => [conversation, recipientId]),
      seqs: named.map((id) => [conversation, id]),
    },
    decide: (workspace, at) => decide(workspace, marks, at, maxRanges),
  }
}

function decide(
  workspace: Workspace,
  marks: readonly MarkOfKind[],
  at: number,
  maxRanges: number,
): Decision<readonly (Marked | Refusal)[]> {
  const covering: Covering = { workspace, at, maxRanges, participants: new Map(), receipts: [] }
  const outcomes = marks.map((mark) => coverOne(covering, mark))
  if (outcomes.some((outcome) => outcome !== undefined)) return notApplied(outcomes)
  const conversation = (marks[0] as MarkOfKind).conversationId
  keep(covering, conversation)
  return () => marks.map((mark) => answer(workspace, conversation, mark.recipientId))
}

/** What is to be known first, or why none of the marks is applied. */
function notApplied(outcomes: readonly (Refusal | GapsWanted | undefined)[]): GapsWanted | (() => readonly Refusal[]) {
  const gapsWanted = outcomes.flatMap((outcome) => (outcome && 'gapsWanted' in outcome ? outcome.gapsWanted : []))
  if (gapsWanted.length > 0) return { gapsWanted }
  return () => outcomes.map((outcome) => (isRefusal(outcome) ? outcome : refuse('not_applied')))
}

/** The marks of one command so far, beside the workspace: nothing is put there unless all of them are good. */
interface Covering {
  readonly workspace: Workspace
  readonly at: number
  readonly maxRanges: number
  readonly participants: Map<UserId, { readonly before: ParticipantRecord; readonly after: ParticipantRecord }>
  readonly receipts: ReceiptRecord[]
}

function coverOne(covering: Covering, mark: MarkOfKind): Refusal | GapsWanted | undefined {
  const { workspace, participants } = covering
  const conversation = workspace.conversation(mark.conversationId)
  if (conversation === undefined) return refuse('unknown_conversation')
  const earlier = participants.get(mark.recipientId)
  const participant = earlier?.after ?? workspace.participant(mark.conversationId, mark.recipientId)
  const refusal = standing(participant)
  if (refusal !== undefined || participant === undefined) return refusal
  if (mark.private === true && conversation.settings.sharing === 'required') return refuse('sharing_required')
  const marked = markedSeqs(workspace, conversation, participant, mark)
  if (isRefusal(marked)) return marked
  const covered = cover(covering, participant, conversation.settings.sharing, {
    kind: mark.kind,
    seqs: marked,
    isPrivate: mark.private === true,
  })
  if (isRefusal(covered) || 'gapsWanted' in covered) return covered
  participants.set(mark.recipientId, { before: earlier?.before ?? participant, after: covered.participant })
  for (const receipt of covered.receipts) covering.receipts.push(receipt)
  return undefined
}

/** Puts what the marks came to into the workspace. */
function keep({ workspace, participants, receipts }: Covering, conversation: ConversationId): void {
  for (const { before, after } of participants.values()) {
    // What a mark takes out of a set may be put back where it closes gaps.
    const moves = (set: keyof Receipts): boolean => !equals(after[set], before[set])
    if (moves('delivered') || moves('read') || moves('reopened')) workspace.reviseParticipant(conversation, after)
    if (moves('shownDelivered') || moves('shownRead')) workspace.raiseVersion(conversation)
  }
  workspace.addReceipts(receipts)
}

/** Where a participant's sets stand now, as a mark answers. */
export function answer(workspace: Workspace, id: ConversationId, user: UserId): Marked | Refusal {
  const conversation = workspace.conversation(id)
  const participant = workspace.participant(id, user)
  // A later command of the same commit may have removed either.
  if (conversation === undefined) return refuse('unknown_conversation')
  if (participant === undefined) return refuse('not_a_participant')
  const delivered = formatSeqSet(participant.delivered)
  return {
    delivered,
    read: participant.read === participant.delivered ? delivered : formatSeqSet(participant.read),
    version: conversation.version,
    revision: participant.revision,
  }
}
