import { existsSync } from 'node:fs'
import { StoreError } from '../../engine/ports/store-error.ts'
import { PostgresCopyPlace } from '../postgres/postgres-copy-place.ts'
import type { PostgresOptions } from '../postgres/postgres-options.ts'
import { isPostgresUrl } from '../postgres/shown-database.ts'
import { placeOfFile } from '../sqlite/place-of-file.ts'
import { SqliteCopyPlace } from '../sqlite/sqlite-copy-place.ts'
import type { RowsSink } from './rows-sink.ts'
import type { RowsSource } from './rows-source.ts'

/** The two ends of a copy. */
export interface CopyPlaces {
  readonly source: RowsSource
  readonly sink: RowsSink
}

/** Runs something on two databases, named as a setting names them, that are open for so long (CPY7). */
export async function withCopyPlaces<T>(
  from: string,
  to: string,
  use: (places: CopyPlaces) => Promise<T>,
  options: { readonly from?: PostgresOptions; readonly to?: PostgresOptions } = {},
): Promise<T> {
  const [source, target] = [fileOf(from), fileOf(to)]
  if (source !== undefined && !existsSync(source))
    throw new StoreError('cannot_open', `There is no database file ${source}. Name another source.`)
  if (source !== undefined && target !== undefined && placeOfFile(source) === placeOfFile(target))
    throw new StoreError('cannot_copy', `${from} and ${to} are the same database. Name another one.`)
  const opened = await openPlace(from, 'source', options.from)
  try {
    const sink = await openPlace(to, 'target', options.to)
    try {
      return await use({ source: opened, sink })
    } finally {
      await sink.close()
    }
  } finally {
    await opened.close()
  }
}

/** The path of a database that is a file. */
function fileOf(database: string): string | undefined {
  if (isPostgresUrl(database)) return undefined
  if (database === ':memory:')
    throw new StoreError(
      'cannot_copy',
      'A database in :memory: is gone with its process. Name file:PATH or postgres://….',
    )
  return database.slice('file:'.length)
}

async function openPlace(
  database: string,
  role: 'source' | 'target',
  options: PostgresOptions | undefined,
): Promise<RowsSink> {
  const file = fileOf(database)
  return file === undefined ? PostgresCopyPlace.open(database, role, options) : new SqliteCopyPlace(file)
}
