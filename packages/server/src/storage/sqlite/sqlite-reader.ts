import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { type ConversationId, type MessageId, ranges, type UserId } from '@tallymark/core'
import type { ReceiptTimes } from '../../engine/ports/records.ts'
import type { Counted, ParticipantSeqs, Wanted } from '../../engine/ports/store.ts'
import type { MembersSource } from '../member-lists.ts'
import type { FoundAhead, FoundRows, MessagePlace } from '../row-answers.ts'
import { CONVERSATION, KIND_NUMBER, MEMBER, MESSAGE, PARTICIPANT, type Row, USER, type Value } from '../rows.ts'
import { UnreadCounter } from './unread-counter.ts'

const CONVERSATION_BY_ID = `select ${CONVERSATION} from conversation c where c.id = ?`
const USER_BY_ID = `select ${USER} from user u where u.id = ?`
const USERS_BY_KEY = `select json_group_array(json_array(${USER})) from user u where u.key in (select value from json_each(?))`
const PARTICIPANT_BY_USER = `select ${PARTICIPANT} from user u
  join participant p on p.user_key = u.key and p.conversation_key = ? where u.id = ?`
const MESSAGE_BY_ID = `select ${MESSAGE} from message m where m.conversation_key = ? and m.id = ?`
const SEQ_OF = 'select seq from message where conversation_key = ? and id = ?'
// Without a limit, though seqs have no gaps: SQLite plans a statement anew whenever a limit is bound.
const PLACES =
  'select conversation_key, seq, id from message where conversation_key = ? and seq between ? and ? order by seq'
const MESSAGE_ID_AT = 'select id from message where conversation_key = ? and seq = ?'
const MESSAGES_BETWEEN = `select ${MESSAGE} from message m where m.conversation_key = ? and m.seq between ? and ? order by m.seq`
const MEMBERS = `select json_group_array(json_array(${MEMBER}) order by p.ordinal) from participant p
  join user u on u.key = p.user_key where p.conversation_key = ? and p.member like '%*'`
const KEY_OF = 'select key from conversation where id = ?'
const USER_ID_OF = `select u.id from participant p join user u on u.key = p.user_key
  where p.conversation_key = ? and p.ordinal = ?`
const PARTICIPATIONS_OF = `select ${CONVERSATION}, ${PARTICIPANT} from user u join participant p on p.user_key = u.key
  join conversation c on c.key = p.conversation_key where u.id = ? order by c.key`
const RECEIPT_AT = `select last_seq, at from receipt where conversation_key = ? and ordinal = ? and kind = ?
  and first_seq <= ? order by first_seq desc limit 1`
const LAST_KEY = "select cast(value as integer) from meta where name = 'last_conversation_key'"
const API_KEYS = 'select id, name, hash, created_at, revoked_at from api_key order by created_at, id'

/** For each message whose seq a transaction wants, how many after the last one of its conversation are looked up with it, and at most. */
const READ_AHEAD = 7
const READ_AHEAD_MAX = 256

/** Members as they cross to the other thread. */
export interface MembersAnswer {
  readonly source: MembersSource
  readonly json: string | undefined
}

/** Answers the questions of the store port from one open database. */
export class SqliteReader {
  readonly #database: DatabaseSync
  readonly #beforeEach: () => void
  readonly #statements = new Map<string, StatementSync>()
  readonly #counter: UnreadCounter

  /** `beforeEach` is called before each statement, and may throw. */
  constructor(database: DatabaseSync, beforeEach: () => void = () => {}) {
    this.#database = database
    this.#beforeEach = beforeEach
    this.#counter = new UnreadCounter((sql, ...values) => this.#one(sql, ...values))
  }

  find(wanted: Wanted): FoundRows {
    return this.#find(wanted, new Map())
  }

