import type { MessageId } from '@tallymark/core'
import type { ApiKeyRecord } from '../../engine/ports/records.ts'
import type { Changes, Found, OpenClient, Store, Transaction, Wanted } from '../../engine/ports/store.ts'
import { StoreError } from '../../engine/ports/store-error.ts'
import { withKept, withoutKept } from '../kept-rows.ts'
import type { MessagePlace } from '../row-answers.ts'
import { apiKeyRow } from '../rows.ts'
import {
  type CommitStatements,
  commitStatements,
  conversationsTouched,
  isFarReaching,
  newStamp,
} from './commit-statements.ts'
import type { Connections, Held } from './connections.ts'
import { conflict } from './database-error.ts'
import { ForeignRunner } from './foreign-runner.ts'
import { namedConversations, seenIn } from './found-rows.ts'
import { type HoldingPlace, HoldingTransaction, onConnection, withinForeign } from './holding-transaction.ts'
import { PostgresReader } from './postgres-reader.ts'
import { ADD_API_KEY, REVOKE_API_KEY, WRITE_NOTHING } from './read-sql.ts'
import {
  type CommitUnderWay,
  expectedOf,
  holds,
  type Line,
  type LookedUp,
  RecentConversations,
} from './recent-conversations.ts'
import { beginReading, beginWriting, COMMIT, checkError, sendCommit } from './run-transaction.ts'
import { SpareKeys } from './spare-keys.ts'
import type { Statement } from './statement.ts'

/** How often it is tried to hold rows among which others came meanwhile. */
const HOLDING_TRIES_MAX = 10

/** What a store works with. */
export interface PostgresParts {
  readonly epoch: string
  readonly schema: string
  readonly lanes: number
  readonly connections: Connections
  readonly statementTimeoutMs: number
}

/** What a transaction without locks was decided on. */
interface Looked {
  readonly found: Found
  readonly seen: Transaction['seen']
  readonly lines: ReadonlyMap<number, Line>
  readonly userCommits: ReadonlyMap<number, number>
  /** Of which conversations nobody has asked whether what is kept of them is as it is stored. */
  readonly unchecked: readonly Line[]
}

/** How a commit is sent. */
interface Sending {
  readonly stamp: number
  readonly touched: readonly Line[]
  /** The commit that it follows. */
  readonly before: CommitUnderWay | undefined
  /** Takes what it has written into what is kept. */
  readonly follow: () => void
}

/**
 * The store port over a PostgreSQL database, which other nodes write to as well. A transaction holds no lock before its commit, which fails if anybody
 * else has written in one of its conversations since it began; only one that reaches conversations by way of users, or whose conversations
 * are contended, holds its rows from the beginning.
 */
export class PostgresStore extends PostgresReader implements Store {
  readonly epoch: string
  readonly lanes: number
  readonly #parts: PostgresParts
  readonly #recent = new RecentConversations()
  readonly #spareConversations: SpareKeys
  readonly #spareUsers: SpareKeys

  constructor(parts: PostgresParts) {
    super((statements) => ask(parts, statements))
    this.#parts = parts
    this.epoch = parts.epoch
    this.lanes = parts.lanes
    this.#spareConversations = new SpareKeys(parts.connections, 'conversation')
    this.#spareUsers = new SpareKeys(parts.connections, 'user')
  }

  async begin(wanted: Wanted, isContended = false): Promise<Transaction> {
    const isHolding = isContended || (wanted.participationsOf ?? []).length > 0
    return isHolding ? this.#beginHolding(wanted) : this.#beginLooking(wanted)
  }

