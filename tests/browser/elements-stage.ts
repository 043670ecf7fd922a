import type { Server } from 'node:http'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { tokenOf } from '../../packages/server/testing/http-server.ts'
import { Served } from '../../packages/server/testing/served.ts'
import type { ElementsPage } from './pages/elements-page.ts'
import { serveProject } from './project-files.ts'

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Elements</title>
<link rel="stylesheet" href="/packages/client/styles.css"><style>body { color-scheme: light dark }</style>
<main><h1>Tea</h1><div id="parts"></div></main><script type="module" src="/page.js"></script>`

/** A whole server, and another with a page of elements; its origin is allowed. */
export class ElementsStage implements AsyncDisposable {
  readonly served: Served
  readonly pagesUrl: string
  /** What pages complained of. */
  readonly complaints: string[] = []
  readonly #browser: Browser
  readonly #files: Server
  readonly #contexts: BrowserContext[] = []

  private constructor(browser: Browser, served: Served, files: Server & { url: string }) {
    this.#browser = browser
    this.served = served
    this.#files = files
    this.pagesUrl = files.url
  }

  static async start(browser: Browser): Promise<ElementsStage> {
    const { outputFiles } = await build({
      entryPoints: [join(import.meta.dirname, 'pages/elements-page.ts')],
      bundle: true,
      format: 'esm',
      write: false,
      conditions: ['tallymark-source'],
    })
    const files = await serveProject({ '/': PAGE, '/page.js': outputFiles[0]?.text as string })
    return new ElementsStage(browser, await Served.start({ 'allowed-origins': files.url }), files)
  }

  /** A page of its own browser profile, at a path of the files. */
  async visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext(options)
    this.#contexts.push(context)
    const page = await context.newPage()
    page.on('pageerror', (error) => this.complaints.push(String(error)))
    page.on('console', (message) => {
      // A message that the server does not know may be looked up: that there is none the browser complains of by itself.
      const isLookUp = message.location().url.includes('/statuses?')
      if (message.type() === 'error' && !isLookUp) this.complaints.push(message.text())
    })
    await page.goto(`${this.pagesUrl}${path}`)
    return page
  }

  /** A page that shows these parts to a user. */
  async open(userId: string, parts: string, language: 'english' | 'arabic' = 'english'): Promise<Page> {
    const page = await this.visit('/')
    await page.evaluate((html) => {
      const place = document.getElementById('parts') as HTMLElement
      place.innerHTML = html
    }, parts)
    await this.show(page, userId, language)
    return page
  }

  async show(page: Page, userId: string, language: 'english' | 'arabic'): Promise<void> {
    const of = { userId, language, token: tokenOf(userId, Date.now()), url: this.served.address }
    await page.waitForFunction(() => 'show' in globalThis)
    await page.evaluate((options) => {
      const { userId, token, url, language } = options
      ;(globalThis as unknown as ElementsPage).show(userId, token, url, language)
    }, of)
  }

  /** Asks as the chat; anything but success is thrown. */
  async ask(method: string, path: string, body?: unknown): Promise<void> {
    const response = await this.served.ask(method, `/v1/conversations/${path}`, body)
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  }

  /** Ends all pages, and gives what they complained of; the conversations with what they held go with the server. */
  async clear(): Promise<readonly string[]> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()))
    return this.complaints.splice(0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.clear()
    this.#files.closeAllConnections()
    this.#files.close()
    await this.served[Symbol.asyncDispose]()
  }
}
