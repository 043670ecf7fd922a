import { type ConversationId, isRefusal, type MessageId, type Refusal, type UserId } from '@tallymark/core'
import { createEngine, DEFAULT_LIMITS, type Engine } from '../../packages/server/src/engine/engine.ts'
import { SYSTEM_CLOCK } from '../../packages/server/src/engine/ports/clock.ts'
import type { MessageRecord, ParticipantRecord } from '../../packages/server/src/engine/ports/records.ts'
import type { Store } from '../../packages/server/src/engine/ports/store.ts'
import { openStore } from '../../packages/server/src/storage/open-store.ts'
import type { Kept } from './acknowledged.ts'

/** What a database holds of a conversation. */
export interface ConversationTruth extends Kept {
  readonly head: number
  readonly messages: readonly MessageRecord[]
  readonly participants: readonly ParticipantRecord[]
}

/** A database as a node that has just started sees it, and that nobody tells anything. */
export class Truth implements AsyncDisposable {
  readonly #store: Store
  readonly #engine: Engine

  private constructor(store: Store) {
    this.#store = store
    this.#engine = createEngine(store, SYSTEM_CLOCK, { ...DEFAULT_LIMITS, onFault: console.error })
  }

  static async of(database: string): Promise<Truth> {
    return new Truth(await openStore(database))
  }

  async conversation(id: string, people: readonly string[]): Promise<ConversationTruth> {
    const conversation = id as ConversationId
    const pairs = people.map((person) => [conversation, person as UserId] as const)
    const found = await this.#store.find({ conversations: [conversation], participants: pairs })
    const { key, head, version } = found.conversations[0] ?? { key: 0, head: 0, version: 0 }
    const messages = await this.#store.messagesBetween(key, 1, head, head)
    const participants = found.participants.flatMap((part) => part ?? [])
    return {
      ...{ head, version, messages, participants },
      seqs: new Map(messages.map(({ messageId, seq }) => [messageId, seq])),
      delivered: new Map(participants.map(({ userId, delivered }) => [userId, delivered])),
      read: new Map(participants.map(({ userId, read }) => [userId, read])),
    }
  }

  /** Of each message its summary or why there is none, by seq, from a seq on. */
  async summaries(id: string, messages: readonly MessageRecord[]) {
    const messageIds = messages.map(({ messageId }) => messageId as MessageId)
    if (messageIds.length === 0) return []
    return said(await this.#engine.getSummaries({ conversationId: id as ConversationId, messageIds })).summaries
  }

  async unread(id: string, userId: string) {
    return said(await this.#engine.getUnread({ conversationId: id as ConversationId, userId: userId as UserId }))
  }

  async nameOf(userId: string) {
    return said(await this.#engine.getUser({ userId: userId as UserId })).userName
  }

  async inbox(userId: string) {
    return said(await this.#engine.getInbox({ userId: userId as UserId }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#engine.stop()
    await this.#store.close()
  }
}

function said<Answer extends object>(outcome: Answer | Refusal): Answer {
  if (isRefusal(outcome)) throw new Error(`refused: ${outcome.refused}`)
  return outcome
}
