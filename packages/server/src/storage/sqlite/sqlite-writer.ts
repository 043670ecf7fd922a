import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { type ChangeRows, WRITES, type WriteName } from './change-rows.ts'
import type { Row, Value } from './rows.ts'

const NAMES = Object.keys(WRITES) as readonly WriteName[]

/** Writes rows into one open database, inside a transaction that the caller holds. */
export class SqliteWriter {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** Writes the rows of a commit. */
  write(changes: ChangeRows): void {
    for (const name of NAMES) for (const row of changes[name]) this.#run(WRITES[name], row)
  }

  /** Adds an API key: id, name, hash, created at, revoked at. */
  addApiKey(row: Row): void {
    this.#run('insert into api_key values (?, ?, ?, ?, ?)', row)
  }

  /** Whether there was such a key that was not revoked before. */
  revokeApiKey(keyId: string, at: number): boolean {
    return this.#run('update api_key set revoked_at = ? where id = ? and revoked_at is null', [at, keyId]) > 0
  }

  #run(sql: string, values: readonly Value[]): number {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#database.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return Number(statement.run(...values).changes)
  }
}
