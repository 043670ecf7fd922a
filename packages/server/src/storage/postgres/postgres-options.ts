/** How a PostgreSQL database is used. */
export interface PostgresOptions {
  /** The schema that holds the tables; made if there is none. `tallymark` if nothing is said. */
  readonly schema?: string
  /**
   * How many connections are opened at most, 2 at least: a quarter of them, one at least, are lanes of commits, the others answer questions. 4 if nothing
   * is said: more lanes make smaller commits, and what the server does for each commit, however small, is most of the cost of a mark then.
   */
  readonly connections?: number
  /** How many milliseconds a statement may take; 10,000 if nothing is said. */
  readonly statementTimeoutMs?: number
  /** Whether a server that acknowledges commits before they are on its disk (`synchronous_commit = off`) is used all the same. */
  readonly allowAsynchronousCommit?: boolean
  /**
   * Whether statements have no names, so that the server parses and plans them anew for every commit; no if nothing is said. For a pooler that gives each transaction
   * another session and does not carry names along (PgBouncer does from 1.21 on, by `max_prepared_statements`); without this they are given up at the first sign of one.
   */
  readonly unnamedStatements?: boolean
  /** Hears a sentence about what is allowed but not safe. */
  readonly onWarning?: (sentence: string) => void
}

/** The same, with nothing left open but who hears of warnings. */
export type FullPostgresOptions = Required<Omit<PostgresOptions, 'onWarning'>> & Pick<PostgresOptions, 'onWarning'>

/** How a PostgreSQL database is used if nothing is said. */
export const DEFAULT_POSTGRES: FullPostgresOptions = {
  schema: 'tallymark',
  connections: 4,
  statementTimeoutMs: 10_000,
  allowAsynchronousCommit: false,
  unnamedStatements: false,
}