  async #beginHolding(wanted: Wanted): Promise<Transaction> {
    for (let tries = 1; ; tries += 1)
      try {
        // While rows are held no question may wait for a session: those who wait for these rows may have all that a pooler gives.
        await this.#spareConversations.prepare(wanted.conversations?.length ?? 0)
        await this.#spareUsers.prepare(wanted.users?.length ?? 0)
        const held = await this.#parts.connections.hold()
        return await this.#hold(onConnection(held, this.#parts.statementTimeoutMs), wanted)
      } catch (error) {
        const isAgain = error instanceof StoreError && error.code === 'conflict' && tries < HOLDING_TRIES_MAX
        if (!isAgain) throw error
      }
  }

  async beginWithin(client: OpenClient, wanted: Wanted): Promise<Transaction> {
    this.#parts.connections.requireOpen()
    return this.#hold(withinForeign(new ForeignRunner(client, this.#parts.schema)), wanted)
  }

  async #hold(place: HoldingPlace, wanted: Wanted): Promise<Transaction> {
    const transaction = await HoldingTransaction.begin(place, wanted, (changes, ids) =>
      isFarReaching(changes) ? this.#recent.forget() : this.#recent.drop(ids),
    )
    try {
      return Object.assign(transaction, await this.#spareKeys(transaction.found))
    } catch (error) {
      await transaction.abort()
      throw error
    }
  }

  async #beginLooking(wanted: Wanted): Promise<Transaction> {
    const looked = await this.#look(wanted)
    return {
      found: looked.found,
      seen: looked.seen,
      ...(await this.#spareKeys(looked.found)),
      countFillable: (of) => this.countFillable(of),
      commit: (changes) => this.#commit(changes, looked),
      // Nothing was locked: a commit notices by itself whether its rows were changed.
      abort: async () => {},
    }
  }

  /** The wanted rows: those that are kept and still hold, the others as they are stored. */
  async #look(wanted: Wanted): Promise<Looked> {
    this.#parts.connections.requireOpen()
    const ids = namedConversations(wanted)
    const kept = this.#recent.lookUp(wanted, ids)
    const asked = withoutKept(wanted, kept.rows)
    this.#lookAhead()
    if (kept.lines.size === ids.length && isForMessagesAlone(asked)) return this.#lookForMessages(asked, kept)
    const named = { ...asked, conversations: wanted.conversations ?? [] }
    const rows = await this.findRows(named, ids)
    const stale = [...kept.lines].flatMap(([id, seen]) => (holds(seen, rows.conversations.get(id)) ? [] : [id]))
    this.#recent.drop(stale)
    if (stale.length > 0 && rowsIn(asked) < rowsIn(wanted)) return this.#look(wanted)
    const lines = this.#recent.learn(rows, kept.lines, asked.seqs)
    const found = {
      ...withKept(rows.found, { ...kept.rows, conversations: [] }),
      conversations: rows.found.conversations,
    }
    const seen = new Map([...seenIn(rows, ids)].map(([id, one]) => [id, { ...one, line: lines.get(one.key) }]))
    return { found, seen, lines, userCommits: rows.userCommits, unchecked: [] }
  }

  /** Where nothing but messages is to be looked up: they stay as they are, but for what the commit notices as it does for all that is kept. */
  async #lookForMessages({ messages = [], seqs = [] }: Wanted, kept: LookedUp): Promise<Looked> {
    if (messages.length === 0 && seqs.length === 0) return whollyKept(kept, NOTHING)
    const named = seqs.map(([id, message]) => [kept.lines.get(id)?.line.key as number, message] as const)
    const [found, places] = await Promise.all([
      messages.length === 0 ? NOTHING : this.find({ messages }),
      seqs.length === 0 ? [] : this.places(named),
    ])
    this.#recent.learnPlaces(places, kept)
    return whollyKept(kept, { ...found, seqs: seqsIn(places, named) })
  }

  /** Looks up where those messages stand that will be wanted soon. Nobody waits for it; where it fails they are looked up when they are wanted. */
  #lookAhead(): void {
    const stretches = this.#recent.takeStretches()
    if (stretches.length === 0) return
    this.placesBetween(stretches.map(({ line, first, last }) => [line.key, first, last])).then(
      (places) => this.#recent.learnStretches(places, stretches),
      () => undefined,
    )
  }

  async #commit(changes: Changes, { lines, userCommits, unchecked }: Looked): Promise<void> {
    if ([...lines.values()].some(({ isBroken }) => isBroken)) throw conflict()
    const touched = [...conversationsTouched(changes)].flatMap((key) => lines.get(key) ?? [])
    // What is not written to must be as it was all the same, where nobody has asked or a commit of ours is still on its way.
    const settled = new Set(touched)
    const open = new Set(unchecked)
    const unwritten = [...lines.values()].filter(
      (line) => !settled.has(line) && (open.has(line) || line.rising.length > 0),
    )
    const before = lastRising([...lines.values()])
    const stamp = newStamp()
    const commit = commitStatements(changes, {
      stamp,
      lineOf: (key) => {
        const line = lines.get(key)
        return line && expectedOf(line)
      },
      userCommits,
      unwritten: unwritten.map(expectedOf),
    })
    try {
      const follow = (): void => (isFarReaching(changes) ? this.#recent.forget() : this.#recent.follow(changes, lines))
      if (commit.isWriting) await this.#write(commit, { stamp, touched, before, follow })
      else await this.#confirm(commit.statements, before)
    } catch (error) {
      this.#recent.drop([...lines.values()].map(({ row }) => row.conversationId))
      throw error
    }
  }

  /** Makes sure that nobody has written to what was decided on. */
  async #confirm(statements: readonly Statement[], before: CommitUnderWay | undefined): Promise<void> {
    await before?.ended
    try {
      await this.#parts.connections.ask(statements)
    } catch (error) {
      throw checkError(error)
    }
  }

  /** Sends a commit, behind the one that it was decided on where that is still on its way. */
  async #write({ statements, checks }: CommitStatements, { stamp, touched, before, follow }: Sending): Promise<void> {
    const begin = beginWriting(this.#parts.statementTimeoutMs)
    const holding = this.#holdBehind(before)
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    const underWay = { stamp, connection: holding.then(({ connection }) => connection), ended }
    underWay.connection.catch(() => {})
    for (const line of touched) line.rising = [...line.rising, underWay]
    try {
      const held = await holding
      const sent = { statements: [begin, ...statements, COMMIT], checkedUpTo: 1 + checks }
      await sendCommit(held.connection, sent).finally(() => held.release())
      for (const line of touched) {
        line.commits += 1
        line.stamp = stamp
      }
      // At once, so that rows and number of commits of a line are never of different moments.
      follow()
    } catch (error) {
      for (const line of touched) line.isBroken = true
      throw error
    } finally {
      for (const line of touched) line.rising = line.rising.filter((one) => one !== underWay)
      end()
    }
  }

  async #holdBehind(before: CommitUnderWay | undefined): Promise<Held> {
    const { connections } = this.#parts
    if (before === undefined) return connections.holdForCommit()
    // Where that one cannot be sent, this one finds out by itself.
    return connections.holdForCommit(await before.connection.catch(() => undefined))
  }

  async #spareKeys(found: Found): Promise<Pick<Transaction, 'spareConversationKeys' | 'spareUserKeys'>> {
    const missing = (rows: readonly unknown[]): number => rows.filter((row) => row === undefined).length
    const [conversations, users] = [missing(found.conversations), missing(found.users)]
    return {
      spareConversationKeys: conversations === 0 ? [] : await this.#spareConversations.take(conversations),
      spareUserKeys: users === 0 ? [] : await this.#spareUsers.take(users),
    }
  }

  async addApiKey(key: ApiKeyRecord): Promise<void> {
    await this.#parts.connections.tell([{ text: ADD_API_KEY, values: apiKeyRow(key) }])
  }

  async revokeApiKey(keyId: string, at: number): Promise<boolean> {
    const [answer] = await this.#parts.connections.tell([{ text: REVOKE_API_KEY, values: [at, keyId] }])
    return (answer?.rows.length ?? 0) > 0
  }

  async check(): Promise<void> {
    await this.#parts.connections.ask([{ text: WRITE_NOTHING }])
  }

  async close(): Promise<void> {
    await this.#parts.connections.close()
  }
}

