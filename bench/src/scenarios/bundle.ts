import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build, transform } from 'esbuild'
import type { Figure } from '../figure.ts'
import type { Scenario } from '../scenario.ts'

const KIB = 1_024

/** What a page loads at first: minified and compressed, all that an entry exports with all that it needs. */
export const bundle: Scenario = {
  names: ['bundle.client', 'bundle.client.gzip', 'bundle.react', 'bundle.react.gzip', 'bundle.styles'],
  measure,
}

async function measure(): Promise<readonly Figure[]> {
  const client = await sizesOf("export * from '@tallymark/client'")
  const both = await sizesOf("export * from '@tallymark/client'; export * from '@tallymark/react'")
  const sheet = await transform(
    readFileSync(fileURLToPath(import.meta.resolve('@tallymark/client/styles.css')), 'utf8'),
    {
      loader: 'css',
      minify: true,
    },
  )
  const alone = `before compression: ${client.code} B; loaded where WebSockets fail: ${client.later} B more`
  const over = `over the client, without React; before compression: ${both.code - client.code} B`
  const styles = brotliCompressSync(sheet.code).byteLength
  return [
    figure('bundle.client', client.brotli, client.code, alone, 8 * KIB),
    figure('bundle.client.gzip', client.gzip, client.code, alone),
    figure('bundle.react', both.brotli - client.brotli, both.code - client.code, over, 8 * KIB),
    figure('bundle.react.gzip', both.gzip - client.gzip, both.code - client.code, over),
    figure('bundle.styles', styles, sheet.code.length, `before compression: ${sheet.code.length} B`, 3 * KIB),
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
