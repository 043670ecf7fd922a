import { randomInt } from 'node:crypto'
import type { Changes } from '../../engine/ports/store.ts'
import { conversationRow, KIND_NUMBER, messageRow, participantRow, type Row, setsRow, type Value } from '../rows.ts'
import type { ExpectedLine } from './recent-conversations.ts'
import { arrayText, columnTexts, type Statement } from './statement.ts'
import {
  ADD_CONVERSATIONS,
  ADD_MESSAGES,
  ADD_PARTICIPANTS,
  ADD_RECEIPTS,
  ADD_USERS,
  CHANGE_CONVERSATIONS,
  CHANGE_PARTICIPANTS,
  CHANGE_USERS,
  CHECK_CONVERSATIONS,
  DELETE_MESSAGES,
  FORGET_PARTICIPANTS,
  FORGET_RECEIPTS,
  FORGET_USERS,
  HOLD_CONVERSATIONS,
  HOLD_USERS,
  MARK_PARTICIPANTS,
  MOVE_PARTICIPATIONS,
  RAISE_CONVERSATIONS,
  RAISE_PARTICIPATIONS,
  REMOVE_CONVERSATIONS,
  REMOVE_MESSAGES,
  REMOVE_PARTICIPANTS,
  REMOVE_RECEIPTS,
  RESET_PARTICIPATIONS,
  type Write,
} from './write-sql.ts'

/** What a commit rests on: how often what it was decided on had been written before. */
export interface Expected {
  /** Left in each conversation that is written to. */
  readonly stamp: number
  /** What a conversation was like, by key; nothing if it was not looked at. */
  lineOf(conversationKey: number): ExpectedLine | undefined
  /** Of the users that were looked at, by key. */
  readonly userCommits: ReadonlyMap<number, number>
  /** Conversations that may not be written to, and must be as they were all the same. */
  readonly unwritten?: readonly ExpectedLine[]
}

/** A number that no other commit has, as far as 48 random bits go. */
export const newStamp = (): number => randomInt(1, 2 ** 48 - 1)

/** What is to be sent for a commit. */
export interface CommitStatements {
  readonly statements: readonly Statement[]
  /** How many of them, from the first on, fail where somebody else was faster. */
  readonly checks: number
  /** Whether anything is written. */
  readonly isWriting: boolean
}

/** The keys of all conversations that something is written in. */
export function conversationsTouched(changes: Changes): ReadonlySet<number> {
  const keys = new Set<number>(changes.removedConversationKeys)
  for (const { key } of changes.conversations) keys.add(key)
  for (const rows of [changes.newParticipants, changes.participants, changes.newMessages, changes.messages])
    for (const { conversationKey } of rows) keys.add(conversationKey)
  for (const { conversationKey } of changes.receipts) keys.add(conversationKey)
  return keys
}

/** Whether the changes reach conversations by way of users, which no counter of their own has told of. */
export const isFarReaching = (changes: Changes): boolean =>
  changes.users.length > 0 || changes.erasedUserKeys.length > 0 || changes.removedConversationKeys.length > 0

/**
 * The statements of a commit, in the order in which they must run. One after
 * the checks that fails has met a row that is not as it must be.
 */
export function commitStatements(changes: Changes, expected: Expected): CommitStatements {
  const keys = [...conversationsTouched(changes)].sort((a, b) => a - b)
  const checks = checkStatements(changes, keys, expected)
  const versions = new Map(changes.conversations.map((row) => [row.key, row.version]))
  for (const row of changes.newConversations) versions.set(row.key, row.version)
  const versionOf = (key: number): number | null => versions.get(key) ?? null
  const writes = [...removing(changes), ...adding(changes, expected, versionOf), ...changing(changes, versionOf)]
  return {
    statements: [...checks, ...writes],
    checks: checks.length,
    isWriting: keys.length > 0 || writes.length > 0,
  }
}

function checkStatements(changes: Changes, keys: readonly number[], expected: Expected): readonly Statement[] {
  const isWithUsers = changes.newParticipants.length > 0 || changes.newUsers.length > 0
  const users = isWithUsers ? [...expected.userCommits].sort(([a], [b]) => a - b) : []
  const unwritten = (expected.unwritten ?? []).map(({ key, commits, stamp }): Row => [key, commits, stamp])
  const rows = new Map(changes.conversations.map((row) => [row.key, row]))
  const raised: Row[] = []
  const changed: Row[] = []
  for (const key of keys) {
    const line = expected.lineOf(key)
    const place = [key, line?.commits ?? null, line?.stamp ?? null]
    const row = rows.get(key)
    if (row === undefined || changes.marked?.has(row)) raised.push([...place, row?.version ?? null])
    else changed.push([...place, ...conversationRow(row)])
  }
  const looked = raised.filter(([, commits]) => commits !== null)
  return [
    ...over(HOLD_USERS, users),
    // One alone is held by the update itself.
    ...(keys.length > 1 ? [{ text: HOLD_CONVERSATIONS, values: [arrayText(keys)] }] : []),
    ...over(RAISE_CONVERSATIONS, raised, looked.length, expected.stamp),
    ...over(CHANGE_CONVERSATIONS, changed, changed.length, expected.stamp),
    ...over(CHECK_CONVERSATIONS, unwritten),
  ]
}

