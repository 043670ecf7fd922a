import type { CommandLine } from './command-line.ts'

/** A command of the program. */
export interface CliCommand {
  readonly name: string
  /** How it is called, and what it does, for the help. */
  readonly usage: readonly (readonly [call: string, does: string])[]
  /** The flags that are its own; each takes a value. */
  readonly flags: readonly string[]
  /** Gives the exit code; throws a `CommandFailure` or a `StoreError` for what is expected to go wrong. */
  readonly run: (line: CommandLine) => Promise<number>
}

/** Every command, in the order of the help. What a command needs is loaded when it runs, so that the others start at once. */
export const COMMANDS: readonly CliCommand[] = [
  {
    name: 'serve',
    usage: [['serve', 'Serve HTTP until SIGTERM or SIGINT']],
    flags: [],
    run: async (line) => (await import('./serve.ts')).serve(line),
  },
  {
    name: 'key',
    usage: [
      ['key create [--name TEXT]', 'Make an API key and print it, this once'],
      ['key list', 'List the API keys, without what is secret of them'],
      ['key revoke KEY_ID', 'Revoke an API key; a running server refuses it within 5 seconds'],
    ],
    flags: ['name'],
    run: async (line) => (await import('./key.ts')).key(line),
  },
  {
    name: 'token',
    usage: [['token USER_ID [--expires 1h]', 'Sign a JWT for a user with TALLYMARK_JWT_SECRET']],
    flags: ['expires'],
    run: async (line) => (await import('./token.ts')).token(line),
  },
  {
    name: 'migrate',
    usage: [['migrate', 'Bring the schema of the database up to date; serve does so too']],
    flags: [],
    run: async (line) => (await import('./migrate.ts')).migrate(line),
  },
  {
    name: 'copy',
    usage: [['copy --from DATABASE --to DATABASE', 'Copy everything into an empty database, or go on with that']],
    flags: ['from', 'to'],
    run: async (line) => (await import('./copy.ts')).copy(line),
  },
]
