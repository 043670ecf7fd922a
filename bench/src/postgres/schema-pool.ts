import pg from 'pg'

/** A statement that every connection prepares once. */
export interface Prepared {
  readonly name: string
  readonly text: string
}

/** A schema of its own in the database, and a pool of at most so many connections that see it. It is dropped with all that is in it when it is disposed of. */
export class SchemaPool implements AsyncDisposable {
  readonly schema: string
  readonly #pool: pg.Pool

  constructor(url: string, schema: string, connections: number) {
    this.schema = schema
    this.#pool = new pg.Pool({ connectionString: url, max: connections, options: `-c search_path=${schema}` })
  }

  /** Rows of a statement with values, each an object by column. */
  async rows<Row extends pg.QueryResultRow>(
    statement: Prepared,
    ...values: readonly unknown[]
  ): Promise<readonly Row[]> {
    const { rows } = await this.#pool.query<Row>({ ...statement, values: [...values] })
    return rows
  }

  /** Statements without values, separated by semicolons. */
  async run(text: string): Promise<void> {
    await this.#pool.query(text)
  }

  /** How many bytes the tables of the schema take with their indexes, as they are: nothing is vacuumed for it. */
  async bytes(): Promise<number> {
    const { rows } = await this.#pool.query<{ bytes: string }>(
      `select sum(pg_total_relation_size(c.oid)) as bytes from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relkind = 'r'`,
      [this.schema],
    )
    return Number(rows[0]?.bytes)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.run(`drop schema if exists ${this.schema} cascade`)
    await this.#pool.end()
  }
}
