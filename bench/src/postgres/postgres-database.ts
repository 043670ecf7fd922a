import { randomBytes } from 'node:crypto'
import { totalmem } from 'node:os'
import pg from 'pg'
import { openTallymark } from 'tallymark'
import { PostgresServer } from '../../../packages/server/testing/postgres-server.ts'
import type { Crowd } from '../crowd.ts'
import type { Database, Place, Rows, RowsWay } from '../database.ts'
import { fillStore } from '../fill-tallymark.ts'
import { openPostgresStore } from '../inside.ts'
import { multiply } from './multiply.ts'
import { openRows } from './postgres-rows.ts'
import { SchemaPool } from './schema-pool.ts'

/** A quarter of the memory is usual; beyond this much nothing that is measured needs it. */
const BUFFERS_MB = Math.min(4_096, Math.floor(totalmem() / 4 / 1_048_576))

/** What a server on two cores is given. Whatever makes a commit durable stays as it comes: on. */
const SETTINGS = [
  `shared_buffers=${BUFFERS_MB}MB`,
  `effective_cache_size=${2 * BUFFERS_MB}MB`,
  // No checkpoint comes while a million conversations are written, nor soon after.
  'max_wal_size=20GB',
  'checkpoint_timeout=20min',
  'random_page_cost=1.1',
]

/** How many connections serve 256 callers of rows best on two cores: with 16 and with 64 both ways were slower. */
const CONNECTIONS = 32

/** What of a server's settings decides whether figures may be compared. */
const TOLD = ['fsync', 'full_page_writes', 'synchronous_commit', 'shared_buffers', 'max_wal_size', 'checkpoint_timeout']

/** A place of a Tallymark in PostgreSQL, which other processes can reach too. */
export interface PostgresPlace extends Place {
  readonly url: string
  readonly schema: string
}

/** PostgreSQL, each place a schema: on a server that is started for it and ends with it, or on one that is there. */
export class PostgresDatabase implements Database {
  readonly words: string
  readonly url: string
  readonly #server: PostgresServer | undefined
  /** The schemas of a run have names that no other run's have. */
  readonly #name = `bench_${randomBytes(4).toString('hex')}`
  #places = 0

  private constructor(url: string, words: string, server: PostgresServer | undefined) {
    this.url = url
    this.words = words
    this.#server = server
  }

  /** On the server at this address, or on a new one. */
  static async open(url?: string): Promise<PostgresDatabase> {
    const server = url === undefined ? await PostgresServer.start({ durable: true, settings: SETTINGS }) : undefined
    const address = url ?? (server as PostgresServer).url
    return new PostgresDatabase(address, await wordsOf(address), server)
  }

  async filled(crowd: Crowd): Promise<PostgresPlace> {
    const { url } = this
    const pool = this.#newPool(2)
    const { schema } = pool
    const store = () => openPostgresStore({ url, schema })
    const first = await store()
    await fillStore(first, { ...crowd, conversations: 1 })
    await first.close()
    await multiply(pool, crowd)
    return {
      url,
      schema,
      tallymark: () => openTallymark({ database: url, postgres: { schema } }),
      store,
      bytes: () => pool.bytes(),
      [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
    }
  }

  rows(way: RowsWay, crowd: Crowd): Promise<Rows> {
    if (way === 'transaction') throw new Error('PostgreSQL is not measured with the brief’s way in transactions')
    return openRows(this.#newPool(CONNECTIONS), way, crowd)
  }

  /** Writes everything to the tables' files, as the server does of itself now and then. Rejects where that is not allowed. */
  async checkpoint(): Promise<void> {
    await this.#ask('checkpoint')
  }

  /** How many bytes the server has ever written to its log. */
  async logBytes(): Promise<number> {
    const [row] = await this.#ask("select pg_current_wal_lsn() - '0/0' as bytes")
    return Number(row?.bytes)
  }

  async #ask(text: string): Promise<readonly { readonly bytes: string }[]> {
    const client = new pg.Client(this.url)
    await client.connect()
    const { rows } = await client.query<{ bytes: string }>(text).finally(() => client.end())
    return rows
  }

  #newPool(connections: number): SchemaPool {
    this.#places += 1
    return new SchemaPool(this.url, `${this.#name}_${this.#places}`, connections)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]()
  }
}

async function wordsOf(url: string): Promise<string> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string; value: string }>(
      'select name, current_setting(name) as value from unnest($1::text[]) name',
      [['server_version', ...TOLD]],
    )
    const values = new Map(rows.map(({ name, value }) => [name, value]))
    return `PostgreSQL ${values.get('server_version')} (${TOLD.map((name) => `${name}=${values.get(name)}`).join(', ')})`
  } finally {
    await client.end()
  }
}
