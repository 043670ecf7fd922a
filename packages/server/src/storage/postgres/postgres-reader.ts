import { type ConversationId, type MessageId, ranges, type UserId } from '@tallymark/core'
import type { ApiKeyRecord, MemberRecord, MessageRecord, ReceiptTimes, UserRecord } from '../../engine/ports/records.ts'
import type { Changes, Counted, Found, ParticipantSeqs, Reader, Since, Wanted } from '../../engine/ports/store.ts'
import { MemberLists } from '../member-lists.ts'
import type { MessagePlace } from '../row-answers.ts'
import { apiKeyOf, KIND_NUMBER, memberOf, messageOf, type Row, userOf, type Value } from '../rows.ts'
import { changesIn, sinceStatements } from './changes-since.ts'
import type { Answer } from './connection.ts'
import { COUNT_FILLABLE, COUNT_UNREAD } from './count-sql.ts'
import { PLACES_BETWEEN, PLACES_BY_KEY } from './find-sql.ts'
import { type FoundRows, findQuestion } from './found-rows.ts'
import {
  API_KEYS,
  MEMBERS,
  MESSAGE_IDS_AT,
  MESSAGES_BETWEEN,
  RECEIPTS_AT,
  USER_ID_OF,
  USERS_BY_KEY,
} from './read-sql.ts'
import { arrayText, columnTexts, type Statement } from './statement.ts'

/** Asks statements in one snapshot. */
export type Ask = (statements: readonly Statement[]) => Promise<readonly Answer[]>

/** Answers the questions of the store port, each in one round trip and from one snapshot. */
export class PostgresReader implements Reader {
  readonly #ask: Ask
  readonly #memberLists = new MemberLists()

  constructor(ask: Ask) {
    this.#ask = ask
  }

  async find(wanted: Wanted): Promise<Found> {
    return (await this.findRows(wanted, wanted.conversations ?? [])).found
  }

  /** The wanted rows with the counters of their conversations and users; of `conversations` in any case. */
  async findRows(wanted: Wanted, conversations: readonly ConversationId[]): Promise<FoundRows> {
    const question = findQuestion(wanted, conversations)
    return question.foundIn(await this.#ask(question.statements))
  }

  /** Where messages stand, in no order, by the keys of their conversations. */
  async places(of: readonly (readonly [key: number, MessageId])[]): Promise<readonly MessagePlace[]> {
    return (await this.#all(PLACES_BY_KEY, ...columnTexts(of, 2))) as readonly unknown[] as readonly MessagePlace[]
  }

  /** Where the messages stand of short ranges, in no order; of each at most 100. */
  async placesBetween(
    of: readonly (readonly [key: number, first: number, last: number])[],
  ): Promise<readonly MessagePlace[]> {
    return (await this.#all(PLACES_BETWEEN, ...columnTexts(of, 3))) as readonly unknown[] as readonly MessagePlace[]
  }

  async members(conversation: ConversationId, key?: number): Promise<readonly MemberRecord[]> {
    const known = this.#memberLists.get(conversation)
    const { key: keyBefore = 0, writes: writesBefore = 0, stamp: stampBefore = 0 } = known?.source ?? {}
    const row = await this.#one(MEMBERS, conversation, keyBefore, writesBefore, stampBefore)
    if (row === undefined || (key ?? row[0]) !== row[0]) return []
    const [found, writes, stamp, text] = row as readonly [number, number, number, string | null]
    if (text === null && known !== undefined) return known.members
    const members = (JSON.parse(text as string) as readonly Row[]).map(memberOf)
    this.#memberLists.put(conversation, { source: { key: found, writes, stamp }, members })
    return members
  }

  async userIdOf(conversationKey: number, ordinal: number): Promise<UserId | null> {
    return ((await this.#one(USER_ID_OF, conversationKey, ordinal))?.[0] ?? null) as UserId | null
  }

  async messagesBetween(...of: Parameters<Reader['messagesBetween']>): Promise<readonly MessageRecord[]> {
    return (await this.#all(MESSAGES_BETWEEN, ...of)).map(messageOf)
  }

  async messageIdsAt(places: Parameters<Reader['messageIdsAt']>[0]): Promise<readonly (MessageId | null)[]> {
    const rows = await this.#all(MESSAGE_IDS_AT, ...columnTexts(places, 2))
    const ids = new Map(rows.map(([key, seq, id]) => [`${key}:${seq}`, id as MessageId]))
    return places.map(([key, seq]) => ids.get(`${key}:${seq}`) ?? null)
  }

  async profiles(userKeys: readonly number[]): Promise<readonly (UserRecord | undefined)[]> {
    const users = new Map((await this.#all(USERS_BY_KEY, arrayText(userKeys))).map((row) => [row[0], userOf(row)]))
    return userKeys.map((key) => users.get(key))
  }

  async receiptTimes(
    conversationKey: number,
    seq: number,
    ordinals: readonly number[],
  ): Promise<readonly ReceiptTimes[]> {
    const rows = await this.#all(RECEIPTS_AT, conversationKey, seq, arrayText([...new Set(ordinals)]))
    const times = new Map(rows.map(([ordinal, kind, at]) => [`${ordinal}:${kind}`, at as number]))
    return ordinals.map((ordinal) => {
      const both = times.get(`${ordinal}:${KIND_NUMBER.both}`)
      return {
        deliveredAt: both ?? times.get(`${ordinal}:${KIND_NUMBER.delivered}`) ?? null,
        readAt: both ?? times.get(`${ordinal}:${KIND_NUMBER.read}`) ?? null,
      }
    })
  }

  async countFillable(of: readonly ParticipantSeqs[]): Promise<readonly number[]> {
    const counts = new Array<number>(of.length).fill(0)
    for (const [i, count] of await this.#inRanges(COUNT_FILLABLE, of))
      counts[i as number] = (counts[i as number] ?? 0) + (count as number)
    return counts
  }

  async countUnread(of: readonly ParticipantSeqs[]): Promise<readonly Counted[]> {
    const counted = of.map((): Counted => ({ count: 0, firstMessageId: null }))
    for (const [i, count, id] of await this.#inRanges(COUNT_UNREAD, of)) {
      const before = counted[i as number] as Counted
      counted[i as number] = {
        count: before.count + (count as number),
        firstMessageId: before.firstMessageId ?? (id as MessageId | null),
      }
    }
    return counted
  }

  async changesSince(conversationKey: number, since: Since): Promise<Changes | undefined> {
    return changesIn(await this.#ask(sinceStatements(conversationKey, since)), since)
  }

  async apiKeys(): Promise<readonly ApiKeyRecord[]> {
    return (await this.#all(API_KEYS)).map(apiKeyOf)
  }

  /** Asks about every range of every one of these. */
  async #inRanges(text: string, of: readonly ParticipantSeqs[]): Promise<readonly Row[]> {
    const rows = of.flatMap(({ conversationKey, ordinal, seqs }, i) =>
      ranges(seqs).map(([first, last]) => [i, conversationKey, ordinal, first, last]),
    )
    return this.#all(text, ...columnTexts(rows, 5))
  }

  async #one(text: string, ...values: readonly Value[]): Promise<Row | undefined> {
    return (await this.#all(text, ...values))[0]
  }

  async #all(text: string, ...values: readonly Value[]): Promise<readonly Row[]> {
    return (await this.#ask([{ text, values }]))[0]?.rows ?? []
  }
}
