import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { createApiKey } from '../access/api-key.ts'
import { databaseOf, postgresOf } from '../config/read-settings.ts'
import type { Settings } from '../config/settings.ts'
import type { Store } from '../engine/ports/store.ts'
import { shownDatabase } from '../storage/postgres/shown-database.ts'
import { columns } from './columns.ts'
import { CommandFailure } from './command-failure.ts'
import type { CommandLine } from './command-line.ts'
import { withStore } from './with-store.ts'

/** `tallymark key create | list | revoke`: the API keys of a database (ACC2). */
export async function key(line: CommandLine): Promise<number> {
  const [action, ...rest] = line.words
  const output = await run(action, rest, line)
  process.stdout.write(`${output}\n`)
  return 0
}

async function run(action: string | undefined, rest: readonly string[], line: CommandLine): Promise<string> {
  if (action === 'create' && rest.length === 0) return create(line)
  if (action !== 'revoke' && line.flags.has('name')) throw new CommandFailure(2, 'Only key create takes --name.')
  if (action === 'list' && rest.length === 0) return list(line)
  const [keyId] = rest
  if (action === 'revoke' && keyId !== undefined && rest.length === 1) return revoke(line, keyId)
  throw new CommandFailure(2, 'Write tallymark key create [--name TEXT], key list, or key revoke KEY_ID.')
}

const onStore = <T>(settings: Settings, use: (store: Store) => Promise<T>): Promise<T> =>
  withStore(databaseOf(settings), use, postgresOf(settings))

/** The longest name of a key: `key list` shows each in one line. */
const NAME_MAX = 64

const isName = (text: string): boolean => text !== '' && text.length <= NAME_MAX && !/\p{C}/u.test(text)

/** Whether the database is a file that is not there, in a folder that is. */
const isMissing = (settings: Settings): boolean => {
  const [, file] = /^file:(.+)$/s.exec(databaseOf(settings)) ?? []
  return file !== undefined && existsSync(dirname(file)) && !existsSync(file)
}

/** A key that is looked for is of a database that is there. */
function requireThere(settings: Settings): void {
  if (isMissing(settings))
    throw new CommandFailure(
      1,
      `There is no database ${databaseOf(settings)}. Name the one of your server by --database.`,
    )
}

function create({ settings, flags }: CommandLine): Promise<string> {
  const name = flags.get('name') ?? 'unnamed'
  if (!isName(name))
    throw new CommandFailure(2, `--name must be a text of 1 to ${NAME_MAX} characters without control characters.`)
  const isNew = isMissing(settings)
  return onStore(settings, async (store) => {
    const made = createApiKey(name, Date.now())
    await store.addApiKey(made.record)
    const database = shownDatabase(databaseOf(settings))
    process.stderr.write(
      `Keep it safe: it is not shown again. Its id is ${made.record.keyId}, and it is for the database ${database}${isNew ? ', which was made anew: if your server has another, name that by --database' : ''}.\n`,
    )
    return made.key
  })
}

function list({ settings }: CommandLine): Promise<string> {
  requireThere(settings)
  return onStore(settings, async (store) => {
    const keys = await store.apiKeys()
    if (keys.length === 0) return 'There is no API key yet; make one with tallymark key create.'
    const rows = keys.map(({ keyId, name, createdAt, revokedAt }) => [
      keyId,
      name,
      new Date(createdAt).toISOString(),
      revokedAt === null ? '-' : new Date(revokedAt).toISOString(),
    ])
    return columns([['ID', 'NAME', 'CREATED', 'REVOKED'], ...rows])
  })
}

function revoke({ settings }: CommandLine, keyId: string): Promise<string> {
  requireThere(settings)
  return onStore(settings, async (store) => {
    if (await store.revokeApiKey(keyId, Date.now())) return `Revoked ${keyId}.`
    throw new CommandFailure(1, `There is no API key ${keyId} that is in use; see tallymark key list.`)
  })
}
