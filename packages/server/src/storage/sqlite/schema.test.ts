import { readFileSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { MIGRATIONS } from './migrations/index.ts'
import { openDatabase } from './open-database.ts'

const DUMP = fileURLToPath(new URL('./schema.sql', import.meta.url))

/** Every table and index of a database as SQLite tells them, tables first, by name. */
function dumpOf(database: DatabaseSync): string {
  const rows = database
    .prepare("select sql from sqlite_schema where sql is not null order by type = 'index', name")
    .all() as { sql: string }[]
  return `${rows.map(({ sql }) => `${sql};`).join('\n\n')}\n`
}

test('[STO4] the migrations lead to the schema that is kept: UPDATE_SCHEMA=1 writes it anew', () => {
  const database = openDatabase({ file: ':memory:' })
  const dump = dumpOf(database)
  database.close()
  if (process.env.UPDATE_SCHEMA === '1') writeFileSync(DUMP, dump)
  expect(dump).toBe(readFileSync(DUMP, 'utf8'))
})

test('[STO4] each migration leads from the schema before to the next, on a database that holds nothing else', () => {
  const database = new DatabaseSync(':memory:')
  for (const migration of MIGRATIONS) database.exec(migration)
  const opened = openDatabase({ file: ':memory:' })
  expect(dumpOf(database)).toBe(dumpOf(opened))
  database.close()
  opened.close()
})
