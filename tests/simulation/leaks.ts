import {
  has,
  intersect,
  isSubset,
  parseSeqSet,
  publicSets,
  range,
  type SeqSet,
  type ServerFrame,
  union,
} from '@tallymark/core'
import type { Truth } from './truth.ts'
import { CONVERSATIONS } from './workload.ts'

type PictureFrame = Extract<ServerFrame, { type: 'snapshot' | 'change' }>

/** What a frame tells its viewer that it must not (FED8, FED10); nothing if it tells no such thing. */
export function leakOf(truth: Truth, viewer: string, frame: ServerFrame): string | undefined {
  if (frame.type === 'own') return leakOfOwn(truth, viewer, frame)
  if (frame.type === 'inbox') return leakOfInbox(truth, viewer, frame)
  if (frame.type !== 'snapshot' && frame.type !== 'change') return undefined
  const own = truth.participant(frame.conversationId, viewer)
  const settings = truth.settingsAt(frame.conversationId, frame.version)
  // A conversation that was removed, or of which the viewer was erased: what it knew before is on the way yet.
  if (own === undefined || settings === undefined) return undefined
  if (!truth.wasThereAt(frame.conversationId, viewer, frame.version)) return undefined
  const seqs = [...(frame.messages ?? []).map(({ seq }) => seq), ...(frame.tallies ?? []).map(([seq]) => seq)]
  const outside = seqs.find((seq) => !has(own.member, seq))
  if (outside !== undefined) return `message ${outside} is outside of the membership of ${viewer}`
  const isOwnOnly = settings.visibility === 'sender'
  const stranger = (frame.tallies ?? []).find(
    ([seq]) => isOwnOnly && truth.message(frame.conversationId, seq)?.sender !== own.ordinal,
  )
  if (stranger !== undefined) return `the tally of ${stranger[0]} is for its sender only, not for ${viewer}`
  const named = (frame.people ?? []).length + goneOf(frame).length
  if (settings.visibility === 'counts' && named > 0) return 'names where there are counts only'
  return leakOfNames(truth, frame) ?? leakOfPeople(truth, frame, own.member, isOwnOnly ? own.ordinal : undefined)
}

/** Names of those who were never in, and names that their users never had. */
function leakOfNames(truth: Truth, frame: PictureFrame): string | undefined {
  const { conversationId, people } = frame
  const named = [...(people ?? []).map(({ userId }) => userId), ...goneOf(frame)]
  const stranger = named.find((userId) => !truth.wasIn(conversationId, userId))
  if (stranger !== undefined) return `${stranger} was never in ${conversationId}`
  const misnamed = (people ?? []).find(({ userId, profile }) => profile && !truth.wasNamed(userId, profile.userName))
  return misnamed && `${misnamed.userId} was never called ${misnamed.profile?.userName}`
}

const goneOf = (frame: PictureFrame): readonly string[] => (frame.type === 'change' ? (frame.gone ?? []) : [])

function leakOfPeople(
  truth: Truth,
  frame: PictureFrame,
  member: SeqSet,
  ownOnly: number | undefined,
): string | undefined {
  const { conversationId } = frame
  for (const person of frame.people ?? []) {
    const row = truth.participant(conversationId, person.userId)
    if (row === undefined || !truth.wasThereAt(conversationId, person.userId, frame.version)) continue
    const shown = publicSets(row)
    const told = { delivered: setOf(person.delivered), read: setOf(person.read) }
    if (!isSubset(told.read, shown.read) || !isSubset(told.delivered, shown.delivered))
      return `${person.userId} did not show ${person.delivered} and ${person.read}`
    // An open end names no message that is there.
    const all = intersect(union(union(told.delivered, told.read), setOf(person.member)), range(1, frame.head))
    if (!isSubset(all, member))
      return `${person.userId} is told of outside of the viewer's membership: ${person.member}`
    if (ownOnly === undefined) continue
    for (const seq of seqsOf(all))
      if (truth.message(conversationId, seq)?.sender !== ownOnly)
        return `${person.userId} at ${seq}, which another sent`
  }
  return undefined
}

function leakOfOwn(truth: Truth, viewer: string, frame: Extract<ServerFrame, { type: 'own' }>): string | undefined {
  const own = truth.participant(frame.conversationId, viewer)
  if (own === undefined || frame.revision > own.revision) return undefined
  return isSubset(setOf(frame.read), own.read) && isSubset(setOf(frame.delivered), own.delivered)
    ? undefined
    : `the truth of another was told to ${viewer}`
}

function leakOfInbox(truth: Truth, viewer: string, frame: Extract<ServerFrame, { type: 'inbox' }>): string | undefined {
  const told = [...frame.conversations.map(({ conversationId }) => conversationId), ...(frame.cleared ?? [])]
  const stranger = told.find((id) => !truth.wasIn(id, viewer))
  if (stranger !== undefined) return `the inbox of ${viewer} names ${stranger}, which it was never in`
  for (const { conversationId, firstUnreadMessageId, lastReadMessageId } of frame.conversations) {
    const own = truth.participant(conversationId, viewer)
    const outside = [firstUnreadMessageId, lastReadMessageId].find(
      (id) => id !== null && own !== undefined && !has(own.member, Number(id.slice(1))),
    )
    if (outside !== undefined)
      return `the inbox of ${viewer} names ${outside} of ${conversationId}, outside of its membership`
  }
  const most = CONVERSATIONS.filter((id) => truth.wasIn(id, viewer)).length
  return frame.unreadConversations > most ? `the inbox of ${viewer} counts ${frame.unreadConversations}` : undefined
}

const setOf = (text: string): SeqSet => parseSeqSet(text) as SeqSet

function seqsOf(set: SeqSet): readonly number[] {
  const seqs: number[] = []
  for (let i = 0; i < set.length; i += 2)
    for (let seq = set[i] as number; seq <= (set[i + 1] as number); seq += 1) seqs.push(seq)
  return seqs
}
