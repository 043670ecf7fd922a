import type { MessageId, UserId } from '@tallymark/core'
import type {
  ApiKeyRecord,
  MessageRecord,
  ParticipantRecord,
  ReceiptTimes,
  UserRecord,
} from '../../engine/ports/records.ts'
import type {
  Changes,
  Counted,
  Found,
  ParticipantSeqs,
  Reader,
  Store,
  Transaction,
  Wanted,
} from '../../engine/ports/store.ts'
import type { Carry } from './calls.ts'
import { changeRowsOf } from './change-rows.ts'
import { foundOf, mapped } from './row-answers.ts'
import { apiKeyOf, apiKeyRow, messageOf, participantOf, userOf } from './rows.ts'

/** The store port over a database file, wherever the thread is that holds it. SQLite has one writer, so there is one lane. */
export class SqliteStore implements Store {
  readonly epoch: string
  readonly lanes = 1
  readonly #carry: Carry
  /** Ends when the transaction under way does. */
  #writing: Promise<void> = Promise.resolve()

  constructor(epoch: string, carry: Carry) {
    this.epoch = epoch
    this.#carry = carry
  }

  async find(wanted: Wanted): Promise<Found> {
    return foundOf(await this.#carry('find', wanted))
  }

  async members(conversationKey: number): Promise<readonly ParticipantRecord[]> {
    return (await this.#carry('members', conversationKey)).map(participantOf)
  }

  userIdOf(conversationKey: number, ordinal: number): Promise<UserId | null> {
    return this.#carry('userIdOf', conversationKey, ordinal)
  }

  async messagesBetween(...of: Parameters<Reader['messagesBetween']>): Promise<readonly MessageRecord[]> {
    return (await this.#carry('messagesBetween', ...of)).map(messageOf)
  }

  messageIdsAt(...of: Parameters<Reader['messageIdsAt']>): Promise<readonly (MessageId | null)[]> {
    return this.#carry('messageIdsAt', ...of)
  }

  async profiles(userKeys: readonly number[]): Promise<readonly (UserRecord | undefined)[]> {
    return (await this.#carry('profiles', userKeys)).map((row) => mapped(row, userOf))
  }

  receiptTimes(...of: Parameters<Reader['receiptTimes']>): Promise<readonly ReceiptTimes[]> {
    return this.#carry('receiptTimes', ...of)
  }

  countFillable(of: readonly ParticipantSeqs[]): Promise<readonly number[]> {
    return this.#carry('countFillable', of)
  }

  countUnread(of: readonly ParticipantSeqs[]): Promise<readonly Counted[]> {
    return this.#carry('countUnread', of)
  }

  async apiKeys(): Promise<readonly ApiKeyRecord[]> {
    return (await this.#carry('apiKeys')).map(apiKeyOf)
  }

  async begin(wanted: Wanted): Promise<Transaction> {
    const end = await this.#turn()
    try {
      const begun = await this.#carry('begin', wanted)
      return {
        found: foundOf(begun.found),
        spareConversationKeys: begun.spareConversationKeys,
        spareUserKeys: begun.spareUserKeys,
        countFillable: (of) => this.#carry('countFillable', of),
        commit: (changes: Changes) => this.#carry('commit', changeRowsOf(changes)).finally(end),
        abort: () => this.#carry('abort').finally(end),
      }
    } catch (error) {
      end()
      throw error
    }
  }

  addApiKey(key: ApiKeyRecord): Promise<void> {
    return this.#alone(() => this.#carry('addApiKey', apiKeyRow(key)))
  }

  revokeApiKey(keyId: string, at: number): Promise<boolean> {
    return this.#alone(() => this.#carry('revokeApiKey', keyId, at))
  }

  check(): Promise<void> {
    return this.#alone(() => this.#carry('check'))
  }

  close(): Promise<void> {
    return this.#alone(() => this.#carry('close'))
  }

  /** Waits until no transaction is under way; the function that comes back lets the next one start. */
  async #turn(): Promise<() => void> {
    const before = this.#writing
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#writing = promise
    await before
    return resolve
  }

  async #alone<T>(call: () => Promise<T>): Promise<T> {
    const end = await this.#turn()
    try {
      return await call()
    } finally {
      end()
    }
  }
}
