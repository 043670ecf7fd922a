import type { ApiKeyRecord } from '../../engine/ports/records.ts'
import type { Changes, Found, Store, Transaction, Wanted } from '../../engine/ports/store.ts'
import { withKept, withoutKept } from '../kept-rows.ts'
import { apiKeyRow } from '../rows.ts'
import { commitStatements, conversationsTouched, isFarReaching } from './commit-statements.ts'
import type { Connections } from './connections.ts'
import { namedConversations, seenIn } from './found-rows.ts'
import { HoldingTransaction } from './holding-transaction.ts'
import { PostgresReader } from './postgres-reader.ts'
import { ADD_API_KEY, REVOKE_API_KEY, WRITE_NOTHING } from './read-sql.ts'
import { holds, type Line, RecentConversations } from './recent-conversations.ts'
import { beginReading, beginWriting, COMMIT, sendCommit } from './run-transaction.ts'
import { SpareKeys } from './spare-keys.ts'
import type { Statement } from './statement.ts'

/** What a store works with. */
export interface PostgresParts {
  readonly epoch: string
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
    const held = await this.#parts.connections.hold()
    const transaction = await HoldingTransaction.begin(held, wanted, this.#parts.statementTimeoutMs, (changes, ids) =>
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
    const ids = namedConversations(wanted)
    const kept = this.#recent.lookUp(wanted, ids)
    const asked = { ...withoutKept(wanted, kept.rows), conversations: wanted.conversations ?? [] }
    const rows = await this.findRows(asked, ids)
    const stale = [...kept.lines].flatMap(([id, seen]) => (holds(seen, rows.conversations.get(id)) ? [] : [id]))
    this.#recent.drop(stale)
    if (stale.length > 0 && isLess(asked, wanted)) return this.#look(wanted)
    const lines = this.#recent.learn(rows, kept.lines)
    return { found: withKept(rows.found, kept.rows), seen: seenIn(rows, ids), lines, userCommits: rows.userCommits }
  }

  async #commit(changes: Changes, { lines, userCommits }: Looked): Promise<void> {
    const touched = [...conversationsTouched(changes)].flatMap((key) => lines.get(key) ?? [])
    const { checks, statements } = commitStatements(changes, {
      commitsOf: (key) => lines.get(key)?.commits,
      userCommits,
    })
    if (statements.length === 0) return
    const begin = beginWriting(this.#parts.statementTimeoutMs)
    const held = await this.#parts.connections.hold()
    for (const line of touched) line.isRising = true
    try {
      await sendCommit(held.connection, { statements: [begin, ...statements, COMMIT], checkedUpTo: 1 + checks })
      for (const line of touched) line.commits += 1
      if (isFarReaching(changes)) this.#recent.forget()
      else this.#recent.follow(changes, lines)
    } finally {
      for (const line of touched) line.isRising = false
      held.release()
    }
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

/** Whether something that is wanted is not asked for. */
const isLess = (asked: Wanted, wanted: Wanted): boolean =>
  asked.participants?.length !== wanted.participants?.length || asked.messages?.length !== wanted.messages?.length

/** One statement is a snapshot by itself; several need a transaction around them. */
async function ask({ connections, statementTimeoutMs }: PostgresParts, statements: readonly Statement[]) {
  if (statements.length < 2) return connections.ask(statements)
  const answers = await connections.ask([beginReading(statementTimeoutMs), ...statements, COMMIT])
  return answers.slice(1, -1)
}
