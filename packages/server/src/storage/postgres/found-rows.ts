import type { ConversationId } from '@tallymark/core'
import type { ConversationRecord, MessageRecord, ParticipantRecord, UserRecord } from '../../engine/ports/records.ts'
import type { Found, Participation, Seen, Wanted } from '../../engine/ports/store.ts'
import { CONVERSATION_WIDTH, conversationOf, messageOf, participantOf, type Row, userOf, type Value } from '../rows.ts'
import type { Answer } from './connection.ts'
import {
  CONVERSATIONS_BY_ID,
  MESSAGES_BY_ID,
  PARTICIPANTS_BY_ID,
  PARTICIPATIONS_OF,
  SEQS_BY_ID,
  USERS_BY_ID,
} from './find-sql.ts'
import { arrayText, type Statement } from './statement.ts'

/** A conversation with the number of its commits, and the stamp of the last one. */
export interface CountedConversation {
  readonly row: ConversationRecord
  readonly commits: number
  readonly stamp: number
}

/** What was found, and the counters by which a commit will see whether it is still so. */
export interface FoundRows {
  readonly found: Found
  /** Every conversation that was found, also as that of a participation. */
  readonly conversations: ReadonlyMap<ConversationId, CountedConversation>
  /** How often each user that was found has changed, by key. */
  readonly userCommits: ReadonlyMap<number, number>
}

/** A question for all that is wanted, and what its answers mean. Nothing is asked where nothing is wanted. */
export interface FindQuestion {
  readonly statements: readonly Statement[]
  foundIn(answers: readonly Answer[]): FoundRows
}

const within = (conversation: Value, id: Value): string => `${conversation}\0${id}`

/** The last column. */
const extra = (row: Row): Value => row[row.length - 1] as Value

/** The question for wanted rows, which must be asked in one snapshot. `conversations` are asked for beside those that are wanted. */
export function findQuestion(wanted: Wanted, conversations: readonly ConversationId[]): FindQuestion {
  const asked = new Asked()
  const ids = asked.rows(CONVERSATIONS_BY_ID, [conversations])
  const participants = asked.rows(PARTICIPANTS_BY_ID, pairs(wanted.participants))
  const messages = asked.rows(MESSAGES_BY_ID, pairs(wanted.messages))
  const seqs = asked.rows(SEQS_BY_ID, pairs(wanted.seqs))
  const users = asked.rows(USERS_BY_ID, [wanted.users ?? []])
  const parts = asked.rows(PARTICIPATIONS_OF, [wanted.participationsOf ?? []])
  return {
    statements: asked.statements,
    foundIn: (answers) =>
      foundRows(wanted, {
        conversations: ids(answers),
        participants: participants(answers),
        messages: messages(answers),
        seqs: seqs(answers),
        users: users(answers),
        participationsOf: parts(answers),
      }),
  }
}

/** Statements that are sent together, each only where it asks for something. */
class Asked {
  readonly statements: Statement[] = []

  rows(text: string, columns: readonly (readonly Value[])[]): (answers: readonly Answer[]) => readonly Row[] {
    if (columns[0]?.length === 0) return () => []
    const place = this.statements.push({ text, values: columns.map(arrayText) }) - 1
    return (answers) => answers[place]?.rows ?? []
  }
}

const pairs = (of: readonly (readonly [Value, Value])[] | undefined): readonly (readonly Value[])[] => [
  (of ?? []).map(([id]) => id),
  (of ?? []).map(([, id]) => id),
]

type RowsByKind = Readonly<Record<keyof Found, readonly Row[]>>

function foundRows(wanted: Wanted, rows: RowsByKind): FoundRows {
  const conversations = new Map<ConversationId, CountedConversation>()
  const count = (row: Row): ConversationRecord => {
    const record = conversationOf(row)
    const [commits, stamp] = row.slice(-2) as [number, number]
    conversations.set(record.conversationId, { row: record, commits, stamp })
    return record
  }
  rows.conversations.forEach(count)
  const participants = new Map<string, ParticipantRecord>()
  for (const row of rows.participants) participants.set(within(extra(row), row[2] as Value), participantOf(row))
  const messages = new Map<string, MessageRecord>()
  for (const row of rows.messages) messages.set(within(extra(row), row[2] as Value), messageOf(row))
  const seqs = new Map<string, number>()
  for (const [conversation, message, seq] of rows.seqs)
    seqs.set(within(conversation as Value, message as Value), seq as number)
  const users = new Map<string, UserRecord>(rows.users.map((row) => [row[1] as string, userOf(row)]))
  const parts = new Map<string, Participation[]>()
  for (const row of rows.participationsOf) {
    const part = { conversation: count(row), participant: participantOf(row.slice(CONVERSATION_WIDTH)) }
    const of = parts.get(part.participant.userId)
    if (of === undefined) parts.set(part.participant.userId, [part])
    else of.push(part)
  }
  const found: Found = {
    conversations: (wanted.conversations ?? []).map((id) => conversations.get(id)?.row),
    participants: (wanted.participants ?? []).map((ids) => participants.get(within(...ids))),
    messages: (wanted.messages ?? []).map((ids) => messages.get(within(...ids))),
    seqs: (wanted.seqs ?? []).map((ids) => seqs.get(within(...ids))),
    users: (wanted.users ?? []).map((id) => users.get(id)),
    participationsOf: (wanted.participationsOf ?? []).map((id) => parts.get(id) ?? []),
  }
  return {
    found,
    conversations,
    userCommits: new Map(rows.users.map((row) => [row[0] as number, extra(row) as number])),
  }
}

/** Every conversation that is named: its counter tells whether what was found is still so. */
export function namedConversations(wanted: Wanted): readonly ConversationId[] {
  const ids = new Set<ConversationId>(wanted.conversations)
  for (const [id] of wanted.participants ?? []) ids.add(id)
  for (const [id] of wanted.messages ?? []) ids.add(id)
  for (const [id] of wanted.seqs ?? []) ids.add(id)
  return [...ids]
}

/** How often these conversations had been written to when they were found. */
export const seenIn = ({ conversations }: FoundRows, ids: readonly ConversationId[]): ReadonlyMap<string, Seen> =>
  new Map(
    ids.map((id) => {
      const one = conversations.get(id)
      return [id, { key: one?.row.key ?? 0, writes: one?.commits ?? 0 }]
    }),
  )
