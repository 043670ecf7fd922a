import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'

/** A Redis or Valkey server of a test's own, on a port of its own on the loopback address. It keeps nothing on the disk. */
export class RedisServer implements AsyncDisposable {
  readonly port: number
  readonly #folder: string
  readonly #settings: readonly string[]
  #process: ChildProcess | undefined

  private constructor(folder: string, port: number, settings: readonly string[]) {
    this.#folder = folder
    this.port = port
    this.#settings = settings
  }

  /** Whether one is installed. */
  static isThere(): boolean {
    return programOfRedis() !== undefined
  }

  /** Why tests that need one are skipped here, if so. */
  static whyNot(): string | undefined {
    return RedisServer.isThere() ? undefined : 'Redis is not installed: neither redis-server nor valkey-server'
  }

  /** Starts one with these words on its command line beside the usual ones, like `--requirepass secret`. */
  static async start(...settings: readonly string[]): Promise<RedisServer> {
    const server = new RedisServer(mkdtempSync(join(tmpdir(), 'tallymark-redis-')), await freePort(), settings)
    await server.start()
    return server
  }

  /** Where it is reached, as a setting names it. */
  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  /** Starts it again after it was stopped. */
  async start(): Promise<void> {
    const program = programOfRedis()
    if (program === undefined) throw new Error('There is no Redis: install redis-server or valkey-server.')
    const usual = ['--bind', '127.0.0.1', '--port', String(this.port), '--save', '', '--appendonly', 'no']
    const child = spawn(program, [...usual, '--dir', this.#folder, ...this.#settings], {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#process = child
    await isReady(child)
  }

  /** Ends it: `fast` as it is told to, `immediate` as in a crash. */
  async stop(how: 'fast' | 'immediate' = 'fast'): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (child === undefined || child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill(how === 'fast' ? 'SIGTERM' : 'SIGKILL')
    await ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('immediate')
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

const programOfRedis = (): string | undefined =>
  ['redis-server', 'valkey-server']
    .flatMap((name) => (process.env.PATH ?? '').split(':').map((folder) => join(folder, name)))
    .find((path) => existsSync(path))

async function isReady(child: ChildProcess): Promise<void> {
  let said = ''
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const ended = (): void => reject(new Error(`Redis did not start: ${said}`))
  child.once('exit', ended)
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4_000)
    if (said.includes('Ready to accept connections')) resolve()
  })
  await promise
  child.off('exit', ended)
}
