import type { ConversationId, MessageId, UserId } from '@tallymark/core'
import type { ApiKeyRecord, MemberRecord, MessageRecord, ReceiptTimes, UserRecord } from '../../engine/ports/records.ts'
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
import { withKept, withoutKept } from '../kept-rows.ts'
import { MemberLists } from '../member-lists.ts'
import { type BegunRows, type FoundAhead, foundOf } from '../row-answers.ts'
import { apiKeyOf, apiKeyRow, memberOf, messageOf, type Row, userOf } from '../rows.ts'
import type { Carry } from './calls.ts'
import { changeRowsOf } from './change-rows.ts'
import type { NearReader } from './near-reader.ts'
import { RecentRows } from './recent-rows.ts'

interface Loaded extends Omit<BegunRows, 'found' | 'met'> {
  readonly found: Found
  /** Whether the file was asked whether the rows that are kept are still as they were. */
  readonly isChecked: boolean
}

/** The store port over a database file, wherever the thread is that holds it. SQLite has one writer, so there is one lane. */
export class SqliteStore implements Store {
  readonly epoch: string
  readonly lanes = 1
  readonly #carry: Carry
  readonly #near: NearReader | undefined
  readonly #recent = new RecentRows()
  readonly #memberLists = new MemberLists()
  /** That of the rows that are kept; `undefined` when the file is to be asked for it. */
  #dataVersion: number | undefined
  /** How many commits are under way. */
  #underWay = 0

  /** `near` reads the same file in this thread, where that is held by another. */
  constructor(epoch: string, carry: Carry, near?: NearReader) {
    this.epoch = epoch
    this.#carry = carry
    this.#near = near
  }

  async find(wanted: Wanted): Promise<Found> {
    return foundOf(this.#near?.find(wanted) ?? (await this.#carry('find', wanted)))
  }

  async members(conversation: ConversationId, key?: number): Promise<readonly MemberRecord[]> {
    const known = this.#memberLists.get(conversation)
    const { source, json } = await this.#carry('members', conversation, known?.source)
    if ((key ?? source.key) !== source.key) return []
    if (json === undefined) {
      // Unless a commit that was heard of meanwhile has touched it.
      const isStill = known !== undefined && this.#memberLists.get(conversation) === known
      return isStill ? known.members : this.members(conversation, key)
    }
    const members = (JSON.parse(json) as readonly Row[]).map(memberOf)
    this.#memberLists.put(conversation, { source, members })
    return members
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
    const rows = JSON.parse(await this.#carry('profiles', userKeys)) as readonly Row[]
    const users = new Map(rows.map((row) => [row[0] as number, userOf(row)]))
    return userKeys.map((key) => users.get(key))
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

  /** A file is served by one process as a rule: whoever missed another's commit looks at everything anew. */
  async changesSince(): Promise<undefined> {
    return undefined
  }

  async apiKeys(): Promise<readonly ApiKeyRecord[]> {
    return (await this.#carry('apiKeys')).map(apiKeyOf)
  }

  async begin(wanted: Wanted): Promise<Transaction> {
    const loaded = await this.#load(wanted)
    return {
      found: loaded.found,
      seen: new Map([['', { key: 0, writes: loaded.dataVersion }]]),
      spareConversationKeys: loaded.spareConversationKeys,
      spareUserKeys: loaded.spareUserKeys,
      countFillable: (of) => this.#carry('countFillable', of),
      commit: (changes: Changes) => this.#commit(changes, loaded),
      // Nothing was locked: a commit notices by itself whether its rows were changed.
      abort: async () => {},
    }
  }

  /** What a transaction begins with: rows that are kept, and for the others those of the file. */
  async #load(wanted: Wanted): Promise<Loaded> {
    const kept = this.#recent.lookUp(wanted)
    const asked = withoutKept(wanted, kept)
    const near = this.#loadNear(asked)
    if (near !== undefined) return { ...near, found: withKept(near.found, kept) }
    const begun = await this.#carry('begin', asked)
    if (!this.#recent.holdsFor(begun.dataVersion) && asked !== wanted) return this.#load(wanted)
    this.#dataVersion = begun.dataVersion
    return { ...begun, found: withKept(this.#learn(begun), kept), isChecked: true }
  }

  /** With few rows to be looked up nothing crosses to the other thread: the commit will say whether those that are kept still hold. */
  #loadNear(asked: Wanted): Loaded | undefined {
    const begun = this.#dataVersion === undefined ? undefined : this.#near?.begin(asked)
    if (begun === undefined || this.#dataVersion === undefined) return undefined
    const none = { spareConversationKeys: [], spareUserKeys: [] }
    return { ...none, found: this.#learn(begun), dataVersion: this.#dataVersion, isChecked: false }
  }

  #learn(begun: FoundAhead): Found {
    const found = foundOf(begun.found)
    this.#recent.learn(found, begun.met)
    return found
  }

  async #commit(changes: Changes, { dataVersion, isChecked }: Loaded): Promise<void> {
    const rows = changeRowsOf(changes)
    const isNothing = Object.values(rows).every((of) => of.length === 0)
    try {
      if (!isNothing) await this.#write(JSON.stringify(rows), dataVersion)
      // It may rest on one that is still under way.
      else if (!isChecked || this.#underWay > 0) await this.#carry('confirm', dataVersion)
      this.#recent.follow(changes)
      this.#memberLists.follow(changes)
    } catch (error) {
      this.#dataVersion = undefined
      this.#recent.forget()
      this.#memberLists.forget()
      throw error
    }
  }

  async #write(rows: string, dataVersion: number): Promise<void> {
    this.#underWay += 1
    try {
      await this.#carry('commit', rows, dataVersion)
    } finally {
      this.#underWay -= 1
    }
  }

  addApiKey(key: ApiKeyRecord): Promise<void> {
    return this.#carry('addApiKey', apiKeyRow(key))
  }

  revokeApiKey(keyId: string, at: number): Promise<boolean> {
    return this.#carry('revokeApiKey', keyId, at)
  }

  check(): Promise<void> {
    return this.#carry('check')
  }

  close(): Promise<void> {
    // First, so that the last to close is the one that may write.
    this.#near?.close()
    return this.#carry('close')
  }
}
