import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { StoreError } from '../../engine/ports/store-error.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { OLDEST_SQLITE, openDatabase, requireSqlite, schemaVersion } from './open-database.ts'
import { openSqliteStore } from './open-sqlite-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'tallymark-open-'))
chmodSync(folder, 0o755)
const path = (name: string): string => join(folder, name)
const SOURCE = fileURLToPath(new URL('./open-database.ts', import.meta.url))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function opened(file: string): DatabaseSync {
  const database = openDatabase({ file })
  onTestFinished(() => {
    if (database.isOpen) database.close()
  })
  return database
}

/** Why a file is refused: its code and sentence. */
function refusal(file: string): StoreError {
  try {
    openDatabase({ file }).close()
  } catch (error) {
    if (error instanceof StoreError) return error
    throw error
  }
  throw new Error(`${file} was not refused`)
}

const pragma = (database: DatabaseSync, name: string): unknown =>
  Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0]

/** Runs a program with the database module in a process of its own. */
const ARGS = ['--conditions=tallymark-source', '--input-type=module-typescript', '--eval']
const program = (body: string): string => `import { openDatabase } from ${JSON.stringify(SOURCE)}\n${body}`

test('[STO2] a file is in WAL mode and every commit is synced, on each connection', () => {
  for (const database of [opened(path('settings.db')), opened(path('settings.db'))]) {
    expect(pragma(database, 'journal_mode')).toBe('wal')
    expect(pragma(database, 'synchronous')).toBe(2)
    expect(pragma(database, 'secure_delete')).toBe(1)
    expect(pragma(database, 'wal_autocheckpoint')).toBe(4_000)
  }
})

test('[STO2] a file is opened as safe as it was asked for, and as full if nothing is said', () => {
  const level = (synchronous?: 'full' | 'normal' | 'off'): unknown => {
    const database = openDatabase({ file: path('levels.db'), ...(synchronous && { synchronous }) })
    const found = pragma(database, 'synchronous')
    database.close()
    return found
  }
  expect([level(), level('full'), level('normal'), level('off')]).toEqual([2, 2, 1, 0])
})

test('[STO4] a new file is brought to the newest schema, and opening it again changes nothing', () => {
  const database = opened(path('migrated.db'))
  expect(schemaVersion(database)).toBe(MIGRATIONS.length)
  const epoch = database.prepare('select * from meta').all()
  database.close()
  const again = opened(path('migrated.db'))
  expect(schemaVersion(again)).toBe(MIGRATIONS.length)
  expect(again.prepare('select * from meta').all()).toEqual(epoch)
})

test('[STO4] an empty file is a new database', () => {
  writeFileSync(path('empty.db'), '')
  expect(schemaVersion(opened(path('empty.db')))).toBe(MIGRATIONS.length)
})

test('[STO4] processes that open a new file at the same moment make one schema and one epoch', {
  timeout: 60_000,
}, async () => {
  const races = 60
  const at = Date.now() + 2_000
  const script = program(`
    for (let race = 0; race < ${races}; race += 1) {
      while (Date.now() < ${at} + 30 * race) {}
      const database = openDatabase({ file: ${JSON.stringify(path('raced'))} + race + '.db' })
      console.log(database.prepare("select value from meta where name = 'epoch'").get().value)
      database.close()
    }`)
  const epochs = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const child = spawn(process.execPath, [...ARGS, script], { stdio: ['ignore', 'pipe', 'pipe'] })
      let [output, fault] = ['', '']
      child.stdout.on('data', (text) => (output += text))
      child.stderr.on('data', (text) => (fault += text))
      const [code] = await once(child, 'close')
      return code === 0 ? output : `failed: ${fault}`
    }),
  )
  expect(new Set(epochs[0]?.trim().split('\n')).size).toBe(races)
  expect(new Set(epochs).size, epochs.join('\n')).toBe(1)
  expect(schemaVersion(opened(path('raced0.db')))).toBe(MIGRATIONS.length)
})

const left = (file: string): unknown => [readFileSync(file), statSync(file).size]

test('[STO3] a file that is not a database is refused and left as it was', () => {
  for (const [name, bytes] of [
    ['text.db', 'dear diary'],
    ['long.db', 'x'.repeat(10_000)],
  ] as const) {
    writeFileSync(path(name), bytes)
    expect(refusal(path(name)).code).toBe('not_a_database')
    expect(refusal(path(name)).message).toContain('Name another file')
    expect(left(path(name))).toEqual([Buffer.from(bytes), bytes.length])
  }
})

test('[STO3] a database of another program is refused and left as it was', () => {
  const other = new DatabaseSync(path('other.db'))
  other.exec('create table recipes (name text); insert into recipes values (1)')
  other.close()
  const before = left(path('other.db'))
  expect(refusal(path('other.db'))).toMatchObject({ code: 'not_a_database' })
  expect(refusal(path('other.db')).message).toContain('another program')
  expect(left(path('other.db'))).toEqual(before)
})

test('[STO3] a newer schema is refused and left as it was, the newest one is not', () => {
  const database = openDatabase({ file: path('newer.db') })
  database.exec(`pragma user_version = ${MIGRATIONS.length + 1}`)
  database.close()
  const before = left(path('newer.db'))
  expect(refusal(path('newer.db'))).toMatchObject({ code: 'newer_schema' })
  expect(refusal(path('newer.db')).message).toContain('newer Tallymark')
  expect(left(path('newer.db'))).toEqual(before)
  const mended = new DatabaseSync(path('newer.db'))
  mended.exec(`pragma user_version = ${MIGRATIONS.length}`)
  mended.close()
  opened(path('newer.db'))
})

