import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { NOBODY, type PostgresServer } from './postgres-server.ts'

const PROGRAM = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/usr/local/bin/pgbouncer'].find(existsSync)

/** PgBouncer before a server: it gives each transaction another session, of which there are fewer than connections. */
export class PgBouncer implements AsyncDisposable {
  readonly url: string
  readonly #folder: string
  readonly #process: ChildProcess

  private constructor(url: string, folder: string, child: ChildProcess) {
    this.url = url
    this.#folder = folder
    this.#process = child
  }

  /** Whether it is installed on this machine. */
  static readonly isInstalled = PROGRAM !== undefined

  static async start(server: PostgresServer): Promise<PgBouncer> {
    if (PROGRAM === undefined) throw new Error('PgBouncer is not installed.')
    const folder = mkdtempSync(join(tmpdir(), 'tallymark-pgbouncer-'))
    const port = await freePort()
    const lines = [
      '[databases]',
      `postgres = host=127.0.0.1 port=${server.port} dbname=postgres user=postgres`,
      '[pgbouncer]',
      `listen_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\nauth_type = any`,
      'pool_mode = transaction\ndefault_pool_size = 3\nserver_round_robin = 1',
    ]
    writeFileSync(join(folder, 'pgbouncer.ini'), `${lines.join('\n')}\n`)
    const isRoot = process.getuid?.() === 0
    if (isRoot) chownSync(folder, NOBODY, NOBODY)
    const child = spawn(PROGRAM, ['-v', join(folder, 'pgbouncer.ini')], {
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(isRoot && { uid: NOBODY, gid: NOBODY }),
    })
    const bouncer = new PgBouncer(server.urlOn(port), folder, child)
    let said = ''
    for await (const text of child.stderr?.setEncoding('utf8') ?? []) {
      said += text
      if (said.includes('process up')) break
    }
    if (!said.includes('process up')) throw new Error(`PgBouncer did not start: ${said}`)
    return bouncer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGTERM')
    await ended
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
