import { freePort } from '../../packages/server/testing/free-port.ts'
import { JWT_SECRET } from '../../packages/server/testing/http-server.ts'
import { type Ended, TallymarkProcess } from '../cli/tallymark-process.ts'

/** The API key of the nodes. */
export const KEY = 'the-key-of-the-tests-of-several-nodes'

/** What makes a node differ from the others. */
export interface NodeSettings {
  /** The address of its database. */
  readonly database: string
  /** The address of its bus; the database's own if nothing is said. */
  readonly bus?: string | undefined
  /** Modules that its process runs first. */
  readonly preloads?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** A node as a process of its own, always at the same address, that can be ended and started again. */
export class ServerNode implements AsyncDisposable {
  readonly #port: number
  readonly #settings: NodeSettings
  #process: TallymarkProcess | undefined
  #said = ''

  private constructor(port: number, settings: NodeSettings) {
    this.#port = port
    this.#settings = settings
  }

  /** Starts one, on a port of its own. */
  static async start(settings: NodeSettings): Promise<ServerNode> {
    const node = new ServerNode(await freePort(), settings)
    await node.start()
    return node
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** All that its processes have logged. */
  get log(): string {
    return this.#said + (this.#process?.stderr ?? '')
  }

  /** Starts it again after it was ended; resolves when it listens. */
  async start(): Promise<void> {
    const { database, bus, preloads = [], env = {} } = this.#settings
    const flags = ['--database', database, '--port', String(this.#port), '--log-level', 'warn']
    const options = preloads.map((path) => `--import=${path}`).join(' ')
    this.#process = new TallymarkProcess(['serve', ...flags, ...(bus === undefined ? [] : ['--bus', bus])], {
      env: { TALLYMARK_API_KEY: KEY, TALLYMARK_JWT_SECRET: JWT_SECRET, NODE_OPTIONS: options, ...env },
    })
    await this.#process.banner()
  }

  /** Ends it by a signal; `SIGKILL` is a crash. */
  async end(signal: NodeJS.Signals): Promise<Ended> {
    const ended = await (this.#process as TallymarkProcess).stop(signal)
    this.#said += ended.stderr
    this.#process = undefined
    return ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process !== undefined) await this.end('SIGKILL')
  }
}
