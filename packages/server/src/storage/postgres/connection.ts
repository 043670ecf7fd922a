import { Socket } from 'node:net'
import pg from 'pg'
import { driverAddress } from '../../postgres/driver-address.ts'
import type { Row, Value } from '../rows.ts'
import { type Statement, withSchema } from './statement.ts'
import { isOfName, type StatementNames } from './statement-names.ts'

/** How connections are made. */
export interface ConnectionOptions {
  readonly url: string
  readonly schema: string
  /** How long the server may take for a statement. */
  readonly statementTimeoutMs: number
  /** What statements are called in a session; nothing where they have no names. */
  readonly names?: StatementNames
}

/** What a statement came to. */
export interface Answer {
  readonly rows: readonly Row[]
  /** The server's word for what was done, as `COMMIT`. */
  readonly command: string
}

/** Sends statements together and gives their answers; rejects with a `StatementFailure`. */
export interface Runner {
  run(statements: readonly Statement[]): Promise<readonly Answer[]>
}

/** `refused` by the server, or without an answer because the connection was lost or cut after too long: what the server did is then not known. */
export type FailureKind = 'refused' | 'lost' | 'timed-out'

/** Why one of several statements failed: the first that did. */
export class StatementFailure extends Error {
  override readonly name = 'StatementFailure'
  /** Its place among the statements that were sent together. */
  readonly index: number
  readonly how: FailureKind

  constructor(index: number, how: FailureKind, cause: Error) {
    super(how === 'timed-out' ? 'The server did not answer in time' : cause.message, { cause })
    this.index = index
    this.how = how
  }
}

/** How long it may take to reach the server, and how much longer than a statement its answer may. */
const CONNECT_MS = 5_000
const GRACE_MS = 2_000

/** What the server calls numbers is one; everything else stays a text. */
const NUMBER_TYPES: ReadonlySet<number> = new Set([20, 21, 23])
export const TYPES = { getTypeParser: (oid: number) => (NUMBER_TYPES.has(oid) ? Number : (text: string) => text) }

/**
 * One connection to the server. It keeps no state there between calls of `run` but the names of statements, which are given up where a pooler gives
 * each transaction another session: no settings outside of a transaction.
 */
export class Connection implements Runner {
  readonly #client: pg.Client
  readonly #socket: Socket
  readonly #options: ConnectionOptions
  /** The statements that were sent, as they are written here and with the schema. */
  readonly #texts = new Map<string, string>()
  /** The names that the session has answered to. */
  readonly #named = new Set<string>()
  #load = 0
  /** How many runs were sent and are not answered, and those that wait until they are. */
  #runs = 0
  readonly #waiting: (() => void)[] = []
  #isUsable = true
  #isTimedOut = false

