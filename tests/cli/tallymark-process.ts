import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SOURCE = fileURLToPath(new URL('../../packages/server/src/cli/run.ts', import.meta.url))

/** What Node makes of the sources is the same for every process. */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/tallymark-tests', import.meta.url))

/** A short trace of a real channel's busy hour. */
export const SAMPLE = fileURLToPath(new URL('../../data/ubuntu-irc/2007-06-04.jsonl', import.meta.url))

/** How a process is started. */
export interface Start {
  /** Added to an environment that holds no setting. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly uid?: number
}

/** How a process ended. */
export interface Ended {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A process of the command line, run from source as its own process. */
export class TallymarkProcess implements AsyncDisposable {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  stdout = ''
  stderr = ''

  constructor(args: readonly string[], { env, cwd, uid }: Start = {}) {
    this.child = spawn(process.execPath, ['--conditions=tallymark-source', SOURCE, ...args], {
      env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: CACHE, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd !== undefined && { cwd }),
      ...(uid !== undefined && { uid, gid: uid }),
    })
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text
    })
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
    })
    this.ended = once(this.child, 'close').then(([exitCode, signal]) => ({
      exitCode,
      signal,
      stdout: this.stdout,
      stderr: this.stderr,
    }))
  }

  /** The banner, once the server listens; rejects if the process ends before. */
  async banner(): Promise<string> {
    while (!this.stdout.includes('Ctrl-C')) {
      const output = once(this.child.stdout as NonNullable<ChildProcess['stdout']>, 'data')
      const end = this.ended.then((ended) => {
        throw new Error(`ended with ${ended.exitCode} ${ended.signal}: ${ended.stderr}`)
      })
      await Promise.race([output, end])
    }
    return this.stdout
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal)
    return this.ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('SIGKILL')
  }
}

/** Runs a command to its end. */
export const runTallymark = (args: readonly string[], start?: Start): Promise<Ended> =>
  new TallymarkProcess(args, start).ended

/** A folder of a test's own, which every user may read. */
export function temporaryFolder(): Disposable & { readonly path: string; readonly file: (name: string) => string } {
  const path = mkdtempSync(join(tmpdir(), 'tallymark-cli-'))
  chmodSync(path, 0o755)
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** What a banner says. */
export const addressIn = (banner: string): string => /serves at (http:\S+)/.exec(banner)?.[1] as string
/** The key that a banner tells, if it does. */
export const keyIn = (banner: string): string | undefined => /API key +(tmk_\S+)/.exec(banner)?.[1]

/** Asks the server something as the bearer of a key. */
export const ask = (address: string, path: string, key: string | undefined, body?: unknown): Promise<Response> =>
  fetch(`${address}${path}`, {
    headers: {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  })
