import { randomUUID } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../../engine/ports/store-error.ts'
import { BUSY, openingError, resultCode } from './database-error.ts'
import { MIGRATIONS } from './migrations/index.ts'

/** Marks a file as ours: "Taly" as a number. */
export const APPLICATION_ID = 0x54616c79

/** Writes a page though it changes nothing; an update to the same value would write none. */
export const CHANGE_NOTHING = `pragma application_id = ${APPLICATION_ID}`

/** The first SQLite without the WAL-reset corruption bug (sqlite.org, release notes of 3.51.3). */
export const OLDEST_SQLITE = '3.51.3'

/** How long to wait for another process that holds the file, and how often to try where SQLite itself does not wait. */
const BUSY_TIMEOUT_MS = 5_000
const LOG_TRIES = 250
/** How long one that must be alone waits for others: who serves a file keeps it open. */
const ALONE_TIMEOUT_MS = 500

/**
 * How many pages the log holds before it is written back into the file, 16 MB of them: the marks of a conversation change the same pages again and again,
 * so the longer it is the fewer of them are written twice. With 4 MB, SQLite's own choice, a commit of 128 marks took half as long again.
 */
const LOG_PAGES = 4_000

/**
 * How much is kept of the file beside what the system keeps of it, 8 MB. More is not faster: at nearly every commit that adds rows SQLite goes through all pages that it keeps
 * (balancing a table borrows the number of a page far behind the end, which those behind the end are then looked for by).
 */
const CACHE_KB = 8_192

/** How safe a commit is against loss of power; all but `full` are for measurements only. */
export type Synchronous = 'full' | 'normal' | 'off'

/** Where a database is and how it is opened. */
export interface DatabaseOptions {
  /** A path, or `:memory:`. */
  readonly file: string
  readonly synchronous?: Synchronous
  /** Whether nobody else may have it open meanwhile, and a copy into it may be unfinished: for who copies it. */
  readonly toCopy?: boolean
}

/** Opens a database for reading and writing and brings its schema up to date; throws a `StoreError` that says what to do. */
export function openDatabase({ file, synchronous = 'full', toCopy = false }: DatabaseOptions): DatabaseSync {
  requireSqlite(process.versions.sqlite ?? '0')
  let database: DatabaseSync | undefined
  try {
    if (file !== ':memory:') createPrivately(file)
    database = new DatabaseSync(file, { timeout: toCopy ? ALONE_TIMEOUT_MS : BUSY_TIMEOUT_MS })
    if (toCopy) database.exec('pragma locking_mode = exclusive')
    requireOurs(database, file)
    useLog(database)
    database.exec(`pragma synchronous = ${synchronous}; pragma secure_delete = on; pragma cache_size = -${CACHE_KB}`)
    database.exec(`pragma wal_autocheckpoint = ${LOG_PAGES}`)
    migrate(database)
    if (!toCopy) requireWhole(database, file)
    // Nothing is changed by it, but where the file itself is read-only it fails, as taking the lock alone does not.
    database.exec(`begin immediate; ${CHANGE_NOTHING}; rollback`)
    return database
  } catch (error) {
    database?.close()
    throw openingError(file, error)
  }
}

/** A new file is its owner's alone, and its log with it. */
function createPrivately(file: string): void {
  try {
    closeSync(openSync(file, 'ax', 0o600))
  } catch {
    // It is there already; or why it cannot be is for SQLite to say.
  }
}

/** Switches to a write-ahead log, for which SQLite does not wait where another process does the same at the same moment. */
function useLog(database: DatabaseSync): void {
  for (let tries = 1; ; tries += 1)
    try {
      database.exec('pragma journal_mode = wal')
      return
    } catch (error) {
      if (resultCode(error) !== BUSY || tries === LOG_TRIES) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_TIMEOUT_MS / LOG_TRIES)
    }
}

/** Throws if this SQLite is too old (STO6). */
export function requireSqlite(version: string): void {
  const [have, need] = [version, OLDEST_SQLITE].map((text) => text.split('.').map(Number))
  const difference = (need as number[]).map((part, i) => (have?.[i] ?? 0) - part).find((part) => part !== 0) ?? 0
  if (difference < 0)
    throw new StoreError(
      'old_sqlite',
      `SQLite ${version} may corrupt its log; run a Node that brings ${OLDEST_SQLITE} or newer.`,
    )
}

/** The number of the schema that a database has; 0 if it has none yet. */
export const schemaVersion = (database: DatabaseSync): number => pragma(database, 'user_version')

function requireOurs(database: DatabaseSync, file: string): void {
  const version = schemaVersion(database)
  const isEmpty = database.prepare('select count(*) as n from sqlite_schema').get()?.n === 0
  if (!isEmpty && pragma(database, 'application_id') !== APPLICATION_ID)
    throw new StoreError('not_a_database', `The database file ${file} belongs to another program. Name another file.`)
  if (version > MIGRATIONS.length)
    throw new StoreError(
      'newer_schema',
      `The database file ${file} has schema ${version}, this program knows ${MIGRATIONS.length}. Run the newer Tallymark that wrote it.`,
    )
}

function requireWhole(database: DatabaseSync, file: string): void {
  if (database.prepare("select 1 from meta where name = 'copy'").get() !== undefined)
    throw new StoreError(
      'unfinished_copy',
      `The database file ${file} holds a copy that is not finished. Run the same tallymark copy again, or name another file.`,
    )
}

/** Runs the migrations that a database lacks, each in a transaction of its own (STO4). */
function migrate(database: DatabaseSync): void {
  for (let version = schemaVersion(database); version < MIGRATIONS.length; version += 1) {
    database.exec('begin immediate')
    try {
      // Another process may have been faster while this one waited for the lock.
      if (schemaVersion(database) === version) {
        database.exec(MIGRATIONS[version] as string)
        database.exec(`pragma user_version = ${version + 1}; pragma application_id = ${APPLICATION_ID}`)
        if (version === 0) database.prepare("insert into meta values ('epoch', ?)").run(randomUUID())
      }
      database.exec('commit')
    } catch (error) {
      if (database.isTransaction) database.exec('rollback')
      throw error
    }
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0] ?? 0)
}
