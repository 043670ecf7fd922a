import type { ConversationSettings } from '@tallymark/core'
import type {
  ConversationRecord,
  MessageRecord,
  ParticipantRecord,
} from '../../packages/server/src/engine/ports/records.ts'
import type { Changes } from '../../packages/server/src/engine/ports/store.ts'

/** What was committed, as the store was told: what frames may say is judged by it. */
export class Truth {
  readonly #conversations = new Map<number, ConversationRecord>()
  readonly #ids = new Map<string, number>()
  readonly #settings = new Map<string, ConversationSettings>()
  readonly #participants = new Map<string, ParticipantRecord>()
  /** The version at which each of them came: what is older tells of another one, who was erased. */
  readonly #cameAt = new Map<string, number>()
  readonly #messages = new Map<string, MessageRecord>()
  /** Who was ever in a conversation of an id, and what a user was ever called: what is on the way may be of then. */
  readonly #everIn = new Set<string>()
  readonly #everNamed = new Set<string>()

  /** Takes a commit that succeeded. */
  learn(changes: Changes): void {
    for (const key of changes.removedConversationKeys) this.#remove(key)
    for (const rows of [changes.newConversations, changes.conversations])
      for (const row of rows) {
        this.#conversations.set(row.key, row)
        this.#ids.set(row.conversationId, row.key)
        this.#settings.set(`${row.key} ${row.version}`, row.settings)
      }
    for (const rows of [changes.newParticipants, changes.participants])
      for (const row of rows) {
        this.#participants.set(`${row.conversationKey} ${row.userId}`, row)
        this.#everIn.add(`${this.#conversations.get(row.conversationKey)?.conversationId} ${row.userId}`)
      }
    for (const { conversationKey, userId } of changes.newParticipants)
      this.#cameAt.set(`${conversationKey} ${userId}`, this.#conversations.get(conversationKey)?.version ?? 0)
    for (const rows of [changes.newUsers, changes.users])
      for (const { userId, userName } of rows) this.#everNamed.add(`${userId} ${userName}`)
    for (const rows of [changes.newMessages, changes.messages])
      for (const row of rows) this.#messages.set(`${row.conversationKey} ${row.seq}`, row)
    for (const userKey of changes.erasedUserKeys)
      for (const [name, row] of this.#participants) if (row.userKey === userKey) this.#participants.delete(name)
  }

  conversation(id: string): ConversationRecord | undefined {
    const key = this.#ids.get(id)
    return key === undefined ? undefined : this.#conversations.get(key)
  }

  /** The settings as they were at a version. */
  settingsAt(id: string, version: number): ConversationSettings | undefined {
    return this.#settings.get(`${this.#ids.get(id)} ${version}`)
  }

  participant(id: string, userId: string): ParticipantRecord | undefined {
    return this.#participants.get(`${this.#ids.get(id)} ${userId}`)
  }

  /** Of one who is known: whether it was there at a version, and not another one of its id. */
  wasThereAt(id: string, userId: string, version: number): boolean {
    return version >= (this.#cameAt.get(`${this.#ids.get(id)} ${userId}`) ?? 0)
  }

  /** Whether a user is or was in a conversation. */
  wasIn(id: string, userId: string): boolean {
    return this.#everIn.has(`${id} ${userId}`)
  }

  /** Whether a user is or was called so; everybody had no name at first. */
  wasNamed(userId: string, userName: string | null): boolean {
    return userName === null || this.#everNamed.has(`${userId} ${userName}`)
  }

  message(id: string, seq: number): MessageRecord | undefined {
    return this.#messages.get(`${this.#ids.get(id)} ${seq}`)
  }

  #remove(key: number): void {
    const id = this.#conversations.get(key)?.conversationId
    if (id !== undefined && this.#ids.get(id) === key) this.#ids.delete(id)
    this.#conversations.delete(key)
    for (const table of [this.#settings, this.#participants, this.#cameAt, this.#messages])
      for (const name of table.keys()) if (name.startsWith(`${key} `)) table.delete(name)
  }
}
