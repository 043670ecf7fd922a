import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { type MessageId, ranges, type UserId } from '@tallymark/core'
import type {
  ApiKeyRecord,
  MessageRecord,
  ParticipantRecord,
  ReceiptTimes,
  UserRecord,
} from '../../engine/ports/records.ts'
import type { Counted, Found, ParticipantSeqs, Participation, Wanted } from '../../engine/ports/store.ts'
import {
  CONVERSATION,
  CONVERSATION_WIDTH,
  conversationOf,
  KIND_NUMBER,
  MESSAGE,
  messageOf,
  PARTICIPANT,
  participantOf,
  type Row,
  USER,
  userOf,
  type Value,
} from './rows.ts'
import { UnreadCounter } from './unread-counter.ts'

/** Answers the questions of the store port from one open database. */
export class SqliteReader {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  readonly #counter: UnreadCounter

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#counter = new UnreadCounter((sql, ...values) => this.#one(sql, ...values))
  }

  find(wanted: Wanted): Found {
    const conversations = new Map<string, Row | undefined>()
    const conversation = (id: string): Row | undefined => {
      if (!conversations.has(id))
        conversations.set(id, this.#one(`select ${CONVERSATION} from conversation c where c.id = ?`, id))
      return conversations.get(id)
    }
    return {
      conversations: (wanted.conversations ?? []).map((id) => mapped(conversation(id), conversationOf)),
      participants: (wanted.participants ?? []).map(([id, user]) => this.#participant(conversation(id), user)),
      messages: (wanted.messages ?? []).map(([id, message]) => this.#message(conversation(id), message)),
      users: (wanted.users ?? []).map((id) =>
        mapped(this.#one(`select ${USER} from user u where u.id = ?`, id), userOf),
      ),
      participationsOf: (wanted.participationsOf ?? []).map((user) => this.#participationsOf(user)),
    }
  }

  members(conversationKey: number): readonly ParticipantRecord[] {
    return this.#all(
      `select ${PARTICIPANT} from participant p join user u on u.key = p.user_key
       where p.conversation_key = ? and p.member like '%*' order by p.ordinal`,
      conversationKey,
    ).map(participantOf)
  }

  userIdOf(conversationKey: number, ordinal: number): UserId | null {
    const row = this.#one(
      'select u.id from participant p join user u on u.key = p.user_key where p.conversation_key = ? and p.ordinal = ?',
      conversationKey,
      ordinal,
    )
    return (row?.[0] ?? null) as UserId | null
  }

  messagesBetween(conversationKey: number, first: number, last: number, limit: number): readonly MessageRecord[] {
    return this.#all(
      `select ${MESSAGE} from message m where m.conversation_key = ? and m.seq between ? and ? order by m.seq limit ?`,
      conversationKey,
      first,
      last,
      limit,
    ).map(messageOf)
  }

  messageIdsAt(places: readonly (readonly [number, number])[]): readonly (MessageId | null)[] {
    const sql = 'select id from message where conversation_key = ? and seq = ?'
    return places.map(([key, seq]) => (this.#one(sql, key, seq)?.[0] ?? null) as MessageId | null)
  }

  profiles(userKeys: readonly number[]): readonly (UserRecord | undefined)[] {
    return userKeys.map((key) => mapped(this.#one(`select ${USER} from user u where u.key = ?`, key), userOf))
  }

  receiptTimes(conversationKey: number, seq: number, ordinals: readonly number[]): readonly ReceiptTimes[] {
    const at = (ordinal: number, kind: number): number | null => {
      const row = this.#one(
        `select last_seq, at from receipt where conversation_key = ? and ordinal = ? and kind = ? and first_seq <= ?
         order by first_seq desc limit 1`,
        conversationKey,
        ordinal,
        kind,
        seq,
      )
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

  apiKeys(): readonly ApiKeyRecord[] {
    return this.#all('select id, name, hash, created_at, revoked_at from api_key order by created_at, id').map(
      (row) => ({
        keyId: row[0] as string,
        name: row[1] as string,
        hash: row[2] as string,
        createdAt: row[3] as number,
        revokedAt: row[4] as number | null,
      }),
    )
  }

  epoch(): string {
    return this.#one("select value from meta where name = 'epoch'")?.[0] as string
  }

  /** Keys above all that are in use, one for each row that is missing. */
  spareKeys(table: 'conversation' | 'user', rows: readonly unknown[]): readonly number[] {
    const missing = rows.filter((row) => row === undefined).length
    if (missing === 0) return []
    const highest = (this.#one(`select coalesce(max(key), 0) from ${table}`)?.[0] ?? 0) as number
    return Array.from({ length: missing }, (_, i) => highest + 1 + i)
  }

  #participant(conversation: Row | undefined, user: UserId): ParticipantRecord | undefined {
    if (conversation === undefined) return undefined
    const row = this.#one(
      `select ${PARTICIPANT} from user u join participant p on p.user_key = u.key and p.conversation_key = ? where u.id = ?`,
      conversation[0] as number,
      user,
    )
    return mapped(row, participantOf)
  }

  #message(conversation: Row | undefined, message: MessageId): MessageRecord | undefined {
    if (conversation === undefined) return undefined
    const sql = `select ${MESSAGE} from message m where m.conversation_key = ? and m.id = ?`
    return mapped(this.#one(sql, conversation[0] as number, message), messageOf)
  }

  #participationsOf(user: UserId): readonly Participation[] {
    return this.#all(
      `select ${CONVERSATION}, ${PARTICIPANT} from user u join participant p on p.user_key = u.key
       join conversation c on c.key = p.conversation_key where u.id = ? order by c.key`,
      user,
    ).map((row) => ({
      conversation: conversationOf(row),
      participant: participantOf(row.slice(CONVERSATION_WIDTH)),
    }))
  }

  #one(sql: string, ...values: readonly Value[]): Row | undefined {
    return this.#prepared(sql).get(...values) as unknown as Row | undefined
  }

  #all(sql: string, ...values: readonly Value[]): readonly Row[] {
    return this.#prepared(sql).all(...values) as unknown as readonly Row[]
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#database.prepare(sql)
    statement.setReturnArrays(true)
    this.#statements.set(sql, statement)
    return statement
  }
}

const mapped = <T>(row: Row | undefined, map: (row: Row) => T): T | undefined =>
  row === undefined ? undefined : map(row)
