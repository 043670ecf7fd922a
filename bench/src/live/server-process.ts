import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Question, Vitals } from './vitals.ts'

/** A server of WebSockets in a process of its own, which can be asked how it stands. */
export class ServerProcess {
  readonly #child: ChildProcess
  readonly port: number

  private constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.port = port
  }

  /** Starts a file of this folder. */
  static async start(file: string, ...args: readonly string[]): Promise<ServerProcess> {
    const child = fork(new URL(file, import.meta.url), args, { execArgv: ['--conditions=tallymark-source'] })
    const port = await heard(child)
    if (typeof port !== 'number') throw new Error(`${file} ended before it listened`)
    return new ServerProcess(child, port)
  }

  /** One question at a time. */
  async ask(question: Question = 'vitals'): Promise<Vitals> {
    const answer = heard(this.#child)
    this.#child.send(question)
    const vitals = await answer
    if (typeof vitals !== 'object' || vitals === null) throw new Error('the server ended')
    return vitals as Vitals
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const isGone = once(this.#child, 'exit')
    this.#child.kill()
    await isGone
  }
}

/** What a process says next; `undefined` if it ends. */
async function heard(child: ChildProcess): Promise<unknown> {
  const end = new AbortController()
  const { signal } = end
  try {
    const [said] = await Promise.race([
      once(child, 'message', { signal }),
      once(child, 'exit', { signal }).then(() => []),
    ])
    return said
  } finally {
    end.abort()
  }
}
