import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { Figure } from '../figure.ts'
import type { Scenario } from '../scenario.ts'

const ENTRY = fileURLToPath(import.meta.resolve('@tallymark/client'))

/** What a page loads for the client: all that it exports with all that it needs, minified and compressed. */
export const bundle: Scenario = { names: ['bundle.client'], measure }

async function measure(): Promise<readonly Figure[]> {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['tallymark-source'],
    write: false,
  })
  const code = outputFiles[0]?.contents ?? new Uint8Array()
  const bytes = gzipSync(code, { level: 9 }).byteLength
  return [
    {
      name: 'bundle.client',
      value: bytes,
      unit: 'B',
      against: `before compression: ${code.byteLength} B`,
      ratio: code.byteLength / bytes,
      target: { atMost: 8_192 },
    },
  ]
}
