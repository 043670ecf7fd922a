import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openSqliteStore } from '../../src/storage/sqlite/open-sqlite-store.ts'
import { SqliteCopyPlace } from '../../src/storage/sqlite/sqlite-copy-place.ts'
import type { NewCopyGround } from './copy-ground.ts'

/** A file in a folder of its own. */
export const sqliteGround: NewCopyGround = () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallymark-copy-'))
  const file = join(folder, 'store.db')
  return {
    openStore: () => openSqliteStore({ file, thread: 'caller' }),
    openToCopy: async () => new SqliteCopyPlace(file),
    sql: async (text) => {
      using database = new DatabaseSync(file)
      database.exec(text.replaceAll('@.', ''))
    },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  }
}
