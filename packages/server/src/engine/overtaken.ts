import type { Changes, Seen, Transaction } from './ports/store.ts'

/** What a commit that is under way was decided on, and what it writes. */
export interface Overlapped {
  readonly transaction: Pick<Transaction, 'seen'>
  readonly changes: Changes
}

/**
 * Whether somebody else has written, after a commit that is under way, to what it has looked at and the next one looks at too. Then the rows that it
 * leaves must not be laid over those of the next one, which are newer.
 */
export function isOvertaken({ transaction, changes }: Overlapped, next: Pick<Transaction, 'seen'>): boolean {
  const written = keysWritten(changes)
  for (const [what, { key, writes, line }] of next.seen) {
    const before: Seen | undefined = transaction.seen.get(what)
    if (before === undefined) continue
    // The store would not know that the next one rests on this.
    if (before.line !== line) return true
    if (writes > before.writes + (written.has(key) ? 1 : 0)) return true
    if (before.key !== 0 && before.key !== key) return true
  }
  return false
}

function keysWritten(changes: Changes): ReadonlySet<number> {
  const keys = new Set<number>()
  for (const { key } of changes.newConversations) keys.add(key)
  for (const { key } of changes.conversations) keys.add(key)
  for (const rows of [changes.newParticipants, changes.participants, changes.newMessages, changes.messages])
    for (const { conversationKey } of rows) keys.add(conversationKey)
  for (const { conversationKey } of changes.receipts) keys.add(conversationKey)
  return keys
}
