import { intersect, isSubset, ofSeqs, range, type SeqSet } from '@tallymark/core'
import type { MarkTarget } from '../marks/resolved.ts'
import type { ConversationSnapshot } from '../views/conversation-snapshot.ts'

/**
 * Whether a mark as read would change nothing, as far as is known now: scrolling back through what was read long ago tells nobody anything. What is
 * marked as unread is not read, and where the connection is away nothing is known for sure.
 */
export function isReadAlready(
  target: MarkTarget,
  { state, own }: Pick<ConversationSnapshot, 'state' | 'own'>,
  seqOf: (messageId: string) => number | undefined,
): boolean {
  const seqs = own && state === 'live' ? seqsOf(target, own.member, seqOf) : undefined
  if (!own || !seqs) return false
  return isSubset(seqs, own.read) && intersect(seqs, own.reopened).length === 0
}

/** The seqs of what was seen; nothing where one of them is not known. */
function seqsOf(
  target: MarkTarget,
  member: SeqSet,
  seqOf: (messageId: string) => number | undefined,
): SeqSet | undefined {
  if ('upToMessageId' in target) {
    const last = seqOf(target.upToMessageId)
    return last === undefined ? undefined : intersect(member, range(1, last))
  }
  if (!('messageIds' in target)) return undefined
  const seqs = target.messageIds.flatMap((messageId) => seqOf(messageId) ?? [])
  return seqs.length === target.messageIds.length ? ofSeqs(seqs) : undefined
}