function removing(changes: Changes): readonly Statement[] {
  return [
    ...ofKeys([RAISE_PARTICIPATIONS], [...changes.erasedUserKeys, ...changes.users.map(({ key }) => key)]),
    ...ofKeys([RESET_PARTICIPATIONS, FORGET_RECEIPTS, FORGET_PARTICIPANTS, FORGET_USERS], changes.erasedUserKeys),
    ...ofKeys(
      [REMOVE_RECEIPTS, REMOVE_MESSAGES, REMOVE_PARTICIPANTS, REMOVE_CONVERSATIONS],
      changes.removedConversationKeys,
    ),
  ]
}

type VersionOf = (conversationKey: number) => number | null

/** Users and conversations in the order of their ids: those are what two commits may both add, and wait for each other. */
function adding(changes: Changes, expected: Expected, versionOf: VersionOf): readonly Statement[] {
  const users = changes.newUsers.map((of): Row => [of.key, of.userId, of.userName, of.userAvatarUrl, of.sharing, 1])
  const conversations = changes.newConversations.map((of): Row => {
    // A key that is taken over from one removed by this very commit goes on counting, and no picture may be moved across.
    const before = expected.lineOf(of.key)
    const isTakenOver = before !== undefined || changes.removedConversationKeys.includes(of.key)
    const commits = (before?.commits ?? 0) + 1
    return [of.key, of.conversationId, ...conversationRow(of), commits, expected.stamp, isTakenOver ? FOR_EVER : 0]
  })
  const participants = changes.newParticipants.map(
    (of): Row => [of.conversationKey, of.ordinal, of.userKey, ...participantRow(of), versionOf(of.conversationKey)],
  )
  return [
    ...over(ADD_USERS, users.sort(byId)),
    ...over(ADD_CONVERSATIONS, conversations.sort(byId)),
    ...over(ADD_PARTICIPANTS, participants),
    ...over(ADD_MESSAGES, changes.newMessages.map(messageRow)),
  ]
}

const FOR_EVER = Number.MAX_SAFE_INTEGER

const byId = (a: Row, b: Row): number => ((a[1] as string) < (b[1] as string) ? -1 : 1)

function changing(changes: Changes, versionOf: VersionOf): readonly Statement[] {
  const changed: Row[] = []
  const marked: Row[] = []
  for (const of of changes.participants) {
    const { conversationKey: key, ordinal } = of
    const version = versionOf(key)
    if (changes.marked?.has(of)) marked.push([key, ordinal, ...setsRow(of), of.revision, version])
    else changed.push([key, ordinal, ...participantRow(of), version])
  }
  const receipts = changes.receipts.map(
    (of): Row => [
      of.conversationKey,
      of.at,
      4 * of.ordinal + KIND_NUMBER[of.kind],
      of.first,
      of.last === of.first ? null : of.last,
    ],
  )
  return [
    ...over(
      CHANGE_USERS,
      changes.users.map((of) => [of.key, of.userName, of.userAvatarUrl, of.sharing]),
    ),
    ...over(CHANGE_PARTICIPANTS, changed),
    ...over(MARK_PARTICIPANTS, marked),
    ...over(
      DELETE_MESSAGES,
      changes.messages.map((of) => [of.conversationKey, of.seq, of.deletedAt]),
    ),
    ...over(ADD_RECEIPTS, receipts),
    ...ofKeys(
      [MOVE_PARTICIPATIONS],
      changes.users.map(({ key }) => key),
    ),
  ]
}

/** The statement over these rows, of which so many must be met. */
const over = (
  { text, width, isCounting }: Write,
  rows: readonly (readonly Value[])[],
  must = rows.length,
  ...more: readonly Value[]
): readonly Statement[] =>
  rows.length === 0 ? [] : [{ text, values: [...columnTexts(rows, width), ...(isCounting ? [must] : []), ...more] }]

const ofKeys = (texts: readonly string[], keys: readonly number[]): readonly Statement[] =>
  keys.length === 0 ? [] : texts.map((text) => ({ text, values: [arrayText(keys)] }))
