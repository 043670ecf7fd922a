import type { MarkTarget } from '../marks/resolved.ts'
import type { ReadingPolicy } from './reading.ts'

/** What to mark when these messages were seen, in the order of the document (REA3): never more than three marks. */
export function marksOfSeen(
  policy: ReadingPolicy,
  messageIds: readonly string[],
  seqOf: (messageId: string) => number | undefined,
): readonly MarkTarget[] {
  if (policy === 'manual') return []
  if (policy === 'viewed') return [{ messageIds }]
  const known = messageIds.flatMap((messageId) => {
    const seq = seqOf(messageId)
    return seq === undefined ? [] : [{ messageId, seq }]
  })
  const newest = known.reduce((a, b) => (a && a.seq > b.seq ? a : b), known[0])
  // Which of these is the newest only the server knows: all of them, and all up to the last one, which is the newest in most chats.
  const unknown = messageIds.filter((messageId) => seqOf(messageId) === undefined)
  const last = unknown.at(-1)
  return [
    ...(unknown.length > 1 ? [{ messageIds: unknown }] : []),
    ...[newest?.messageId, last].flatMap((upToMessageId) => (upToMessageId === undefined ? [] : [{ upToMessageId }])),
  ]
}
