import { existsSync } from 'node:fs'
import sparticuz from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

const INSTALLED = '/usr/bin/chromium'

/** A real browser: the one that is installed, else the one that comes as a package. */
export async function openChromium(...switches: readonly string[]): Promise<Browser> {
  const executablePath = existsSync(INSTALLED) ? INSTALLED : await sparticuz.executablePath()
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', ...switches] })
}
