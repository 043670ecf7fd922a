import { formatSeqSet, isSubset, ofSeqs, seqSetFrom } from '@tallymark/core'
import type { Chance } from '../../packages/server/testing/histories/chance.ts'
import type { Acknowledged, Kind } from './acknowledged.ts'
import { replyOf } from './reply.ts'

/** What callers saw, all together. */
export class Seen {
  /** Answers that were older than what had been acknowledged before they were asked for, in words. */
  readonly wentBack: string[] = []
  readonly #refusals = new Map<string, number>()
  #longestMs = 0

  /** What answers came to. */
  get figures() {
    return { longestMs: Math.round(this.#longestMs), refusals: Object.fromEntries(this.#refusals) }
  }

  /** Whatever was lost before counts no more. */
  beginAnew(): void {
    this.wentBack.length = 0
  }

  refused(code: string): void {
    this.#refusals.set(code, (this.#refusals.get(code) ?? 0) + 1)
  }

  took(ms: number): void {
    this.#longestMs = Math.max(this.#longestMs, ms)
  }
}

/** What a caller works with. */
export interface CallerParts {
  readonly urls: readonly string[]
  readonly people: readonly string[]
  readonly conversations: readonly Acknowledged[]
  readonly chance: Chance
  readonly seen: Seen
}

interface Answer {
  readonly seq: number
  readonly isNew?: boolean
  readonly version: number
  readonly head: number
  readonly delivered: string
  readonly read: string
}

const KINDS: readonly Kind[] = ['delivered', 'read']
const WEIGHTS = { post: 12, read: 45, delivered: 18, conversation: 15, participant: 10, remove: 2, profile: 2 } as const

/** Somebody who asks one thing after the other over HTTP, each of a node that chance picks, and keeps what was acknowledged. */
export class Caller {
  readonly #parts: CallerParts
  readonly #name: string
  #posted = 0
  #profiles = 0
  /** Posted, and nobody knows whether it is there: to be posted again. */
  readonly #open: { readonly conversation: Acknowledged; readonly messageId: string; readonly senderId: string }[] = []

  constructor(name: string, parts: CallerParts) {
    this.#name = name
    this.#parts = parts
  }

  /** Asks one thing. */
  async step(): Promise<void> {
    const { chance, conversations, people } = this.#parts
    const conversation = chance.pick(conversations)
    const person = chance.pick(people)
    const what = chance.weighted(WEIGHTS)
    if (what === 'post') return this.#post(conversation, person)
    if (what === 'conversation') return this.#askForConversation(conversation)
    if (what === 'participant') return this.#askForParticipant(conversation, person)
    if (what === 'remove') return this.#remove(conversation)
    if (what === 'profile') return this.#changeProfile(person)
    return this.#mark(conversation, what, person)
  }

  async #post(conversation: Acknowledged, senderId: string): Promise<void> {
    const message = this.#open.pop() ?? { conversation, messageId: `${this.#name}-${++this.#posted}`, senderId }
    const { head } = message.conversation
    const body = { messageId: message.messageId, senderId: message.senderId }
    const answer = await this.#ask('POST', message.conversation, '/messages', body)
    if (answer === undefined) this.#open.push(message)
    else {
      const before = message.conversation.ids[answer.seq]
      this.#expect(before === undefined, `seq ${answer.seq} was given to ${before} and to ${message.messageId}`)
      this.#expect(answer.isNew !== true || answer.seq > head, `seq ${answer.seq} came after ${head}`)
      message.conversation.posted(message.messageId, answer.seq)
    }
  }

  async #mark(conversation: Acknowledged, kind: Kind, recipientId: string): Promise<void> {
    const { chance } = this.#parts
    if (conversation.head === 0) return
    const seqs = Array.from({ length: chance.between(1, 3) }, () => chance.between(1, conversation.head))
    const messageIds = [...new Set(seqs)].flatMap((seq) => conversation.ids[seq] ?? [])
    if (messageIds.length === 0) return
    const answer = await this.#ask('POST', conversation, `/${kind}`, { messageIds, recipientId }, recipientId)
    if (answer === undefined) return
    const marked = ofSeqs(messageIds.flatMap((id) => conversation.seqs.get(id) ?? []))
    conversation.marked(kind, recipientId, marked)
    conversation.told(answer.version)
  }

  async #remove(conversation: Acknowledged): Promise<void> {
    const messageId = conversation.ids[this.#parts.chance.between(1, Math.max(1, conversation.head))]
    if (messageId !== undefined) await this.#ask('DELETE', conversation, `/messages/${messageId}`)
  }

  async #changeProfile(userId: string): Promise<void> {
    const { chance, urls, seen } = this.#parts
    this.#profiles += 1
    const body = { userName: `${userId} of ${this.#name}.${this.#profiles}` }
    const reply = await replyOf(`${chance.pick(urls)}/v1/users/${userId}`, 'PUT', body)
    if (reply === undefined || reply.status >= 300) seen.refused(reply?.code ?? 'unanswered')
  }

  async #askForConversation(conversation: Acknowledged): Promise<void> {
    const { head } = conversation
    const answer = await this.#ask('GET', conversation, '')
    if (answer === undefined) return
    this.#expect(answer.head >= head, `the head was ${head}, and later ${answer.head}`)
    conversation.told(answer.version)
  }

  async #askForParticipant(conversation: Acknowledged, userId: string): Promise<void> {
    const answer = await this.#ask('GET', conversation, `/participants/${userId}`, undefined, userId)
    if (answer !== undefined) conversation.told(answer.version)
  }

  /** The answer, or nothing. An answer with sets must hold all that was acknowledged to this user before. */
  async #ask(method: string, conversation: Acknowledged, path: string, body?: object, userId?: string) {
    const { chance, urls, seen } = this.#parts
    const { version } = conversation
    const before = userId === undefined ? undefined : KINDS.map((kind) => conversation.of(kind, userId))
    const askedAt = performance.now()
    const url = `${chance.pick(urls)}/v1/conversations/${conversation.conversationId}${path}`
    const reply = await replyOf(url, method, body)
    seen.took(performance.now() - askedAt)
    if (reply === undefined || reply.status >= 300) {
      seen.refused(reply?.code ?? 'unanswered')
      return undefined
    }
    const answer = reply.answer as Answer
    this.#expect(!(answer.version < version), `version ${answer.version} came after ${version}: ${method} ${path}`)
    before?.forEach((set, i) => {
      const said = answer[KINDS[i] as Kind]
      this.#expect(isSubset(set, seqSetFrom(said)), `${userId} was told ${said} after ${formatSeqSet(set)}`)
    })
    return answer
  }

  #expect(isSo: boolean, otherwise: string): void {
    if (!isSo) this.#parts.seen.wentBack.push(otherwise)
  }
}
