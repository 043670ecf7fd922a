import { parseArgs } from 'node:util'

/** What the command line asks for. */
export interface Options {
  /** One line of JSON a figure, instead of the table. */
  readonly isJson: boolean
  readonly isQuick: boolean
  /** Whether the figures are written to a file of `bench/results` too. */
  readonly isKept: boolean
  /** Only the figures of this name and those below it. */
  readonly only: string | undefined
  /** `sqlite`, `postgres` for a server that is started for the run, or the address of one. */
  readonly database: string
}

/** Reads the command line; throws on what it does not know. */
export function optionsOf(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      only: { type: 'string' },
      database: { type: 'string', default: 'sqlite' },
    },
  })
  const { json: isJson, quick: isQuick, keep: isKept, only, database } = values
  if (!/^(sqlite|postgres|postgres(ql)?:\/\/.+)$/.test(database))
    throw new Error(
      `The database must be sqlite, postgres or an address that starts with postgres://, not ${database}.`,
    )
  return { isJson, isQuick, isKept, only, database }
}
