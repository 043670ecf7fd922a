import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { Figure } from '../figure.ts'
import type { Scenario } from '../scenario.ts'

const ENTRY = fileURLToPath(import.meta.resolve('@tallymark/client'))

/** What a page loads at first for the client: all that it exports with all that it needs, minified and compressed. */
export const bundle: Scenario = { names: ['bundle.client', 'bundle.client.gzip'], measure }

async function measure(): Promise<readonly Figure[]> {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    splitting: true,
    outdir: 'nowhere',
    minify: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['tallymark-source'],
    write: false,
  })
  // The entry stands first; what is loaded later, if at all, behind it.
  const code = outputFiles[0]?.contents ?? new Uint8Array()
  const later = outputFiles.slice(1).reduce((sum, { contents }) => sum + contents.byteLength, 0)
  const bytes = brotliCompressSync(code).byteLength
  const gzipped = gzipSync(code, { level: 9 }).byteLength
  const against = `before compression: ${code.byteLength} B; loaded where WebSockets fail: ${later} B more`
  const target = { atMost: 8_192 }
  return [
    { name: 'bundle.client', value: bytes, unit: 'B', against, ratio: code.byteLength / bytes, target },
    { name: 'bundle.client.gzip', value: gzipped, unit: 'B', against, ratio: code.byteLength / gzipped },
  ]
}
