import {
  has,
  isSubset,
  lastOf,
  type MessageId,
  ofSeqs,
  type Refusal,
  range,
  refuse,
  type SeqSet,
  upTo,
} from '@tallymark/core'
import type { ConversationRecord, ParticipantRecord } from './ports/records.ts'
import type { Workspace } from './workspace.ts'

/** What a mark is about: exactly one of these is there (INP2). */
export interface Target {
  readonly messageId?: MessageId | undefined
  readonly messageIds?: readonly MessageId[] | undefined
  readonly upToMessageId?: MessageId | undefined
  readonly seqs?: SeqSet | undefined
}

/** The seqs that a mark covers: clipped to the membership if it says "up to", refused outside of it if it names them (MEM3, RCP4). */
export function markedSeqs(
  workspace: Workspace,
  conversation: ConversationRecord,
  { member }: ParticipantRecord,
  target: Target,
): SeqSet | Refusal {
  if (target.seqs !== undefined) {
    if (lastOf(target.seqs) > conversation.head) return refuse('beyond_head')
    return isSubset(target.seqs, member) ? target.seqs : refuse('outside_membership')
  }
  if (target.upToMessageId !== undefined) {
    const seq = workspace.seq(conversation.conversationId, target.upToMessageId)
    return seq === undefined ? unknownMessage(target.upToMessageId) : upTo(member, seq)
  }
  const ids = target.messageIds ?? [target.messageId as MessageId]
  const seqs = new Array<number>(ids.length)
  for (const [i, id] of ids.entries()) {
    const seq = workspace.seq(conversation.conversationId, id)
    if (seq === undefined) return unknownMessage(id)
    if (!has(member, seq)) return refuse('outside_membership', `The user was not a member at message ${quote(id)}.`)
    seqs[i] = seq
  }
  const [first = 0] = seqs
  return seqs.length === 1 ? range(first, first) : ofSeqs(seqs)
}

const quote = (id: MessageId): string => JSON.stringify(id)

const unknownMessage = (id: MessageId): Refusal =>
  refuse('unknown_message', `There is no message ${quote(id)} in this conversation; post it first.`)
