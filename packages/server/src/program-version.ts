import { readFileSync } from 'node:fs'

/** The version in the package that this file belongs to; its place is the same in the source and when built. */
export function programVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}
