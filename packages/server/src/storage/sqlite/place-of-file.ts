import { statSync } from 'node:fs'

/** What all ways to a file have in common: its device and its number there; nothing where there is no file. */
export function placeOfFile(file: string): string {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false })
  return stats === undefined ? '' : `file ${stats.dev} ${stats.ino}`
}
