import { readdirSync, readFileSync } from 'node:fs'

/** Who says a frame. */
export type Side = 'client' | 'server'

/** The examples of one type of frame. */
export interface GoldenFile {
  readonly side: Side
  /** The file, below this folder. */
  readonly path: string
  readonly frames: readonly Readonly<Record<string, unknown>>[]
}

/** All examples of the wire: a file for each type of frame, named after it. */
export const goldenFiles = (): readonly GoldenFile[] =>
  (['client', 'server'] as const).flatMap((side) =>
    readdirSync(new URL(`golden/${side}/`, import.meta.url))
      .toSorted()
      .map((name) => fileOf(side, `golden/${side}/${name}`)),
  )

const fileOf = (side: Side, path: string): GoldenFile => ({
  side,
  path,
  frames: JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')),
})
