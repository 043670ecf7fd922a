import { readFile } from 'node:fs/promises'
import type { StoredMessage } from './chat-store.ts'
import type { Sample } from './host.ts'

/** What the chat keeps of the channel that was replayed into Tallymark. */
export interface Channel {
  readonly conversationId: string
  /** Oldest first; their text is not known. */
  readonly messages: readonly StoredMessage[]
  /** How many are in it at the end. */
  readonly others: number
}

/** Reads a trace, a JSON object a line. Tallymark was told all of it already. */
export async function readChannel({ path, conversationId }: Sample): Promise<Channel> {
  const messages = new Map<string, StoredMessage>()
  const members = new Set<string>()
  for (const line of (await readFile(path, 'utf8')).split('\n')) {
    if (line === '') continue
    const { type, at, userId, messageId } = JSON.parse(line) as Readonly<Record<string, string>>
    if (userId === undefined) continue
    if (type === 'join') members.add(userId)
    if (type === 'leave') members.delete(userId)
    if (type !== 'post' || messageId === undefined || at === undefined || messages.has(messageId)) continue
    const about = { conversationId, messageId, senderId: userId, text: null, lengthHint: lengthOf(messageId) }
    messages.set(messageId, { ...about, sentAt: new Date(at).toISOString(), deleted: false })
  }
  return { conversationId, messages: [...messages.values()], others: members.size }
}

/** The trace tells no lengths: one made up from the id, mostly short as lines of chat are, and the same at each start. */
function lengthOf(messageId: string): number {
  let hash = 7
  for (const character of messageId) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) >>> 0
  const share = (Math.imul(hash, 2_654_435_761) >>> 0) / 2 ** 32
  return Math.round(8 + 150 * share ** 2)
}
