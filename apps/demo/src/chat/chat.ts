import type { ConversationAnswer, MessageAnswer } from './answers.ts'
import type { ChatStore, Page, StoredConversation, StoredMessage } from './chat-store.ts'
import type { Events } from './events.ts'
import { personOf } from './people.ts'
import type { Receipts } from './receipts.ts'
import { Refused } from './refused.ts'
import { Turns } from './turns.ts'

/** What somebody writes. The id is made by the page, so that sending it again is harmless. */
export interface Written {
  readonly conversationId: string
  readonly senderId: string
  readonly messageId: string
  readonly text: string
}

/**
 * A small chat beside Tallymark. Whatever changes is kept here first and told to Tallymark then: what Tallymark was not told of is
 * still known here, and is told before anything else of the conversation is. The other way round a crash could
 * leave a message in Tallymark that counts as unread for ever, because nobody has it to read.
 */
export class Chat {
  readonly #store: ChatStore
  readonly #receipts: Receipts
  readonly #events: Events
  readonly #turns = new Turns()

  constructor(store: ChatStore, receipts: Receipts, events: Events) {
    this.#store = store
    this.#receipts = receipts
    this.#events = events
  }

  /** The conversations that somebody is in or was in, and may join again. */
  conversations(userId: string): readonly ConversationAnswer[] {
    return this.#store
      .conversations()
      .filter(({ conversationId }) => this.#store.everMembers(conversationId).includes(userId))
      .map((conversation) => this.#answerOf(conversation, userId))
  }

  messages(conversationId: string, viewerId: string, page: Page): readonly MessageAnswer[] {
    return this.#store.page(conversationId, viewerId, page).map(answerOf)
  }

  /** Posts a message; one that is there already is answered as it is. */
  post(written: Written): Promise<MessageAnswer> {
    const { conversationId, senderId, messageId, text } = written
    return this.#turns.take(conversationId, async () => {
      const known = this.#store.message(conversationId, messageId)
      if (known !== undefined && known.senderId !== senderId) throw new Refused(409, 'This id is another message’s.')
      if (known === undefined && !this.#isIn(conversationId, senderId)) throw notIn()
      const sentAt = new Date().toISOString()
      const message = { ...written, text, lengthHint: text.length, sentAt, deleted: false }
      this.#store.addMessage(message)
      await this.#tellTallymark(conversationId)
      return answerOf(this.#store.message(conversationId, messageId) ?? message)
    })
  }

  /** Deletes a message for everyone. Only its sender may. */
  delete(conversationId: string, messageId: string, userId: string): Promise<void> {
    return this.#turns.take(conversationId, async () => {
      const message = this.#store.message(conversationId, messageId)
      if (message === undefined) throw new Refused(404, 'There is no such message.')
      if (message.senderId !== userId) throw new Refused(403, 'Only who sent a message may delete it.')
      if (!message.deleted) this.#store.deleteMessage(conversationId, messageId)
      await this.#tellTallymark(conversationId)
    })
  }

  /** Lets somebody into a group; of what was written before, it sees nothing new. */
  join(conversationId: string, userId: string): Promise<void> {
    return this.#turns.take(conversationId, async () => {
      if (this.#kindOf(conversationId) === 'direct') throw new Refused(403, 'Nobody joins two who talk.')
      await this.#tellTallymark(conversationId)
      this.#store.enter(conversationId, userId, 'none')
      await this.#receipts.join(conversationId, userId, 'none')
      this.#tellMembership(conversationId, userId)
    })
  }

  leave(conversationId: string, userId: string): Promise<void> {
    return this.#turns.take(conversationId, async () => {
      if (this.#kindOf(conversationId) === 'direct') throw new Refused(403, 'Of two who talk, none can leave.')
      await this.#tellTallymark(conversationId)
      this.#store.leave(conversationId, userId)
      await this.#receipts.leave(conversationId, userId)
      this.#tellMembership(conversationId, userId)
    })
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    await this.#turns.idle()
  }

  /** Tells Tallymark what a crash or a stop kept from it. */
  async heal(conversationId: string): Promise<void> {
    await this.#turns.take(conversationId, async () => {
      const members = this.#store.members(conversationId)
      const left = this.#store.everMembers(conversationId).filter((userId) => !members.includes(userId))
      await Promise.all(members.map((userId) => this.#receipts.join(conversationId, userId, 'none')))
      await this.#tellTallymark(conversationId)
      await Promise.all(left.map((userId) => this.#receipts.leave(conversationId, userId)))
    })
  }

  /** In the order in which it came: the seqs that Tallymark gives follow the positions here. */
  async #tellTallymark(conversationId: string): Promise<void> {
    for (const message of this.#store.untold(conversationId)) {
      const { messageId, deleted } = message
      try {
        await this.#receipts.post(message)
        if (deleted) await this.#receipts.deleteMessage(conversationId, messageId)
      } catch (error) {
        // What Tallymark will never take must not stand in the way of what comes after it.
        if (error instanceof Refused && error.isFinal) this.#store.dropMessage(message)
        throw error
      }
      this.#store.setTold(message)
      const members = this.#store.members(conversationId)
      if (deleted) this.#events.tell({ type: 'deleted', conversationId, messageId }, members)
      else this.#events.tell({ type: 'message', conversationId, message: answerOf(message) }, members)
    }
  }

  #tellMembership(conversationId: string, userId: string): void {
    const members = this.#store.members(conversationId)
    const isIn = members.includes(userId)
    const event = { type: 'membership', conversationId, userId, isIn, members } as const
    this.#events.tell(event, isIn ? members : [...members, userId])
  }

  #isIn(conversationId: string, userId: string): boolean {
    return this.#store.members(conversationId).includes(userId)
  }

  #kindOf(conversationId: string): string {
    const found = this.#store.conversations().find((one) => one.conversationId === conversationId)
    if (found === undefined) throw new Refused(404, 'There is no such conversation.')
    return found.kind
  }

  #answerOf({ others, ...conversation }: StoredConversation, userId: string): ConversationAnswer {
    const members = this.#store.members(conversation.conversationId)
    const other = members.find((id) => id !== userId)
    const title = conversation.kind === 'direct' && other ? personOf(other)?.name : conversation.title
    return { ...conversation, title: title ?? conversation.title, members, memberCount: members.length + others }
  }
}

const notIn = (): Refused => new Refused(403, 'Only who is in a conversation may do this.')

const answerOf = ({ messageId, senderId, text, lengthHint, sentAt, deleted }: StoredMessage): MessageAnswer => ({
  messageId,
  senderId,
  text,
  lengthHint,
  sentAt,
  deleted,
})
