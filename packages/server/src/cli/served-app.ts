import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { signToken } from '../access/sign-token.ts'
import type { AppHost, AppLogger, AppServed, OpenApp } from '../app-host.ts'
import { CommandFailure } from './command-failure.ts'

/** How long a token is good that the app has signed. */
const TOKEN_SECONDS = 600

/** An app of one's own on the server's port (OPS5). Its key and its secret are made here and kept nowhere. */
export class ServedApp {
  readonly path: string
  readonly apiKey = `app_${randomBytes(32).toString('base64url')}`
  readonly secret = randomBytes(32).toString('base64url')
  readonly #open: OpenApp
  #logger: AppLogger | undefined
  readonly #served = Promise.withResolvers<AppServed>()

  /** `path` is what to call it. */
  constructor(path: string, open: OpenApp) {
    this.path = path
    this.#open = open
    this.#served.promise.catch(() => undefined)
  }

  /** Loads the module; throws a `CommandFailure` if it is none. */
  static async load(path: string): Promise<ServedApp> {
    let module: { readonly openApp?: unknown }
    try {
      module = await import(pathToFileURL(resolve(path)).href)
    } catch (error) {
      const why = (error as Error).message.split('\n')[0]
      throw new CommandFailure(
        1,
        `The app ${path} cannot be loaded (${why}): build it, or name another module with --app.`,
        { cause: error },
      )
    }
    if (typeof module.openApp !== 'function')
      throw new CommandFailure(
        1,
        `The app ${path} exports no function openApp: name a module with --app that exports one.`,
      )
    return new ServedApp(path, module.openApp as OpenApp)
  }

  /** Opens the app, once the server listens; throws a `CommandFailure` if it does not open. */
  async open(host: Omit<AppHost, 'apiKey' | 'signToken'>): Promise<void> {
    const { apiKey, secret } = this
    this.#logger = host.logger
    const sign = (userId: string) => signToken(secret, { userId, seconds: TOKEN_SECONDS, now: Date.now() })
    try {
      this.#served.resolve(await this.#open({ ...host, apiKey, signToken: sign }))
    } catch (error) {
      this.#served.reject(error)
      throw new CommandFailure(1, `The app ${this.path} did not open: ${(error as Error).message}`, { cause: error })
    }
  }

  /** Hands a request to the app; those that come before it is open wait for it. */
  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    this.#served.promise
      .then((served) => served.handle(request, response))
      .catch((error) => {
        this.#logger?.error({ err: error }, 'the app failed')
        response.destroy()
      })
  }

  /** Closes the app; nothing to do if it is not open. */
  async close(): Promise<void> {
    this.#served.reject(new Error('the server stopped'))
    const served = await this.#served.promise.catch(() => undefined)
    await served?.close()
  }
}
