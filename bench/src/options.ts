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

/** What the command line may say. */
export const HELP = `npm run bench -- [options]

  --quick              smaller crowds: below a minute
  --only NAME          only the figures of this name and those below it, as loop.200
  --database DATABASE  sqlite; postgres, for a server that is started for the run; or postgres://…, the address of one
  --json               a line of JSON for each figure, instead of the table
  --keep               writes the figures to bench/results too
  --help               this
`

/** Reads the command line; a text where there is something to say instead: the help, or what is not known. */
export function optionsOf(args: readonly string[]): Options | { readonly said: string; readonly isFault: boolean } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        only: { type: 'string' },
        database: { type: 'string', default: 'sqlite' },
      },
    })
    const { help, json: isJson, quick: isQuick, keep: isKept, only, database } = values
    if (help) return { said: HELP, isFault: false }
    if (/^(sqlite|postgres|postgres(ql)?:\/\/.+)$/.test(database)) return { isJson, isQuick, isKept, only, database }
    return fault(`The database must be sqlite, postgres or an address that starts with postgres://, not ${database}.`)
  } catch (error) {
    return fault((error as Error).message)
  }
}

const fault = (why: string) => ({ said: `${why}\n\n${HELP}`, isFault: true })
