import { existsSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Store } from '../../engine/ports/store.ts'
import { StoreError } from '../../engine/ports/store-error.ts'
import { type Carry, runCall } from './calls.ts'
import type { CallMessage, ReplyMessage } from './file-thread.ts'
import { NearReader } from './near-reader.ts'
import type { DatabaseOptions } from './open-database.ts'
import { SqliteFile } from './sqlite-file.ts'
import { SqliteStore } from './sqlite-store.ts'

/** Where the file is worked on: in a thread of its own, so that no commit holds the caller's event loop (ENG4), or in the caller's. */
export type SqliteThread = 'own' | 'caller'

/** Opens a store on an SQLite database; throws a `StoreError` that says what to do (STO3). A `:memory:` database stays in the caller's thread. */
export async function openSqliteStore(given: DatabaseOptions & { readonly thread?: SqliteThread }): Promise<Store> {
  // It is opened more than once, and the process may go to another directory meanwhile.
  const options = { ...given, file: given.file === ':memory:' ? given.file : resolve(given.file) }
  const isOwn = options.file !== ':memory:' && options.thread !== 'caller'
  const carry = isOwn ? carryToThread(options) : carryHere(options)
  return new SqliteStore(await carry('epoch'), carry, isOwn ? new NearReader(options.file) : undefined)
}

function carryHere(options: DatabaseOptions): Carry {
  const file = new SqliteFile(options)
  return (async (name, ...values) => runCall(file, name, values)) as Carry
}

function carryToThread({ file, synchronous }: DatabaseOptions): Carry {
  const thread = new Worker(threadFile(), {
    workerData: { file, synchronous },
    execArgv: threadOptions(process.execArgv),
  })
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let nextId = 1
  let ended: StoreError | undefined
  const end = (why: StoreError): void => {
    ended ??= why
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  }
  thread.on('message', (reply: ReplyMessage) => {
    const call = waiting.get(reply.id)
    waiting.delete(reply.id)
    if ('fault' in reply) call?.reject(new StoreError(reply.fault.code, reply.fault.message))
    else call?.resolve(reply.value)
  })
  thread.on('error', (error) =>
    end(new StoreError('unavailable', `The thread of the database failed: ${error.message}.`)),
  )
  thread.on('exit', () => end(new StoreError('closed', 'The store is closed.')))
  return ((name, ...values) => {
    if (ended !== undefined) return Promise.reject(ended)
    const call = Promise.withResolvers<unknown>()
    waiting.set(nextId, call)
    thread.postMessage({ id: nextId, name, values } satisfies CallMessage)
    nextId += 1
    return call.promise
  }) as Carry
}

/** What the thread runs: beside this file, in the same language, .ts when run from source and .js when built. */
function threadFile(): URL {
  // A bundle has no address where it is made CommonJS.
  const here: string | undefined = import.meta.url
  const file = here === undefined ? undefined : new URL(`./file-thread${extname(here)}`, here)
  if (file !== undefined && existsSync(fileURLToPath(file))) return file
  throw new StoreError(
    'cannot_open',
    'The program of the thread that holds the database file is not beside the program that was started: tallymark must stay a package of its own, so name it as external to your bundler.',
  )
}

/**
 * The options of Node for a thread. Those of the process hold by themselves; but one that says how to read a program on the command line
 * would be said of the file of the thread, which refuses it. Then only those are passed on that say how imports are resolved: many others
 * are refused where they are named.
 */
function threadOptions(options: readonly string[]): string[] | undefined {
  if (!options.some((option) => option.startsWith('--input-type'))) return undefined
  return options.filter(
    (option, i) => /^(-C|--conditions)(=|$)/.test(option) || /^(-C|--conditions)$/.test(options[i - 1] ?? ''),
  )
}
