import { DatabaseSync } from 'node:sqlite'
import type { ConversationId, UserId } from '@tallymark/core'
import { openSqliteStore } from '../../packages/server/src/storage/sqlite/open-sqlite-store.ts'
import { CONVERSATION, type Kept } from './ledger.ts'
import { PEOPLE } from './load.ts'

/** Opens a database as a restarted server does, and reads what it holds of the conversation. */
export async function keptIn(file: string): Promise<Kept> {
  const store = await openSqliteStore({ file, thread: 'caller' })
  try {
    const conversation = CONVERSATION as ConversationId
    const pairs = PEOPLE.map((person) => [conversation, person as UserId] as const)
    const found = await store.find({ conversations: [conversation], participants: pairs })
    const { key, head } = found.conversations[0] ?? { key: 0, head: 0 }
    const messages = await store.messagesBetween(key, 1, head, head)
    return {
      seqs: new Map(messages.map(({ messageId, seq }) => [messageId, seq])),
      reads: new Map(found.participants.flatMap((part) => (part === undefined ? [] : [[part.userId, part.read]]))),
    }
  } finally {
    await store.close()
  }
}

/** What SQLite says of a database: `ok`, or what is wrong with it. */
export function integrityOf(file: string): string {
  const database = new DatabaseSync(file)
  try {
    return String(database.prepare('pragma integrity_check').get()?.integrity_check)
  } finally {
    database.close()
  }
}
