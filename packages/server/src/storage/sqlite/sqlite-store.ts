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
import type { CallName, Carry } from './calls.ts'
import type { Begun } from './sqlite-file.ts'

type Call = readonly [name: CallName, ...values: readonly unknown[]]

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

  find(wanted: Wanted): Promise<Found> {
    return this.#call('find', wanted)
  }

  members(conversationKey: number): Promise<readonly ParticipantRecord[]> {
    return this.#call('members', conversationKey)
  }

  userIdOf(conversationKey: number, ordinal: number): Promise<UserId | null> {
    return this.#call('userIdOf', conversationKey, ordinal)
  }

  messagesBetween(...of: Parameters<Reader['messagesBetween']>): Promise<readonly MessageRecord[]> {
    return this.#call('messagesBetween', ...of)
  }

  messageIdsAt(...of: Parameters<Reader['messageIdsAt']>): Promise<readonly (MessageId | null)[]> {
    return this.#call('messageIdsAt', ...of)
  }

  profiles(userKeys: readonly number[]): Promise<readonly (UserRecord | undefined)[]> {
    return this.#call('profiles', userKeys)
  }

  receiptTimes(...of: Parameters<Reader['receiptTimes']>): Promise<readonly ReceiptTimes[]> {
    return this.#call('receiptTimes', ...of)
  }

  countFillable(of: readonly ParticipantSeqs[]): Promise<readonly number[]> {
    return this.#call('countFillable', of)
  }

  countUnread(of: readonly ParticipantSeqs[]): Promise<readonly Counted[]> {
    return this.#call('countUnread', of)
  }

  apiKeys(): Promise<readonly ApiKeyRecord[]> {
    return this.#call('apiKeys')
  }

  async begin(wanted: Wanted): Promise<Transaction> {
    const end = await this.#turn()
    try {
      const begun = await this.#call<Begun>('begin', wanted)
      return {
        ...begun,
        countFillable: (of) => this.#call('countFillable', of),
        commit: (changes: Changes) => this.#call<void>('commit', changes).finally(end),
        abort: () => this.#call<void>('abort').finally(end),
      }
    } catch (error) {
      end()
      throw error
    }
  }

  addApiKey(key: ApiKeyRecord): Promise<void> {
    return this.#alone('addApiKey', key)
  }

  revokeApiKey(keyId: string, at: number): Promise<boolean> {
    return this.#alone('revokeApiKey', keyId, at)
  }

  check(): Promise<void> {
    return this.#alone('check')
  }

  close(): Promise<void> {
    return this.#alone('close')
  }

  /** Waits until no transaction is under way; the function that comes back lets the next one start. */
  async #turn(): Promise<() => void> {
    const before = this.#writing
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#writing = promise
    await before
    return resolve
  }

  async #alone<T>(...call: Call): Promise<T> {
    const end = await this.#turn()
    try {
      return await this.#call<T>(...call)
    } finally {
      end()
    }
  }

  #call<T>(...[name, ...values]: Call): Promise<T> {
    return this.#carry(name, values) as Promise<T>
  }
}
