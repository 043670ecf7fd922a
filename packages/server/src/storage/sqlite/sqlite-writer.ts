import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { StoreError } from '../../engine/ports/store-error.ts'
import type { Row, Value } from '../rows.ts'
import { type ChangeRows, WRITES, type WriteName } from './change-rows.ts'

const NAMES = Object.keys(WRITES) as readonly WriteName[]

/** The statements that must find the row they change: a commit that lost one must not be acknowledged. */
const CHANGING: ReadonlySet<WriteName> = new Set([
  'changeUser',
  'changeConversation',
  'raiseConversation',
  'changeParticipant',
  'markParticipant',
  'deleteMessage',
])

/** Writes rows into one open database, inside a transaction that the caller holds. */
export class SqliteWriter {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** Writes the rows of a commit; throws if one that is to be changed is not there. */
  write(changes: ChangeRows): void {
    for (const name of NAMES)
      for (const row of changes[name])
        if (this.#run(WRITES[name], row) === 0 && CHANGING.has(name))
          throw new StoreError('unavailable', `The row to be changed by ${name} is not there.`)
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
