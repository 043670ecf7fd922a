import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { letCrowdRead, messageIn, openIn, PageStage, PHONE, paneOf, tick } from './page-stage.ts'

// Takes the pictures of the documents: `npm run pictures`.

const FOLDER = join(import.meta.dirname, '../../docs/pictures')

const DEMO = { width: 1440, height: 860 }

/** What is on each picture. The first one is of the demo as it opens, after one click. */
const PICTURES: Readonly<
  Record<string, readonly [BrowserContextOptions & { path?: string }, (page: Page) => Promise<void>]>
> = {
  demo: [{ viewport: DEMO, deviceScaleFactor: 1.5 }, sendOne],
  crowd: [{ viewport: DEMO }, (page) => letCrowdRead(page, 'The garden opens at ten on Sunday.')],
  'seen-by': [{ path: '/?as=ana', viewport: { width: 1000, height: 760 } }, whoHasIt],
  'phone-dark': [{ path: '/?as=bo', viewport: PHONE, colorScheme: 'dark', hasTouch: true, isMobile: true }, openWalk],
  arabic: [{ path: '/?as=cy', viewport: PHONE, hasTouch: true, isMobile: true }, inArabic],
}

async function sendOne(page: Page): Promise<void> {
  const ana = paneOf(page, 'Ana')
  await messageIn(paneOf(page, 'Cy'), 'there might be cake').waitFor()
  await page.waitForTimeout(2_000)
  await ana.getByRole('button', { name: 'Send', exact: true }).click()
  await tick(messageIn(ana, 'See you both at the bridge!'), 'read')
}

async function whoHasIt(page: Page): Promise<void> {
  const ana = paneOf(page, 'Ana')
  await openIn(ana, 'Town hall')
  await messageIn(ana, 'opens at ten').locator('.tallymark-seen-by').last().click()
  await page.getByRole('dialog').getByRole('listitem').nth(5).waitFor()
}

async function openWalk(page: Page): Promise<void> {
  await messageIn(paneOf(page, 'Bo'), 'there might be cake').waitFor()
}

async function inArabic(page: Page): Promise<void> {
  await messageIn(paneOf(page, 'Cy'), 'there might be cake').waitFor()
  await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'العربية' })
}

await using stage = await PageStage.open()
mkdirSync(FOLDER, { recursive: true })
for (const [name, [{ path, ...options }, prepare]] of Object.entries(PICTURES)) {
  const page = await stage.visit(path, options)
  await prepare(page)
  // What fades has faded.
  await page.waitForTimeout(500)
  await page.screenshot({ path: join(FOLDER, `${name}.png`) })
  await stage.clear()
}
