import { expect, test } from 'vitest'
import { copiedColumns } from '../../../testing/copy/copy-contract.ts'
import { openDatabase } from '../sqlite/open-database.ts'

test('[CPY1] every column that SQLite has is copied', () => {
  using database = openDatabase({ file: ':memory:' })
  const rows = database
    .prepare(
      "select t.name || '.' || c.name as name from sqlite_schema t, pragma_table_info(t.name) c where t.type = 'table'",
    )
    .all()
  const names = rows.map(({ name }) => name as string).filter((name) => !name.startsWith('meta.'))
  expect(names.sort()).toEqual(copiedColumns())
})
