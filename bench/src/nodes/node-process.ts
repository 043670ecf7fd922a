import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Answers, NodeSetting, Request } from './node-talk.ts'

/** A node in a process of its own. */
export class NodeProcess implements AsyncDisposable {
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  static async start(setting: NodeSetting): Promise<NodeProcess> {
    const file = new URL('bench-node.ts', import.meta.url)
    const node = new NodeProcess(fork(file, [JSON.stringify(setting)], { execArgv: ['--conditions=tallymark-source'] }))
    await node.#said()
    return node
  }

  /** One request at a time. Rejects if the node ends instead of answering. */
  async ask<Ask extends Request['ask']>(request: Extract<Request, { ask: Ask }>): Promise<Answers[Ask]> {
    const answer = this.#said()
    this.#child.send(request)
    return (await answer) as Answers[Ask]
  }

  async #said(): Promise<unknown> {
    const end = new AbortController()
    const { signal } = end
    try {
      const [said] = await Promise.race([
        once(this.#child, 'message', { signal }),
        once(this.#child, 'exit', { signal }).then(() => {
          throw new Error('a node ended')
        }),
      ])
      return said
    } finally {
      end.abort()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const isGone = once(this.#child, 'exit')
    this.#child.kill()
    await isGone
  }
}
