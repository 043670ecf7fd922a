import type { Person } from './answers.ts'
import { Refused } from './refused.ts'

/** Where Tallymark is, and the key that lets a chat in. */
export interface ReceiptsParts {
  readonly address: string
  readonly apiKey: string
}

/** Somebody with a name, and perhaps a picture. */
type Named = Pick<Person, 'userId' | 'name'> & { readonly avatarUrl?: string }

/** What a person lets others know. */
export type Sharing = 'everything' | 'delivered' | 'nothing'

/** What Tallymark is told of a message. */
export interface Sent {
  readonly conversationId: string
  readonly messageId: string
  readonly senderId: string
  /** ISO 8601. */
  readonly sentAt: string
}

/** A mark for the list that `markMany` takes. */
export interface Mark {
  readonly conversationId: string
  readonly kind: 'delivered' | 'read'
  readonly recipientId: string
  readonly upToMessageId: string
  readonly private?: boolean
}

/** The most marks that Tallymark takes in one request. */
const MARKS_AT_ONCE = 1_000

/**
 * All that a chat says to Tallymark. Who reads what the people's own clients say (`@tallymark/client`); a chat only says who
 * is there and which messages there are. Every call may be made again: that changes nothing.
 */
export class Receipts {
  readonly #address: string
  readonly #apiKey: string

  constructor({ address, apiKey }: ReceiptsParts) {
    this.#address = address
    this.#apiKey = apiKey
  }

  /** The name and the picture that stand beside somebody's receipts. */
  putPerson({ userId, name, avatarUrl }: Named): Promise<unknown> {
    return this.#ask('PUT', ['users', userId], { userName: name, userAvatarUrl: avatarUrl ?? null })
  }

  async hasName(userId: string): Promise<boolean> {
    const user = (await this.#ask('GET', ['users', userId])) as { readonly userName: string | null }
    return user.userName !== null
  }

  async sharingOf(userId: string): Promise<Sharing> {
    const user = (await this.#ask('GET', ['users', userId])) as { readonly sharing: Sharing | null }
    return user.sharing ?? 'everything'
  }

  setSharing(userId: string, sharing: Sharing): Promise<unknown> {
    return this.#ask('PUT', ['users', userId], { sharing })
  }

  async hasConversation(conversationId: string): Promise<boolean> {
    return (await this.#answer('GET', ['conversations', conversationId])).status !== 404
  }

  createConversation(conversationId: string, participants: readonly string[]): Promise<unknown> {
    return this.#ask('PUT', ['conversations', conversationId], { participants })
  }

  /** Does nothing where there is none. */
  async removeConversation(conversationId: string): Promise<void> {
    if (await this.hasConversation(conversationId)) await this.#ask('DELETE', ['conversations', conversationId])
  }

  join(conversationId: string, userId: string, history: 'none' | 'all'): Promise<unknown> {
    return this.#ask('PUT', ['conversations', conversationId, 'participants', userId], { history })
  }

  leave(conversationId: string, userId: string): Promise<unknown> {
    return this.#ask('DELETE', ['conversations', conversationId, 'participants', userId])
  }

  /** Never the text: an id, who sent it, and when. */
  post({ conversationId, messageId, senderId, sentAt }: Sent): Promise<unknown> {
    return this.#ask('POST', ['conversations', conversationId, 'messages'], { messageId, senderId, postedAt: sentAt })
  }

  deleteMessage(conversationId: string, messageId: string): Promise<unknown> {
    return this.#ask('DELETE', ['conversations', conversationId, 'messages', messageId])
  }

  /** Reads for somebody who has no page: up to a message. */
  markRead(conversationId: string, recipientId: string, upToMessageId: string): Promise<unknown> {
    return this.#ask('POST', ['conversations', conversationId, 'read'], { recipientId, upToMessageId })
  }

  /** Marks in the order given, many to a request. */
  async markMany(marks: readonly Mark[]): Promise<void> {
    for (let i = 0; i < marks.length; i += MARKS_AT_ONCE)
      await this.#ask('POST', ['marks'], { marks: marks.slice(i, i + MARKS_AT_ONCE) })
  }

  async #ask(method: string, path: readonly string[], body?: unknown): Promise<unknown> {
    const answer = await this.#answer(method, path, body)
    const said = (await answer.json()) as { readonly title?: string; readonly detail?: string }
    if (answer.ok) return said
    throw new Refused(answer.status, `Tallymark: ${said.title}. ${said.detail}`)
  }

  async #answer(method: string, path: readonly string[], body?: unknown): Promise<Response> {
    const address = `${this.#address}/v1/${path.map(encodeURIComponent).join('/')}`
    const headers = { authorization: `Bearer ${this.#apiKey}` }
    try {
      if (body === undefined) return await fetch(address, { method, headers })
      const jsonHeaders = { ...headers, 'content-type': 'application/json' }
      return await fetch(address, { method, headers: jsonHeaders, body: JSON.stringify(body) })
    } catch (cause) {
      throw new Refused(503, `Tallymark is not reached: ${(cause as Error).message}.`)
    }
  }
}
