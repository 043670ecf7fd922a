import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyDatabase } from '../../src/storage/copy/copy-database.ts'
import { withCopyPlaces } from '../../src/storage/copy/open-copy-places.ts'
import { dropSchema } from '../store-contract/postgres-place.ts'
import type { Ground, NewGround } from './ground.ts'

const WATCHER = { moved: () => undefined, isStopped: () => false }

/** Grounds whose data is copied each time the history is opened again: from a file to PostgreSQL, from there to another file, and so on. */
export function movingGrounds(url: string): NewGround {
  let grounds = 0
  return async () => {
    grounds += 1
    const folder = mkdtempSync(join(tmpdir(), 'tallymark-moving-'))
    const schemas: string[] = []
    let moves = 0
    const next = (): Ground['options'] => {
      moves += 1
      if (moves % 2 === 1) return { database: `file:${join(folder, `${moves}.db`)}` }
      const schema = `moving ${process.pid} ${grounds} ${moves}`
      schemas.push(schema)
      return { database: url, postgres: { schema, allowAsynchronousCommit: true } }
    }
    let options = next()
    return {
      get options() {
        return options
      },
      isLasting: true,
      nodes: 1,
      closed: async () => {
        const before = options
        options = next()
        const how = {
          ...(before.postgres && { from: before.postgres }),
          ...(options.postgres && { to: options.postgres }),
        }
        await withCopyPlaces(
          before.database,
          options.database,
          ({ source, sink }) => copyDatabase(source, sink, WATCHER),
          how,
        )
      },
      remove: async () => {
        rmSync(folder, { recursive: true, force: true })
        for (const schema of schemas) await dropSchema(url, schema)
      },
    }
  }
}