test('[STO3] a missing folder and a folder in place of the file are refused', () => {
  mkdirSync(path('folder.db'))
  for (const file of [path('missing/x.db'), path('folder.db')]) {
    expect(refusal(file).code).toBe('cannot_open')
    expect(refusal(file).message).toContain('Check that its folder exists')
  }
})

test('[STO3] a damaged database is refused', () => {
  const file = path('damaged.db')
  openDatabase({ file }).close()
  const bytes = readFileSync(file)
  writeFileSync(file, Buffer.concat([bytes.subarray(0, 100), Buffer.alloc(bytes.length - 100, 0xff)]))
  expect(refusal(file)).toMatchObject({ code: 'not_a_database' })
})

test('[STO3] a refused file does not keep the process from ending', { timeout: 30_000 }, () => {
  writeFileSync(path('never.db'), 'x'.repeat(10_000))
  const module = fileURLToPath(new URL('./open-sqlite-store.ts', import.meta.url))
  const script = `import { openSqliteStore } from ${JSON.stringify(module)}
    await openSqliteStore({ file: ${JSON.stringify(path('never.db'))} }).catch((error) => process.stdout.write(error.code))`
  const ended = spawnSync(process.execPath, [...ARGS, script], { timeout: 20_000, encoding: 'utf8' })
  expect([ended.signal, ended.status, ended.stdout]).toEqual([null, 0, 'not_a_database'])
})

test('[STO3] the thread of a file refuses with the same words', async () => {
  writeFileSync(path('thread.db'), 'x'.repeat(10_000))
  const { code, message } = refusal(path('thread.db'))
  await expect(openSqliteStore({ file: path('thread.db') })).rejects.toMatchObject({
    name: 'StoreError',
    code,
    message,
  })
})

/** A user who owns nothing here; a superuser may write whatever the mode of a file says. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

function refusalAsNobody(file: string): string {
  const script = program(`
    try { openDatabase({ file: ${JSON.stringify(file)} }).close() } catch (error) { process.stdout.write(error.code + ': ' + error.message) }`)
  const ended = spawnSync(process.execPath, [...ARGS, script], { ...nobody, encoding: 'utf8', timeout: 30_000 })
  expect(ended.stderr).toBe('')
  return ended.stdout
}

test('[STO16] a new file and its log are their owner’s alone; one that is there stays as it is', () => {
  const modes = (name: string) => ['', '-wal', '-shm'].map((end) => statSync(path(`${name}${end}`)).mode & 0o777)
  opened(path('private.db'))
  expect(modes('private.db')).toEqual([0o600, 0o600, 0o600])
  openDatabase({ file: path('shared.db') }).close()
  chmodSync(path('shared.db'), 0o660)
  opened(path('shared.db'))
  expect(modes('shared.db')).toEqual([0o660, 0o660, 0o660])
})

test('[STO3] a file that may not be written is refused', { timeout: 30_000 }, () => {
  openDatabase({ file: path('readonly.db') }).close()
  chmodSync(path('readonly.db'), 0o444)
  expect(refusalAsNobody(path('readonly.db'))).toMatch(
    /^read_only: .* Give the user that runs the server the right to write/,
  )
})

test('[STO3] a file that may not be written is refused in a folder that may be', { timeout: 30_000 }, () => {
  mkdirSync(path('open'))
  openDatabase({ file: path('open/readonly.db') }).close()
  chmodSync(path('open/readonly.db'), 0o444)
  chmodSync(path('open'), 0o777)
  expect(refusalAsNobody(path('open/readonly.db'))).toMatch(
    /^read_only: .* Give the user that runs the server the right to write/,
  )
})

test('[STO3] a folder that may not be written is refused', { timeout: 30_000 }, () => {
  mkdirSync(path('locked'))
  chmodSync(path('locked'), 0o555)
  expect(refusalAsNobody(path('locked/new.db'))).toMatch(
    /^cannot_open: .* may be written by the user that runs the server/,
  )
})

test('[STO3] a database in a folder that may not be written is refused', { timeout: 30_000 }, () => {
  mkdirSync(path('shelf'))
  openDatabase({ file: path('shelf/old.db') }).close()
  chmodSync(path('shelf/old.db'), 0o666)
  chmodSync(path('shelf'), 0o555)
  expect(refusalAsNobody(path('shelf/old.db'))).toMatch(/^(read_only|cannot_open): /)
})

test('[STO6] an SQLite older than 3.51.3 is refused, part by part as numbers', () => {
  expect(OLDEST_SQLITE).toBe('3.51.3')
  for (const version of ['3.51.2', '3.6.0', '3.50.4', '3.51', '2.99.99', '3.9.10', '0'])
    expect(() => requireSqlite(version), version).toThrow(expect.objectContaining({ code: 'old_sqlite' }))
  for (const version of ['3.51.3', '3.53.4', '3.51.10', '3.52.0', '3.100.0', '4.0.0'])
    expect(() => requireSqlite(version), version).not.toThrow()
})

test('[STO6] the SQLite of this Node is asked at every opening', () => {
  const real = Object.getOwnPropertyDescriptor(process.versions, 'sqlite') as PropertyDescriptor
  const versions = { ...process.versions, sqlite: '3.51.2' }
  const before = Object.getOwnPropertyDescriptor(process, 'versions') as PropertyDescriptor
  Object.defineProperty(process, 'versions', { ...before, value: versions })
  onTestFinished(() => {
    Object.defineProperty(process, 'versions', before)
  })
  expect(refusal(path('old.db'))).toMatchObject({ code: 'old_sqlite' })
  expect(real.value).not.toBe('3.51.2')
})