  /** The rows wanted, and the places of the messages that follow on those: whoever marks a message marks the next ones soon. */
  findAhead(wanted: Wanted): FoundAhead {
    const keys = new Map<string, number | undefined>()
    const found = this.#find(wanted, keys)
    const met: MessagePlace[] = []
    wanted.seqs?.forEach(([id, messageId], i) => {
      const seq = found.seqs[i]
      if (seq !== undefined) met.push([keys.get(id) as number, seq, messageId])
    })
    for (const [key, { seq, count }] of lastOfEach(met))
      met.push(...this.#places(key, seq + 1, seq + Math.min(READ_AHEAD * count, READ_AHEAD_MAX)))
    return { found, met }
  }

  /** The rows wanted; `keys` takes those of the conversations that were met. */
  #find(wanted: Wanted, keys: Map<string, number | undefined>): FoundRows {
    const keyOf = (id: string): number | undefined => {
      if (!keys.has(id)) keys.set(id, this.#one(KEY_OF, id)?.[0] as number | undefined)
      return keys.get(id)
    }
    const within = (id: string, sql: string, of: string): Row | undefined => {
      const key = keyOf(id)
      return key === undefined ? undefined : this.#one(sql, key, of)
    }
    const conversation = (id: string): Row | undefined => {
      const row = this.#one(CONVERSATION_BY_ID, id)
      keys.set(id, row?.[0] as number | undefined)
      return row
    }
    return {
      conversations: (wanted.conversations ?? []).map(conversation),
      participants: (wanted.participants ?? []).map(([id, user]) => within(id, PARTICIPANT_BY_USER, user)),
      messages: (wanted.messages ?? []).map(([id, message]) => within(id, MESSAGE_BY_ID, message)),
      seqs: (wanted.seqs ?? []).map(([id, message]) => within(id, SEQ_OF, message)?.[0] as number | undefined),
      users: (wanted.users ?? []).map((id) => this.#one(USER_BY_ID, id)),
      participationsOf: (wanted.participationsOf ?? []).map((user) => this.#all(PARTICIPATIONS_OF, user)),
    }
  }

  /**
   * The members as rows in one text of JSON, which thousands of them take half the time in from the table to the other thread; no text
   * where the source is the known one.
   */
  members(conversation: ConversationId, known: MembersSource | undefined): MembersAnswer {
    const key = (this.#one(KEY_OF, conversation)?.[0] ?? 0) as number
    const source = { key, writes: this.dataVersion() }
    const isKnown = known?.key === key && known.writes === source.writes
    return { source, json: isKnown ? undefined : (this.#one(MEMBERS, key)?.[0] as string) }
  }

  userIdOf(conversationKey: number, ordinal: number): UserId | null {
    return (this.#one(USER_ID_OF, conversationKey, ordinal)?.[0] ?? null) as UserId | null
  }

  messagesBetween(conversationKey: number, first: number, last: number, limit: number): readonly Row[] {
    return this.#all(MESSAGES_BETWEEN, conversationKey, first, Math.min(last, first + limit - 1))
  }

  messageIdsAt(places: readonly (readonly [number, number])[]): readonly (MessageId | null)[] {
    return places.map(([key, seq]) => (this.#one(MESSAGE_ID_AT, key, seq)?.[0] ?? null) as MessageId | null)
  }

  /** Rows as one text of JSON, in no order. */
  profiles(userKeys: readonly number[]): string {
    return this.#one(USERS_BY_KEY, JSON.stringify(userKeys))?.[0] as string
  }

  receiptTimes(conversationKey: number, seq: number, ordinals: readonly number[]): readonly ReceiptTimes[] {
    const at = (ordinal: number, kind: number): number | null => {
      const row = this.#one(RECEIPT_AT, conversationKey, ordinal, kind, seq)
      return row !== undefined && (row[0] as number) >= seq ? (row[1] as number) : null
    }
    return ordinals.map((ordinal) => {
      const both = at(ordinal, KIND_NUMBER.both)
      if (both !== null) return { deliveredAt: both, readAt: both }
      return { deliveredAt: at(ordinal, KIND_NUMBER.delivered), readAt: at(ordinal, KIND_NUMBER.read) }
    })
  }

  countFillable(of: readonly ParticipantSeqs[]): readonly number[] {
    return of.map(({ conversationKey, ordinal, seqs }) => {
      let count = 0
      for (const [first, last] of ranges(seqs))
        count += this.#counter.ownOrDeleted(conversationKey, ordinal, first, last)
      return count
    })
  }

  countUnread(of: readonly ParticipantSeqs[]): readonly Counted[] {
    return of.map((one) => this.#counter.counted(one))
  }

  apiKeys(): readonly Row[] {
    return this.#all(API_KEYS)
  }

  epoch(): string {
    return this.#one("select value from meta where name = 'epoch'")?.[0] as string
  }

  /** The highest key in use, or of a conversation that was; 0 if there is none. */
  highestKey(table: 'conversation' | 'user'): number {
    const [highest = 0] = (this.#one(`select coalesce(max(key), 0) from ${table}`) ?? []) as readonly number[]
    const [last = 0] = table === 'user' ? [] : ((this.#one(LAST_KEY) ?? []) as readonly number[])
    return Math.max(highest, last)
  }

  /** A number that changes whenever another connection has written to the database. */
  dataVersion(): number {
    return (this.#one('pragma data_version')?.[0] ?? 0) as number
  }

  #places(conversationKey: number, first: number, last: number): readonly MessagePlace[] {
    return this.#all(PLACES, conversationKey, first, last) as readonly unknown[] as readonly MessagePlace[]
  }

  #one(sql: string, ...values: readonly Value[]): Row | undefined {
    return this.#prepared(sql).get(...values) as unknown as Row | undefined
  }

  #all(sql: string, ...values: readonly Value[]): readonly Row[] {
    return this.#prepared(sql).all(...values) as unknown as readonly Row[]
  }

  #prepared(sql: string): StatementSync {
    this.#beforeEach()
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#database.prepare(sql)
    statement.setReturnArrays(true)
    this.#statements.set(sql, statement)
    return statement
  }
}

/** The last message of each conversation, and how many of it there are. */
function lastOfEach(places: readonly MessagePlace[]) {
  const last = new Map<number, { readonly seq: number; readonly count: number }>()
  for (const [key, seq] of places) {
    const before = last.get(key)
    last.set(key, { seq: Math.max(seq, before?.seq ?? 0), count: 1 + (before?.count ?? 0) })
  }
  return last
}
