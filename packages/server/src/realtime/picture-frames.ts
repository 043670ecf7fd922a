import {
  type Change,
  formatSeqSet,
  intersect,
  type MessagePart,
  type PersonPart,
  type SeqSet,
  type Snapshot,
  type TallyPart,
} from '@tallymark/core'
import { hasMovedAt, type Replica, type ReplicaMember } from '../engine/replica/replica.ts'
import type { ReplicaMessage } from '../engine/replica/replica-messages.ts'
import type { View } from './view.ts'

/** The whole of what a view sees. */
export function snapshotOf(replica: Replica, view: View, epoch: string, hasNames: boolean): Snapshot {
  const { settings, id, version, conversation } = replica
  const messages = view.messages()
  return {
    type: 'snapshot',
    conversationId: id,
    epoch,
    version,
    head: conversation.head,
    from: view.window.from,
    to: Number.isFinite(view.window.to) ? view.window.to : null,
    headline: settings.headline,
    visibility: settings.visibility,
    messages: messages.map(messagePart),
    tallies: tallyParts(replica, view, messages),
    people: hasNames ? peopleOf(replica, view.seqsOfPeople(), 0) : null,
  }
}

/** Up to where a picture was told, and up to where it is known that nothing of it moved. */
export interface Known {
  readonly told: number
  readonly seen: number
}

/** What moved in a view since it was told; `undefined` if nothing did. */
export function changeOf(replica: Replica, view: View, hasNames: boolean, { told, seen }: Known): Change | undefined {
  const messages = view.messages()
  const moved = messages.filter((message) => message.movedAt > seen)
  const tallied = tallyParts(
    replica,
    view,
    messages.filter((message) => message.talliedAt > seen),
  )
  const people = hasNames ? peopleOf(replica, view.seqsOfPeople(), setsSince(view, messages, seen), seen) : []
  const gone = hasNames ? replica.goneSince(seen) : []
  const isAny = moved.length + tallied.length + people.length + gone.length > 0 || replica.headMovedAt > seen
  if (!isAny) return undefined
  return {
    type: 'change',
    conversationId: replica.id,
    since: told,
    version: replica.version,
    head: replica.conversation.head,
    ...(moved.length > 0 && { messages: moved.map(messagePart) }),
    ...(tallied.length > 0 && { tallies: tallied }),
    ...(people.length > 0 && { people }),
    ...(gone.length > 0 && { gone }),
  }
}

/**
 * Since when people's sets count as moved. Where nothing moved at the messages that are looked at, nobody is named, who may have marked
 * what must not be known (FED8). Whose own messages alone are looked at, sees everyone's sets then, so that it cannot tell who marked others.
 */
function setsSince(view: View, messages: readonly ReplicaMessage[], seen: number): number {
  const isAny = messages.some(
    (message) => view.concernsPeople(message) && Math.max(message.movedAt, message.talliedAt) > seen,
  )
  if (!isAny) return Number.POSITIVE_INFINITY
  return view.isOwnOnly ? 0 : seen
}

const messagePart = ({ record, senderId }: ReplicaMessage): MessagePart => ({
  seq: record.seq,
  messageId: record.messageId,
  senderId,
  ...(record.silent && { silent: true }),
  ...(record.deletedAt !== null && { deleted: true }),
})

const tallyParts = (replica: Replica, view: View, messages: readonly ReplicaMessage[]): readonly TallyPart[] =>
  messages.flatMap((message) => {
    if (!view.seesReceiptsOf(message)) return []
    const { audience, delivered, read, hidden } = replica.tally(message.record)
    return [[message.record.seq, audience, delivered, read, hidden] as const]
  })

/** Those of whom anything moved since a version; with their profiles if these moved, or they came, since another. */
function peopleOf(replica: Replica, seqs: SeqSet, since: number, profilesSince = since): readonly PersonPart[] {
  const people: PersonPart[] = []
  for (const member of replica.members()) {
    const profile = replica.profile(member.row.userKey)
    const isNewProfile = member.cameAt > profilesSince || (profile?.movedAt ?? 0) > profilesSince
    if (since === 0 || hasMovedAt(member, seqs, since) || isNewProfile)
      people.push(personPart(member, seqs, isNewProfile ? profile : undefined))
  }
  return people
}

const personPart = ({ shown }: ReplicaMember, seqs: SeqSet, profile: ReturnType<Replica['profile']>): PersonPart => ({
  userId: shown.userId,
  member: formatSeqSet(intersect(shown.member, seqs)),
  delivered: formatSeqSet(intersect(shown.delivered, seqs)),
  read: formatSeqSet(intersect(shown.read, seqs)),
  ...(profile && {
    profile: { userName: profile.row?.userName ?? null, userAvatarUrl: profile.row?.userAvatarUrl ?? null },
  }),
})
