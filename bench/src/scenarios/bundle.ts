import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build, transform } from 'esbuild'
import type { Figure } from '../figure.ts'
import type { Scenario } from '../scenario.ts'

const KB = 1_000

const CLIENT = "export * from '@tallymark/client'"
const MODULES = ['reading', 'readers', 'screen']
  .map((name) => `export * from '@tallymark/client/${name}'`)
  .concat(
    // Of the languages a page takes one.
    "export { badgeText, english, hueOf, initialsOf, phrase, statusLine, TICK_PATHS, tickOf, timeLine } from '@tallymark/client/text'",
  )
const REACT = "export * from '@tallymark/react'"

/** What a page loads at first: minified and compressed, all that an entry exports with all that it needs. */
export const bundle: Scenario = {
  names: [
    'bundle.client',
    'bundle.client.gzip',
    'bundle.react',
    'bundle.react.gzip',
    'bundle.react.page',
    'bundle.styles',
  ],
  measure,
}

async function measure(): Promise<readonly Figure[]> {
  const client = await sizesOf(CLIENT)
  const modules = await sizesOf([CLIENT, ...MODULES].join(';'))
  const both = await sizesOf([CLIENT, ...MODULES, REACT].join(';'))
  const page = await sizesOf([CLIENT, REACT].join(';'))
  const sheet = await transform(
    readFileSync(fileURLToPath(import.meta.resolve('@tallymark/client/styles.css')), 'utf8'),
    {
      loader: 'css',
      minify: true,
    },
  )
  const alone = `before compression: ${client.code} B; loaded where WebSockets fail: ${client.later} B more`
  const own = both.code - modules.code
  const over = `over the client with its modules for pages, without React; before compression: ${own} B`
  const all = `all parts with what they need of these modules, over the client’s main entry; before compression: ${page.code - client.code} B`
  const styles = brotliCompressSync(sheet.code).byteLength
  return [
    figure('bundle.client', client.brotli, client.code, alone, 8 * KB),
    figure('bundle.client.gzip', client.gzip, client.code, alone),
    figure('bundle.react', both.brotli - modules.brotli, own, over, 8 * KB),
    figure('bundle.react.gzip', both.gzip - modules.gzip, own, over),
    figure('bundle.react.page', page.brotli - client.brotli, page.code - client.code, all),
    figure('bundle.styles', styles, sheet.code.length, `before compression: ${sheet.code.length} B`, 3 * KB),
  ]
}

function figure(name: string, value: number, before: number, against: string, atMost?: number): Figure {
  return { name, value, unit: 'B', against, ratio: before / value, ...(atMost !== undefined && { target: { atMost } }) }
}

/** The bytes of what some code loads at first, and of what it may load later. */
async function sizesOf(contents: string) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    splitting: true,
    outdir: 'nowhere',
    minify: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['tallymark-source'],
    external: ['react', 'react-dom', 'react/*'],
    write: false,
  })
  // The entry stands first; what is loaded later, if at all, behind it.
  const code = outputFiles[0]?.contents ?? new Uint8Array()
  const later = outputFiles.slice(1).reduce((sum, { contents: bytes }) => sum + bytes.byteLength, 0)
  return {
    code: code.byteLength,
    brotli: brotliCompressSync(code).byteLength,
    gzip: gzipSync(code, { level: 9 }).byteLength,
    later,
  }
}
