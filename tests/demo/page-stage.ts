import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { openChromium } from '../browser/chromium.ts'
import { addressIn, SAMPLE, TallymarkProcess, temporaryFolder } from '../cli/tallymark-process.ts'

const ROOT = join(import.meta.dirname, '../..')

/** A width as of a desk, and as of a phone. */
export const DESK = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }

/** The demo as `npm start` serves it, built from the sources, in a process and a folder of its own; and a browser to look at it. */
export class PageStage implements AsyncDisposable {
  readonly address: string
  readonly #server: TallymarkProcess
  readonly #browser: Browser
  readonly #folder: Disposable
  readonly #contexts: BrowserContext[] = []

  private constructor(address: string, server: TallymarkProcess, browser: Browser, folder: Disposable) {
    this.address = address
    this.#server = server
    this.#browser = browser
    this.#folder = folder
  }

  static async open(): Promise<PageStage> {
    const folder = temporaryFolder()
    const build = join(ROOT, 'apps/demo/build.js')
    await promisify(execFile)(process.execPath, [build, folder.path, 'tallymark-source'])
    const settings = ['--port', '0', '--database', `file:${folder.file('x.db')}`, '--log-level', 'error']
    const server = new TallymarkProcess(['serve', '--sample', SAMPLE, '--app', folder.file('chat/app.js'), ...settings])
    const [banner, browser] = await Promise.all([server.banner(), openChromium()])
    return new PageStage(addressIn(banner), server, browser, folder)
  }

  /** Opens the page in a window of its own, with an empty storage. */
  async visit(path = '/', options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: DESK, reducedMotion: 'reduce', ...options })
    this.#contexts.push(context)
    const page = await context.newPage()
    await page.goto(`${this.address}${path}`)
    return page
  }

  /** Closes all windows. */
  async clear(): Promise<void> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close()
    await this.#server.stop()
    this.#folder[Symbol.dispose]()
  }
}

/** A stage for all tests of a file, with its windows closed after each. */
export function pageStage(): () => PageStage {
  let stage: PageStage
  beforeAll(async () => {
    stage = await PageStage.open()
  }, 120_000)
  afterEach(() => stage.clear())
  afterAll(() => stage[Symbol.asyncDispose]())
  return () => stage
}

/** Somebody's chat on the page. */
export const paneOf = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })

/** Opens a conversation in somebody's chat. */
export const openIn = (pane: Locator, title: string): Promise<void> =>
  pane.getByRole('navigation').getByTitle(title, { exact: true }).click()

/** Writes a message and sends it. */
export async function send(pane: Locator, text: string): Promise<void> {
  await pane.getByRole('textbox', { name: 'Message' }).fill(text)
  await pane.getByRole('button', { name: 'Send', exact: true }).click()
}

/** In the crowd Ana sends a message, which Bo looks at too, and lets five hundred read it, while the panel counts that alone. */
export async function letCrowdRead(page: Page, text: string): Promise<void> {
  const ana = paneOf(page, 'Ana')
  await openIn(ana, 'Town hall')
  await openIn(paneOf(page, 'Bo'), 'Town hall')
  await send(ana, text)
  await tick(messageIn(ana, text), 'sent')
  await page.getByRole('button', { name: 'Count anew' }).click()
  await ana.getByRole('button', { name: '500 members read this now' }).click()
  const line = messageIn(ana, text).getByText(/Read by 50[12] of 502/)
  await line.first().waitFor()
}

/** The message with a text. */
export const messageIn = (pane: Locator, text: string): Locator => pane.getByRole('article').filter({ hasText: text })

/** Waits for the tick of a message to say how far it has come. */
export const tick = (message: Locator, status: string): Promise<void> =>
  message.locator(`.tallymark-ticks[data-status=${status}]`).waitFor()
