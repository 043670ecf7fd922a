import type { Changes, Wanted } from './ports/store.ts'

/** All that several commands want, each row once. */
export function mergeWanted(all: readonly Wanted[]): Required<Wanted> {
  return {
    conversations: distinct(all.flatMap((wanted) => wanted.conversations ?? [])),
    participants: distinctPairs(all.flatMap((wanted) => wanted.participants ?? [])),
    messages: distinctPairs(all.flatMap((wanted) => wanted.messages ?? [])),
    users: distinct(all.flatMap((wanted) => wanted.users ?? [])),
    participationsOf: distinct(all.flatMap((wanted) => wanted.participationsOf ?? [])),
  }
}

/** How many rows are wanted. */
export const rowsWanted = (wanted: Wanted): number => Object.values(wanted).reduce((sum, rows) => sum + rows.length, 0)

/** Whether there is anything to write. */
export const changesAnything = (changes: Changes): boolean => Object.values(changes).some((rows) => rows.length > 0)

const distinct = <T>(items: readonly T[]): readonly T[] => [...new Set(items)]

const distinctPairs = <P extends readonly [string, string]>(pairs: readonly P[]): readonly P[] => [
  ...new Map(pairs.map((pair) => [`${pair[0]}\0${pair[1]}`, pair])).values(),
]
