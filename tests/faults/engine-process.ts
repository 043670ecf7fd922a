import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Engine } from '../../packages/server/src/engine/engine.ts'
import type { Answered, Asked, EngineChildOptions } from './engine-child.ts'

/** Nobody knows what became of a call: its process ended first. */
export const UNANSWERED = Symbol('unanswered')

/** An engine in a process of its own, which can be killed. */
export class EngineProcess implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, (answered: Answered | undefined) => void>()
  readonly #ended: Promise<unknown>
  #nextId = 1

  /** Starts a process and resolves when its database is open. */
  static async start(options: EngineChildOptions, environment: NodeJS.ProcessEnv = {}): Promise<EngineProcess> {
    const child = fork(fileURLToPath(new URL('./engine-child.ts', import.meta.url)), [JSON.stringify(options)], {
      execArgv: ['--conditions=tallymark-source'],
      env: { ...process.env, ...environment },
    })
    const started = new EngineProcess(child)
    const [first] = await Promise.race([once(child, 'message'), started.#ended.then(() => [undefined])])
    if (first === undefined) throw new Error('the process ended before its database was open')
    return started
  }

  private constructor(child: ChildProcess) {
    this.#child = child
    this.#ended = once(child, 'exit')
    child.on('message', (answered: Answered) => {
      this.#waiting.get(answered.id)?.(answered)
      this.#waiting.delete(answered.id)
    })
    child.on('error', () => {})
    // Not 'exit': what it answered before it was killed may still stand in the pipe.
    child.on('disconnect', () => {
      for (const settle of this.#waiting.values()) settle(undefined)
      this.#waiting.clear()
    })
  }

  /** What a use case comes to; `UNANSWERED` if the process ended before it said. */
  async ask<Name extends keyof Engine>(
    useCase: Name,
    input: Parameters<Engine[Name]>[0],
  ): Promise<Awaited<ReturnType<Engine[Name]>> | typeof UNANSWERED> {
    return (await this.#ask(useCase, input)) as Awaited<ReturnType<Engine[Name]>> | typeof UNANSWERED
  }

  /** Resolves if its store can be written, rejects otherwise. */
  async check(): Promise<void> {
    await this.#ask('check', undefined)
  }

  /** Lets it answer what it has taken, close its database and end. */
  async close(): Promise<void> {
    await this.#ask('close', undefined)
    await this.#ended
  }

  /** Ends it as `kill -9` does. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.kill()
  }

  async #ask(useCase: Asked['useCase'], input: unknown): Promise<unknown> {
    if (!this.#child.connected) return UNANSWERED
    const { promise, resolve } = Promise.withResolvers<Answered | undefined>()
    const id = this.#nextId
    this.#nextId += 1
    this.#waiting.set(id, resolve)
    this.#child.send({ id, useCase, input } satisfies Asked, (error) => {
      if (error !== null) resolve(undefined)
    })
    const answered = await promise
    if (answered?.fault !== undefined) throw new Error(answered.fault)
    return answered === undefined ? UNANSWERED : answered.outcome
  }
}
