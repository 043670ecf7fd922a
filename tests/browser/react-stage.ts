import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, vi } from 'vitest'
import { eventually } from '../../packages/server/testing/eventually.ts'
import { tokenOf } from '../../packages/server/testing/http-server.ts'
import { Served } from '../../packages/server/testing/served.ts'
import { openChromium } from './chromium.ts'
import type { Scene, Stage } from './pages/scene.ts'

const PAGE = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Chat</title>
<link rel="stylesheet" href="styles.css"><div id="root"></div><script type="module" src="page.js"></script>`
const LOOK = fileURLToPath(new URL('pages/chat-page.css', import.meta.url))
const STYLES = fileURLToPath(new URL('../../packages/client/styles.css', import.meta.url))

/** The chat that the quick start is added to. */
const YOUR_CHAT: Plugin = {
  name: 'your-chat',
  setup(chat) {
    const path = fileURLToPath(new URL('pages/your-chat.ts', import.meta.url))
    chat.onResolve({ filter: /^\.\/your-chat\.ts$/ }, () => ({ path }))
  },
}

/** A page of React's parts for a browser, bundled. */
export async function bundled(page: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(page, import.meta.url))],
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    write: false,
    conditions: ['tallymark-source'],
    loader: { '.css': 'empty' },
    plugins: [YOUR_CHAT],
    define: { 'process.env.NODE_ENV': '"development"' },
  })
  return outputFiles[0]?.text as string
}

/** A whole server, and another that has pages of React's parts, whose origin is allowed. */
export class ReactStage implements AsyncDisposable {
  readonly served: Served
  /** What pages complained of. */
  readonly complaints: string[] = []
  readonly #browser: Browser
  readonly #pages: Server
  readonly #contexts: BrowserContext[] = []
  #conversations = 0

  private constructor(served: Served, pages: Server, browser: Browser) {
    this.served = served
    this.#pages = pages
    this.#browser = browser
  }

  /** Starts both; pages run this script, on this beginning. */
  static async start(browser: Browser, script: string, html = ''): Promise<ReactStage> {
    const files: Readonly<Record<string, readonly [type: string, body: string]>> = {
      '/': ['text/html', PAGE.replace('></div>', `>${html}</div>`)],
      '/page.js': ['text/javascript', script],
      '/styles.css': ['text/css', readFileSync(STYLES, 'utf8') + readFileSync(LOOK, 'utf8')],
    }
    const pages = createServer(({ url = '' }, response) => {
      const [type, body] = files[url] ?? ['text/plain', '']
      response.setHeader('content-type', `${type}; charset=utf-8`).end(body)
    })
    await once(pages.listen(0, '127.0.0.1'), 'listening')
    return new ReactStage(await Served.start({ 'allowed-origins': originOf(pages) }), pages, browser)
  }

  /** Asks the server as the chat. */
  async ask(method: string, path: string, body?: unknown): Promise<void> {
    const response = await this.served.ask(method, path, body)
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  }

  /** A new conversation with messages m1 to the one of this number. */
  async conversation(
    messages: number,
    over: { senderId?: string; participants?: readonly string[] } = {},
  ): Promise<string> {
    this.#conversations += 1
    const conversationId = `c${this.#conversations}`
    const { senderId = 'alice', participants = ['alice', 'bob'] } = over
    await this.ask('PUT', `/v1/conversations/${conversationId}`, { participants })
    // Within a batch the order is not promised: where it matters there are few.
    const batch = messages > 100 ? 25 : 1
    for (let i = 1; i <= messages; i += batch)
      await Promise.all(
        Array.from({ length: Math.min(batch, messages - i + 1) }, (_, more) =>
          this.post(conversationId, `m${i + more}`, senderId),
        ),
      )
    return conversationId
  }

  post(conversationId: string, messageId: string, senderId = 'alice'): Promise<void> {
    return this.ask('POST', `/v1/conversations/${conversationId}/messages`, { messageId, senderId })
  }

  read(conversationId: string, recipientId: string, mark: object): Promise<void> {
    return this.ask('POST', `/v1/conversations/${conversationId}/read`, { recipientId, ...mark })
  }

  /** Opens a page of its own browser context for somebody; by then it shows the scene, but not yet what the server says. */
  async open(scene: Scene, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 480, height: 640 }, ...options })
    this.#contexts.push(context)
    const page = await context.newPage()
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text())
    })
    page.on('pageerror', (error) => this.complaints.push(String(error)))
    const token = tokenOf(scene.userId, Date.now())
    const set = { ...scene, url: this.served.address, token }
    await context.addInitScript(`window.scene = ${JSON.stringify(set)}`)
    await page.goto(originOf(this.#pages))
    return page
  }

  /** Closes the pages, and forgets what they complained of. */
  async strike(): Promise<void> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()))
    this.complaints.length = 0
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.strike()
    this.#pages.closeAllConnections()
    await new Promise((resolve) => this.#pages.close(resolve))
    await this.served[Symbol.asyncDispose]()
  }
}

/** A stage for the tests of one file. */
export function stageForTests(page = 'pages/chat-page.tsx', html = ''): () => ReactStage {
  // axe and a browser take long on a busy machine.
  vi.setConfig({ testTimeout: 60_000 })
  let browser: Browser
  let stage: ReactStage
  beforeAll(async () => {
    browser = await openChromium()
    stage = await ReactStage.start(browser, await bundled(page), html)
  }, 60_000)
  afterEach(() => stage.strike())
  afterAll(async () => {
    await stage[Symbol.asyncDispose]()
    await browser.close()
  })
  return () => stage
}

/** The ticks of a message. */
export const ticksOf = (page: Page, messageId: string) => page.locator(`#${messageId} .tallymark-ticks`)

/** What the ticks of a message show. */
export const tickOn = (page: Page, messageId: string) =>
  eventually(() => ticksOf(page, messageId).getAttribute('data-status'))

/** Does something with what a page lets tests do. */
export const onStage = <Value>(page: Page, act: (stage: Stage, value: string) => Value, value = ''): Promise<Value> =>
  page.evaluate(`(${act})(window.stage, ${JSON.stringify(value)})`)

const originOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
