import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Connection } from './connection.ts'

/** A server in a process of its own, with connections to it that stay open. */
export class ChildServer {
  readonly #child: ChildProcess
  readonly connections: readonly Connection[]

  private constructor(child: ChildProcess, connections: readonly Connection[]) {
    this.#child = child
    this.connections = connections
  }

  /** Starts a file of this folder. */
  static async start(file: string, args: readonly string[], connections: number): Promise<ChildServer> {
    const child = fork(new URL(file, import.meta.url), args, { execArgv: ['--conditions=tallymark-source'] })
    const said = await Promise.race([once(child, 'message'), once(child, 'exit')])
    if (typeof said[0] !== 'string') throw new Error(`${file} ended before it listened`)
    const port = Number(new URL(said[0]).port)
    const opened = await Promise.all(Array.from({ length: connections }, () => Connection.open(port)))
    return new ChildServer(child, opened)
  }

  /** Ends the connections and the process. */
  async stop(): Promise<void> {
    for (const connection of this.connections) connection[Symbol.dispose]()
    const isGone = once(this.#child, 'exit')
    this.#child.kill()
    await isGone
  }
}
