import { type MessageId, ranges } from '@tallymark/core'
import type { Counted, ParticipantSeqs } from '../../engine/ports/store.ts'
import type { Row, Value } from '../rows.ts'

type One = (sql: string, ...values: readonly Value[]) => Row | undefined

/** Without the names of the indexes SQLite walks the primary key, which takes time in the length of the range. */
const DELETED = `select count(*) from message indexed by message_deleted
  where conversation_key = ? and deleted_at is not null and seq between ? and ? and sender is not ?`
const DELETED_LOUD = `${DELETED} and silent = 0`
const OWN = `select sender_count, sender_silent_count from message indexed by message_by_sender
  where conversation_key = ? and sender = ? and seq <= ? order by seq desc limit 1`
const SILENT = 'select silent_count from message where conversation_key = ? and seq = ?'
const ID_AT = 'select id from message where conversation_key = ? and seq = ?'
const FIRST_NEAR = `select id from message where conversation_key = ? and seq between ? and ? and sender is not ?
  and silent = 0 and deleted_at is null order by seq limit 1`

/** How many messages past the first one are looked at one by one before the first that counts is sought by halving. */
const SCAN = 64

/**
 * Counts messages in ranges of seqs from the running counts on the message rows: a few look-ups a range, however long it is (UNR2).
 * Only deleted messages are counted one by one, in an index of their own.
 */
export class UnreadCounter {
  readonly #one: One

  constructor(one: One) {
    this.#one = one
  }

  /** Messages of the range that are the participant's own or deleted. */
  ownOrDeleted(key: number, ordinal: number, first: number, last: number): number {
    const deleted = this.#count(DELETED, key, first, last, ordinal)
    return this.#own(key, ordinal, last)[0] - this.#own(key, ordinal, first - 1)[0] + deleted
  }

  /** How many messages at the seqs count as unread to the participant, and which is the first. */
  counted({ conversationKey: key, ordinal, seqs }: ParticipantSeqs): Counted {
    let count = 0
    let firstMessageId: MessageId | null = null
    for (const [first, last] of ranges(seqs)) {
      const here = this.#unread(key, ordinal, first, last)
      if (count === 0 && here > 0) firstMessageId = this.#first(key, ordinal, first, last)
      count += here
    }
    return { count, firstMessageId }
  }

  /** Messages of the range that are not own, not silent and not deleted. */
  #unread(key: number, ordinal: number, first: number, last: number): number {
    const [ownAfter, ownSilentAfter] = this.#own(key, ordinal, last)
    const [ownBefore, ownSilentBefore] = this.#own(key, ordinal, first - 1)
    const own = ownAfter - ownBefore
    const silent = this.#silent(key, last) - this.#silent(key, first - 1) - (ownSilentAfter - ownSilentBefore)
    return last - first + 1 - own - silent - this.#count(DELETED_LOUD, key, first, last, ordinal)
  }

  #first(key: number, ordinal: number, first: number, last: number): MessageId | null {
    const near = this.#one(FIRST_NEAR, key, first, Math.min(last, first + SCAN), ordinal)
    if (near !== undefined) return near[0] as MessageId
    let low = first
    let high = last
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if (this.#unread(key, ordinal, low, middle) > 0) high = middle
      else low = middle + 1
    }
    return (this.#one(ID_AT, key, low)?.[0] ?? null) as MessageId | null
  }

  /** How many messages the participant posted up to `seq`, and how many of them silent. */
  #own(key: number, ordinal: number, seq: number): readonly [all: number, silent: number] {
    const row = this.#one(OWN, key, ordinal, seq)
    return row === undefined ? [0, 0] : [row[0] as number, row[1] as number]
  }

  /** How many messages up to `seq` are silent. */
  #silent(key: number, seq: number): number {
    return seq === 0 ? 0 : this.#count(SILENT, key, seq)
  }

  #count(sql: string, ...values: readonly Value[]): number {
    return (this.#one(sql, ...values)?.[0] ?? 0) as number
  }
}
