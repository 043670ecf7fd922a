import { copyFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { Chance } from '../../packages/server/testing/histories/chance.ts'

const SECTOR = 512

/** What a loss of power does to the bytes that were written but not synced: all are lost, or each sector by chance. */
export type Loss = 'all' | 'sectors'

/** Says that all that stands in a database file now is on the disk, and that nothing else ever was. */
export function settle(file: string): void {
  for (const path of [`${file}-wal`, `${file}-shm`, `${file}-wal.shadow`, syncsOf(file), syncsOf(`${file}-wal`)])
    rmSync(path, { force: true })
  if (existsSync(file)) copyFileSync(file, `${file}.shadow`)
  else rmSync(`${file}.shadow`, { force: true })
}

/** How often the database file and its log were synced since it was settled. */
export const syncCount = (file: string): number =>
  [file, `${file}-wal`].reduce((sum, path) => sum + (existsSync(syncsOf(path)) ? statSync(syncsOf(path)).size : 0), 0)

/** Makes of a database what a loss of power leaves of it. The process that wrote it ran under the shim and is dead. */
export function losePower(file: string, loss: Loss, chance: Chance): void {
  for (const path of [file, `${file}-wal`]) {
    const written = bytesOf(path)
    const synced = bytesOf(`${path}.shadow`)
    const left = loss === 'all' ? synced : mixed(written, synced, chance)
    if (left.length === 0) rmSync(path, { force: true })
    else writeFileSync(path, left)
  }
  rmSync(`${file}-shm`, { force: true })
}

const syncsOf = (path: string): string => `${path}.syncs`

const bytesOf = (path: string): Buffer => (existsSync(path) ? readFileSync(path) : Buffer.alloc(0))

/** The written bytes, with each sector and the length kept or not. */
function mixed(written: Buffer, synced: Buffer, chance: Chance): Buffer {
  const length = chance.hits(0.5) ? written.length : synced.length
  const left = Buffer.alloc(length)
  synced.copy(left)
  for (let at = 0; at < Math.min(length, written.length); at += SECTOR)
    if (chance.hits(0.5)) written.copy(left, at, at, at + SECTOR)
  return left
}
