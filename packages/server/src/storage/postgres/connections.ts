import { StoreError } from '../../engine/ports/store-error.ts'
import { type Answer, Connection, type ConnectionOptions, StatementFailure } from './connection.ts'
import { usingError } from './database-error.ts'
import type { Statement } from './statement.ts'

/** How many connections there are of each kind. */
export interface ConnectionCounts {
  /** Shared by all questions, which follow each other on them without waiting for answers. */
  readonly readers: number
  /** Each held by one transaction at a time. */
  readonly writers: number
  /** One of the readers, if it is opened already. */
  readonly first?: Connection
}

/** A place for a connection, which is opened when it is needed and anew when it was lost. */
interface Slot {
  connection: Promise<Connection> | undefined
  opened: Connection | undefined
}

/** A connection that is held: by one transaction for itself, or by commits that follow each other on it. */
export interface Held {
  readonly connection: Connection
  /** Gives it back. */
  release(): void
}

/** A connection on which one commit or several are on their way. */
interface Carrier {
  readonly held: Held
  commits: number
}

/** The connections of a store. */
export class Connections {
  readonly #options: ConnectionOptions
  readonly #readers: readonly Slot[]
  readonly #free: Slot[]
  readonly #all: readonly Slot[]
  readonly #waiting: ((slot: Slot) => void)[] = []
  readonly #carriers = new Map<Connection, Carrier>()
  #isClosed = false

  constructor(options: ConnectionOptions, { readers, writers, first }: ConnectionCounts) {
    this.#options = options
    this.#readers = slots(readers)
    this.#free = slots(writers)
    this.#all = [...this.#readers, ...this.#free]
    const slot = this.#readers[0]
    if (first === undefined || slot === undefined) return
    slot.opened = first
    slot.connection = Promise.resolve(first)
  }

  /**
   * Asks questions in one round trip, on a connection that others use too; again where the connection was lost, as often as there are
   * connections: all of them may be lost before any is known to be.
   */
  async ask(statements: readonly Statement[]): Promise<readonly Answer[]> {
    for (let left = this.#readers.length; ; left -= 1)
      try {
        return await this.#run(statements)
      } catch (error) {
        const isLost = error instanceof StatementFailure && error.how === 'lost'
        if (!isLost || left === 0) throw usingError(error)
      }
  }

  /** The same for what must not be done twice. */
  async tell(statements: readonly Statement[]): Promise<readonly Answer[]> {
    try {
      return await this.#run(statements)
    } catch (error) {
      throw usingError(error)
    }
  }

  async #run(statements: readonly Statement[]): Promise<readonly Answer[]> {
    const [first, ...others] = this.#readers as [Slot, ...Slot[]]
    const slot = others.reduce((best, one) => (loadOf(one) < loadOf(best) ? one : best), first)
    return (await this.#opened(slot)).runWhole(statements)
  }

  /** A connection for one transaction, as soon as one is free. */
  async hold(): Promise<Held> {
    this.requireOpen()
    const slot = this.#free.pop() ?? (await new Promise<Slot>((resolve) => this.#waiting.push(resolve)))
    const release = (): void => {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free.push(slot)
      else next(slot)
    }
    try {
      return { connection: await this.#opened(slot), release }
    } catch (error) {
      release()
      throw error
    }
  }

  /**
   * A connection for a commit that is sent whole: the one that a commit before is on its way on, where this one must follow that, or a
   * free one, or behind any other commit where none is free.
   */
  async holdForCommit(behind?: Connection): Promise<Held> {
    const isBusy = this.#free.length === 0 && this.#waiting.length === 0
    const carrier = behind === undefined ? isBusy && this.#leastBusy() : this.#carriers.get(behind)
    return this.#carry(carrier || { held: await this.hold(), commits: 0 })
  }

  #leastBusy(): Carrier | undefined {
    const [first, ...others] = this.#carriers.values()
    return others.reduce((best, one) => (best !== undefined && one.commits < best.commits ? one : best), first)
  }

  #carry(carrier: Carrier): Held {
    const { connection, release } = carrier.held
    carrier.commits += 1
    this.#carriers.set(connection, carrier)
    return {
      connection,
      release: () => {
        carrier.commits -= 1
        if (carrier.commits > 0) return
        this.#carriers.delete(connection)
        release()
      },
    }
  }

  /** Throws once they are closed. */
  requireOpen(): void {
    if (this.#isClosed) throw closed()
  }

  /** Ends all of them when what is on its way is answered. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all(this.#all.map((slot) => slot.connection?.then((one) => one.end()).catch(() => {})))
  }

  #opened(slot: Slot): Promise<Connection> {
    if (this.#isClosed) return Promise.reject(closed())
    if (slot.connection !== undefined && slot.opened?.isUsable !== false) return slot.connection
    slot.opened = undefined
    const opening = openOnPrimary(this.#options).then(
      (connection) => {
        slot.opened = connection
        return connection
      },
      (error: unknown) => {
        slot.connection = undefined
        throw usingError(error)
      },
    )
    slot.connection = opening
    return opening
  }
}

/** In the middle of a failover the address may lead to a standby, which answers with what it had a while ago (NOD12). */
async function openOnPrimary(options: ConnectionOptions): Promise<Connection> {
  const connection = await Connection.open(options)
  try {
    const [row] = await connection.rows('select pg_is_in_recovery()::text')
    if (row?.[0] === 'false') return connection
    throw new StoreError('read_only', 'The database server is a standby, which nobody has promoted yet.')
  } catch (error) {
    connection.destroy()
    throw error
  }
}

const slots = (count: number): Slot[] =>
  Array.from({ length: count }, () => ({ connection: undefined, opened: undefined }))

const loadOf = (slot: Slot): number => slot.opened?.load ?? 0

const closed = (): StoreError => new StoreError('closed', 'The store is closed.')
