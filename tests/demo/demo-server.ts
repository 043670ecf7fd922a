import { pino } from 'pino'
import { openApp } from '../../apps/demo/src/chat/app.ts'
import type { AppSample, OpenApp } from '../../packages/server/src/app-host.ts'
import { prepareSample } from '../../packages/server/src/cli/prepare-sample.ts'
import { ServedApp } from '../../packages/server/src/cli/served-app.ts'
import { startServer } from '../../packages/server/src/cli/start-server.ts'
import { openTrace } from '../../packages/server/src/cli/trace.ts'
import { readSettings } from '../../packages/server/src/config/read-settings.ts'
import type { Settings } from '../../packages/server/src/config/settings.ts'
import { SYSTEM_CLOCK } from '../../packages/server/src/engine/ports/clock.ts'
import { openStore } from '../../packages/server/src/storage/open-store.ts'
import { EventListener } from '../../packages/server/testing/event-listener.ts'

/** How a demo is started. */
interface Start {
  /** In memory if nothing is said. */
  readonly database?: string
  /** The path of a trace to replay. */
  readonly trace?: string
  readonly flags?: Readonly<Record<string, string>>
}

/** What was answered. */
interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The text as JSON, if it is; what is not in it is not there. */
  readonly body: AnswerBody
}

/** What tests look at by name in an answer. */
interface AnswerBody {
  readonly token: string
  readonly code: string
  readonly people: readonly { readonly userId: string }[]
  readonly conversations: readonly { readonly conversationId: string; readonly unreadCount: number }[]
  readonly messages: readonly { readonly messageId: string; readonly text: string | null }[]
  readonly message: object
  readonly member: string
  readonly seq: number
  readonly summaryText: string
  readonly unreadMessages: number
}

/** The demo on a whole server, on a port of its own. */
export class DemoServer implements AsyncDisposable {
  readonly address: string
  readonly apiKey: string
  readonly logLines: readonly string[]
  readonly #stop: () => Promise<void>
  readonly #tokens = new Map<string, string>()

  private constructor(address: string, apiKey: string, logLines: readonly string[], stop: () => Promise<void>) {
    this.address = address
    this.apiKey = apiKey
    this.logLines = logLines
    let stopped: Promise<void> | undefined
    this.#stop = () => (stopped ??= stop())
  }

  static async start({ database = ':memory:', trace: path, flags }: Start = {}): Promise<DemoServer> {
    const store = await openStore(database)
    const logLines: string[] = []
    const logger = pino({ level: 'trace' }, { write: (line: string) => logLines.push(line) })
    const settings = readSettings(new Map(Object.entries({ port: '0', ...flags })), {}) as Settings
    const trace = path === undefined ? undefined : await openTrace(path)
    if (trace !== undefined) await prepareSample(store, trace)
    const app = new ServedApp('the demo', openApp satisfies OpenApp)
    const server = await startServer({ store, settings, logger, clock: SYSTEM_CLOCK, app })
    const stop = async () => {
      await Promise.all([app.close(), server.stop()])
      await store.close()
    }
    const sample: AppSample | undefined = trace && { path: trace.path, conversationId: trace.conversationId }
    const userOf = async (token: string) => {
      const identity = await server.access.identify(token)
      return identity?.kind === 'user' ? identity.userId : undefined
    }
    const { host: listensOn, allowedOrigins } = settings
    await app.open({ address: server.address, listensOn, allowedOrigins, database, sample, logger, userOf })
    return new DemoServer(server.address, app.apiKey, logLines, stop)
  }

  /** Asks as somebody, by a token of the demo; as nobody without a name. */
  async ask(as: string | undefined, method: string, path: string, body?: unknown): Promise<Answer> {
    const token = as === undefined ? undefined : await this.token(as)
    return this.askWith(token, method, path, body)
  }

  /** Asks Tallymark as the chat does. */
  tallymark(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.askWith(this.apiKey, method, `/v1${path}`, body)
  }

  async askWith(token: string | undefined, method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.address}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} }
  }

  async token(userId: string): Promise<string> {
    const known = this.#tokens.get(userId)
    if (known !== undefined) return known
    const { body } = await this.askWith(undefined, 'POST', '/chat/login', { userId })
    this.#tokens.set(userId, body.token)
    return body.token
  }

  async listen(...userIds: readonly string[]): Promise<EventListener> {
    const tokens = await Promise.all(userIds.map((userId) => this.token(userId)))
    return EventListener.open(`${this.address}/chat/events`, { authorization: `Bearer ${tokens.join(',')}` })
  }

  stop(): Promise<void> {
    return this.#stop()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stop()
  }
}
