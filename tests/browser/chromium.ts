import { existsSync } from 'node:fs'
import sparticuz from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

const INSTALLED = '/usr/bin/chromium'

/** Where a browser is: the one that is installed, else the one that comes as a package, which unpacks itself at its first use. */
const executablePath = async (): Promise<string> => (existsSync(INSTALLED) ? INSTALLED : sparticuz.executablePath())

/** Before all tests: two of their processes must not unpack it at the same time. */
export async function setup(): Promise<void> {
  await executablePath()
}

/** A real browser, with further switches. */
export async function openChromium(...switches: readonly string[]): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-dev-shm-usage', ...switches]
  return chromium.launch({ executablePath: await executablePath(), args })
}