  private constructor(options: ConnectionOptions) {
    this.#options = options
    this.#socket = new Socket()
    this.#client = new pg.Client({
      ...driverAddress(options.url),
      stream: () => this.#socket,
      pipeline: true,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_MS,
      fallback_application_name: 'tallymark',
      types: TYPES as pg.CustomTypesConfig,
    })
    // Whoever waits for an answer hears of it as well.
    this.#client.on('error', () => {
      this.#isUsable = false
    })
    this.#client.on('end', () => {
      this.#isUsable = false
    })
  }

  /** A connection that is there; rejects with what the driver or the server said. */
  static async open(options: ConnectionOptions): Promise<Connection> {
    const connection = new Connection(options)
    try {
      await connection.#client.connect()
      return connection
    } catch (error) {
      // Where TLS cannot even begin, the driver leaves the socket open.
      connection.destroy()
      throw error
    }
  }

  /** Whether it may be used again. */
  get isUsable(): boolean {
    return this.#isUsable
  }

  /** How many statements are on their way. */
  get load(): number {
    return this.#load
  }

  /** Sends statements together and gives their answers, in one round trip. Rejects with a `StatementFailure`, when all are answered. */
  run(statements: readonly Statement[]): Promise<readonly Answer[]> {
    if (statements.length === 0) return Promise.resolve([])
    this.#load += statements.length
    // An older PgBouncer gives the session of one who is gone to another one, with the answers to what was sent behind the first answer still to come.
    const mayOverlap = this.#options.names?.areGiven === true
    if (mayOverlap || this.#runs === 0) return this.#sendAll(statements)
    return new Promise((resolve) => this.#waiting.push(() => resolve(this.#sendAll(statements))))
  }

  #sendAll(statements: readonly Statement[]): Promise<readonly Answer[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly Answer[]>()
    const answers: Answer[] = []
    let failure: StatementFailure | undefined
    let left = statements.length
    const limit = setTimeout(() => this.#timeOut(), this.#options.statementTimeoutMs + GRACE_MS)
    const settle = (index: number, error: Error | null, answer: Answer): void => {
      if (error === null) answers[index] = answer
      else failure ??= new StatementFailure(index, this.#howFailed(error), error)
      left -= 1
      this.#load -= 1
      if (left > 0) return
      clearTimeout(limit)
      this.#runs -= 1
      if (this.#runs === 0) this.#waiting.shift()?.()
      if (failure === undefined) resolve(answers)
      else reject(failure)
    }
    this.#runs += 1
    // What is written in between leaves in one piece.
    this.#socket.cork()
    statements.forEach(({ text, values = [] }, i) => {
      this.#send(this.#withSchema(text), values, (error, answer) => settle(i, error, answer))
    })
    this.#socket.uncork()
    return promise
  }

  /**
   * The same for statements that can be sent again where nothing of them was done, as questions and whole transactions can: once more where a pooler has changed
   * the session, which no name is sent to any more then.
   */
  async runWhole(statements: readonly Statement[]): Promise<readonly Answer[]> {
    try {
      return await this.run(statements)
    } catch (error) {
      if (!(error instanceof StatementFailure) || !isOfName((error.cause as pg.DatabaseError).code)) throw error
      return this.run(statements)
    }
  }

  #send(text: string, values: readonly Value[], settle: (error: Error | null, answer: Answer) => void): void {
    // Without values it may be several statements, which have no name.
    const name = values.length === 0 ? undefined : this.#options.names?.nameOf(text)
    const query = { text, values: [...values], rowMode: 'array' as const, ...(name !== undefined && { name }) }
    void this.#client.query(query, (error, answer) => {
      if (name !== undefined) this.#learn(name, error ?? null)
      settle(error ?? null, answer)
    })
  }

  #learn(name: string, error: Error | null): void {
    if (error !== null) this.#options.names?.learn(String((error as pg.DatabaseError).code), this.#named.has(name))
    else this.#named.add(name)
  }

  #howFailed(error: Error): FailureKind {
    return this.#isTimedOut ? 'timed-out' : isLoss(error) ? 'lost' : 'refused'
  }

  /** The rows of one statement. */
  async rows(text: string, ...values: readonly Value[]): Promise<readonly Row[]> {
    const [answer] = await this.run([{ text, values }])
    return answer?.rows ?? []
  }

  #withSchema(text: string): string {
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    const made = withSchema(text, this.#options.schema)
    this.#texts.set(text, made)
    return made
  }

  /** Ends it when what is on its way is answered. */
  async end(): Promise<void> {
    this.#isUsable = false
    const limit = setTimeout(() => this.destroy(), GRACE_MS)
    if (this.#runs > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    await this.#client.end()
    clearTimeout(limit)
  }

  #timeOut(): void {
    this.#isTimedOut = true
    this.destroy()
  }

  /** Cuts it: whoever waits hears that it is lost. */
  destroy(): void {
    this.#isUsable = false
    this.#socket.destroy()
  }
}

/** Whether an error means the end of the connection: one without a code of the server, or with one for its shutdown or a broken line. */
const isLoss = (error: Error): boolean => {
  const code = (error as pg.DatabaseError).code ?? ''
  return !/^\w{5}$/.test(code) || /^(57P0[123]|08...)$/.test(code)
}