/** The last of our commits that are on their way in these conversations: they belong to one lane, whose commits follow each other. */
const lastRising = (lines: readonly Line[]): CommitUnderWay | undefined =>
  lines.findLast(({ rising }) => rising.length > 0)?.rising.at(-1)

const isForMessagesAlone = (wanted: Wanted): boolean =>
  rowsIn(wanted) === (wanted.messages?.length ?? 0) + (wanted.seqs?.length ?? 0)

const rowsIn = ({ conversations, participants, messages, seqs, users }: Wanted): number =>
  [conversations, participants, messages, seqs, users].reduce((sum, of) => sum + (of?.length ?? 0), 0)

const NOTHING: Found = { conversations: [], participants: [], messages: [], seqs: [], users: [], participationsOf: [] }

/** The seqs of messages that are named by the keys of their conversations, in that order. */
function seqsIn(
  places: readonly MessagePlace[],
  named: readonly (readonly [number, MessageId])[],
): readonly (number | undefined)[] {
  const seqs = new Map<string, number>()
  for (const [key, seq, id] of places) seqs.set(`${key}\0${id}`, seq)
  return named.map(([key, id]) => seqs.get(`${key}\0${id}`))
}

/** What is found where all that may change is kept: the commit will say whether it still holds. */
function whollyKept({ rows, lines }: LookedUp, found: Found): Looked {
  const seen = [...lines.values()].map(({ line }) => line)
  return {
    found: withKept(found, rows),
    seen: new Map([...lines].map(([id, { line, commits }]) => [id, { key: line.key, writes: commits, line }])),
    lines: new Map(seen.map((line) => [line.key, line])),
    userCommits: new Map(),
    unchecked: seen,
  }
}

/** One statement is a snapshot by itself; several need a transaction around them. */
async function ask({ connections, statementTimeoutMs }: PostgresParts, statements: readonly Statement[]) {
  if (statements.length < 2) return connections.ask(statements)
  const answers = await connections.ask([beginReading(statementTimeoutMs), ...statements, COMMIT])
  return answers.slice(1, -1)
}
