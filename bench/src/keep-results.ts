import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import type { Figure } from './figure.ts'
import { jsonLine } from './json-line.ts'
import { machine } from './machine.ts'

const FOLDER = new URL('../results/', import.meta.url)

/** When, how thoroughly and on which database was measured. */
export interface RunWords {
  readonly isQuick: boolean
  readonly at: Date
  readonly database: string
}

/** Writes the figures to a new file of `bench/results`, below a line that describes the machine; gives the file's name. */
export function keepResults(figures: readonly Figure[], { isQuick, at, database }: RunWords): string {
  const name = `${at.toISOString().slice(0, 10)}-${randomBytes(3).toString('hex')}.jsonl`
  const about = JSON.stringify({ machine: machine(), database, at: at.toISOString(), quick: isQuick })
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(new URL(name, FOLDER), `${[about, ...figures.map(jsonLine)].join('\n')}\n`)
  return name
}
