import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PROJECT } from './source-file.ts'

const read = (path: string): string => readFileSync(join(PROJECT, path), 'utf8')

/** The download addresses that a lock file records: they bind it to the registry of whoever wrote it. */
const addressesIn = (lockfile: string): readonly string[] =>
  lockfile.match(/"resolved":\s*"(https?|git|ssh)[^"]*"/g) ?? []

/** The names that a text does not hold, each as a word of its own. */
const unnamedIn = (text: string, names: readonly string[]): readonly string[] =>
  names.filter((name) => !new RegExp(`(^|[^\\w/@-])${name}($|[^\\w/-])`, 'm').test(text))

describe('package-lock.json', () => {
  test('installs from any registry', () => {
    expect(addressesIn(read('package-lock.json'))).toEqual([])
    expect(read('.npmrc')).toMatch(/^omit-lockfile-registry-resolved=true$/m)
  })

  test('an address is caught', () => {
    expect(addressesIn('"node_modules/a": {\n  "resolved": "https://example.org/a.tgz" }')).toHaveLength(1)
    expect(addressesIn('"node_modules/a": { "resolved": "packages/a", "link": true }')).toEqual([])
  })
})

describe('ARCHITECTURE.md', () => {
  test('names every library that the server runs on', () => {
    const { dependencies } = JSON.parse(read('packages/server/package.json')) as { dependencies: object }
    expect(unnamedIn(read('ARCHITECTURE.md'), Object.keys(dependencies))).toEqual([])
  })

  test('a library that is only part of another name is caught', () => {
    expect(
      unnamedIn('`fastify-type-provider-zod` and @fastify/swagger-ui', ['fastify', 'zod', '@fastify/swagger']),
    ).toEqual(['fastify', 'zod', '@fastify/swagger'])
    expect(unnamedIn('- `zod`: schemas\n- fastify, jose.', ['zod', 'fastify', 'jose'])).toEqual([])
  })
})
