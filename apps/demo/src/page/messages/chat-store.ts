import { Cell } from '../cell.ts'
import { type ChatApi, ChatRefusal } from './chat-api.ts'
import type { ChatEvent } from './chat-events.ts'
import type { ChatConversation, ChatMessage } from './chat-message.ts'
import { knownConversations } from './known-conversations.ts'
import { type MessageList, withChange, withNewer, withOlder } from './message-list.ts'
import { newMessageId } from './new-message-id.ts'
import { untilDone } from './until-done.ts'

/** What one device knows of the chat. Receipts are not its business: those come from Tallymark's client. */
export interface ChatSnapshot {
  readonly isLoaded: boolean
  readonly conversations: readonly ChatConversation[]
  /** By conversation; those that were opened. */
  readonly messages: ReadonlyMap<string, MessageList>
}

/** One device's store of messages: what the chat's server says, and what is on its way to it. */
export class ChatStore {
  readonly chat = new Cell<ChatSnapshot>({ isLoaded: false, conversations: [], messages: new Map() })
  readonly #api: ChatApi
  readonly #userId: string
  /** The conversations that are loaded, or are to be as soon as that is possible. */
  readonly #opened = new Set<string>()
  /** Asks for what was missed while nothing was heard, until it is there; and sends what could not be sent. */
  readonly catchUp = untilDone(() => this.#catchUp())

  constructor(api: ChatApi, userId: string) {
    this.#api = api
    this.#userId = userId
  }

  /** Loads a conversation's messages, the newest first, then all before them. */
  async open(conversationId: string): Promise<void> {
    if (this.#opened.has(conversationId)) return
    this.#opened.add(conversationId)
    await this.#load(conversationId)
  }

  /** Sends a message: it is shown at once, and sent again until the server has it. */
  send(conversationId: string, text: string): void {
    const messageId = newMessageId()
    const sentAt = new Date().toISOString()
    const message: ChatMessage = {
      messageId,
      senderId: this.#userId,
      text,
      lengthHint: text.length,
      sentAt,
      deleted: false,
      state: 'sending',
    }
    this.#put(conversationId, (list) => [...list, message])
    void this.#deliver(conversationId, message)
  }

  /** Tries again what failed. */
  resend(conversationId: string, message: ChatMessage): void {
    this.#change(conversationId, message.messageId, { state: 'sending' })
    void this.#deliver(conversationId, message)
  }

  async delete(conversationId: string, messageId: string): Promise<void> {
    await this.#api.delete(conversationId, messageId)
    this.#change(conversationId, messageId, { deleted: true, text: null })
  }

  async join(conversationId: string): Promise<void> {
    await this.#api.join(conversationId)
    await this.#refresh()
    // A newcomer may see less than before, or more.
    this.#forget(conversationId)
    await this.#load(conversationId)
  }

  async leave(conversationId: string): Promise<void> {
    await this.#api.leave(conversationId)
    await this.#refresh()
  }

  /** Something happened. */
  take(event: ChatEvent): void {
    const { messages } = this.chat.getSnapshot()
    if (event.type === 'membership') this.catchUp()
    else if (!messages.has(event.conversationId)) return
    else if (event.type === 'message') this.#put(event.conversationId, (list) => withNewer(list, [event.message]))
    else this.#change(event.conversationId, event.messageId, { deleted: true, text: null })
  }

  async #catchUp(): Promise<void> {
    await this.#refresh()
    const { messages } = this.chat.getSnapshot()
    for (const conversationId of this.#opened) if (!messages.has(conversationId)) void this.#load(conversationId)
    for (const [conversationId, list] of messages) {
      // Not only those after the newest one: others may have been deleted.
      const newest = await this.#api.messages(conversationId, {})
      this.#put(conversationId, (now) => withNewer(now, newest))
      for (const message of list) if (message.state === 'sending') void this.#deliver(conversationId, message)
    }
  }

  async #refresh(): Promise<void> {
    const conversations = await this.#api.conversations()
    const snapshot = this.chat.getSnapshot()
    const known = knownConversations(snapshot.conversations, conversations, this.#userId)
    this.chat.set({ ...snapshot, isLoaded: true, conversations: known })
  }

  async #load(conversationId: string): Promise<void> {
    this.#put(conversationId, (list) => list)
    // Whatever went wrong, it is loaded when the device catches up.
    await this.#loadAll(conversationId).catch(() => this.#forget(conversationId))
  }

  async #loadAll(conversationId: string): Promise<void> {
    let older = await this.#api.messages(conversationId, {})
    while (older[0] !== undefined) {
      const page = older
      this.#put(conversationId, (list) => withOlder(list, page))
      older = await this.#api.messages(conversationId, { before: older[0].messageId })
    }
  }

  async #deliver(conversationId: string, { messageId, text }: ChatMessage): Promise<void> {
    try {
      await this.#api.post(conversationId, messageId, text ?? '')
      this.#change(conversationId, messageId, { state: 'sent' })
    } catch (error) {
      // Whatever else went wrong is tried again when the device catches up.
      if (error instanceof ChatRefusal) this.#change(conversationId, messageId, { state: 'failed' })
    }
  }

  #change(conversationId: string, messageId: string, change: Partial<ChatMessage>): void {
    this.#put(conversationId, (list) => withChange(list, messageId, change))
  }

  #put(conversationId: string, next: (list: MessageList) => MessageList): void {
    const snapshot = this.chat.getSnapshot()
    const list = next(snapshot.messages.get(conversationId) ?? [])
    this.chat.set({ ...snapshot, messages: new Map(snapshot.messages).set(conversationId, list) })
  }

  #forget(conversationId: string): void {
    const snapshot = this.chat.getSnapshot()
    const messages = new Map(snapshot.messages)
    messages.delete(conversationId)
    this.chat.set({ ...snapshot, messages })
  }
}
