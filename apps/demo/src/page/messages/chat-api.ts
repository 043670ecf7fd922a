import type { ChatConversation, Person, StoredMessage } from './chat-message.ts'

/** What Tallymark's server is told that somebody shares. */
export type Sharing = 'everything' | 'delivered' | 'nothing'

/** The most messages that are asked for at once. */
const PAGE = 1_000

/** The chat's server refused; asking again would not help. */
export class ChatRefusal extends Error {}

/** The chat's server, as one person asks it: its messages, and nothing of receipts. */
export class ChatApi {
  readonly #userId: string
  readonly #token: () => Promise<string>
  readonly #fetch: typeof fetch

  constructor(userId: string, token: () => Promise<string>, fetchOver: typeof fetch) {
    this.#userId = userId
    this.#token = token
    this.#fetch = fetchOver
  }

  async conversations(): Promise<readonly ChatConversation[]> {
    const response = await this.ask('GET', `/chat/conversations?userId=${this.#userId}`)
    return ((await response.json()) as { conversations: ChatConversation[] }).conversations
  }

  /** The newest messages, or those before one, oldest first. */
  async messages(conversationId: string, where: { before?: string }): Promise<readonly StoredMessage[]> {
    const query = new URLSearchParams({ ...where, limit: String(PAGE) })
    const response = await this.ask('GET', `${pathOf(conversationId)}/messages?${query}`)
    return ((await response.json()) as { messages: StoredMessage[] }).messages
  }

  async post(conversationId: string, messageId: string, text: string): Promise<void> {
    await this.ask('POST', `${pathOf(conversationId)}/messages`, { senderId: this.#userId, messageId, text })
  }

  async delete(conversationId: string, messageId: string): Promise<void> {
    await this.ask('DELETE', `${pathOf(conversationId)}/messages/${encodeURIComponent(messageId)}`)
  }

  async join(conversationId: string): Promise<void> {
    await this.ask('PUT', `${pathOf(conversationId)}/members/${this.#userId}`, {})
  }

  async leave(conversationId: string): Promise<void> {
    await this.ask('DELETE', `${pathOf(conversationId)}/members/${this.#userId}`)
  }

  async sharing(): Promise<Sharing> {
    const response = await this.ask('GET', `/chat/people/${this.#userId}/sharing`)
    return ((await response.json()) as { sharing: Sharing }).sharing
  }

  async share(sharing: Sharing): Promise<void> {
    await this.ask('PUT', `/chat/people/${this.#userId}/sharing`, { sharing })
  }

  /** All other members of the crowd read its newest message. */
  async crowdReads(): Promise<void> {
    await this.ask('POST', '/chat/crowd/read', {})
  }

  async ask(method: string, path: string, body?: object): Promise<Response> {
    const response = await this.#fetch(path, {
      method,
      headers: { authorization: `Bearer ${await this.#token()}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (response.ok) return response
    const isForNow = response.status >= 500 || response.status === 429
    throw isForNow ? new TypeError(`The chat answered ${response.status}.`) : new ChatRefusal(await response.text())
  }
}

const pathOf = (conversationId: string): string => `/chat/conversations/${encodeURIComponent(conversationId)}`

/** Everybody who may be picked in this demo. */
export async function fetchPeople(): Promise<readonly Person[]> {
  const response = await fetch('/chat/people')
  return ((await response.json()) as { people: Person[] }).people
}

/** By which addresses other devices reach this server, and whether it lets them in. */
export async function fetchAddresses(): Promise<{ readonly addresses: readonly string[]; readonly isOpen: boolean }> {
  return (await fetch('/chat/address')).json()
}

/** A token of a person of this demo, which asks for no password. */
export async function logIn(userId: string, fetchOver: typeof fetch): Promise<string> {
  const response = await fetchOver('/chat/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userId }),
  })
  return ((await response.json()) as { token: string }).token
}
