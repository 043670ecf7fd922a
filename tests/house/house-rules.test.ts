import { describe, expect, test } from 'vitest'
import { violationsOf } from './house-rules.ts'
import { misnamed } from './names.ts'
import { filePaths, sourceFiles } from './source-file.ts'
import { textOf } from './violation.ts'

// What the rules must catch is put together, so that this file does not hold it.
const [any, only, todo, skip] = [`an${'y'}`, `on${'ly'}`, `to${'do'}`, `sk${'ip'}`]

const broken = (text: string, path = 'packages/server/src/engine/planted.ts'): readonly string[] =>
  violationsOf({ path, text }).map(textOf)

describe('the project keeps the house rules', () => {
  test('imports follow the arrows, sizes are small, words are plain', () => {
    const files = sourceFiles()
    expect(files.length).toBeGreaterThan(50)
    expect(files.flatMap(violationsOf).map(textOf)).toEqual([])
  })

  test('names say what files and folders hold', () => {
    expect(filePaths().flatMap(misnamed).map(textOf)).toEqual([])
  })
})

describe('an import against an arrow is caught', () => {
  test.each([
    ['packages/core/src/domain/tally.ts', 'node:fs', 'core imports nothing but itself'],
    ['packages/core/src/domain/tally.ts', 'zod', 'core imports nothing but itself'],
    ['packages/core/src/domain/tally.ts', '../protocol/frame.ts', 'domain imports domain only'],
    ['packages/core/src/index.ts', '../../server/src/index.ts', 'core imports nothing but itself'],
    ['packages/server/src/engine/lane.ts', '../storage/open-store.ts', 'engine imports only'],
    ['packages/server/src/engine/lane.ts', 'node:crypto', 'engine imports only'],
    ['packages/server/src/engine/use-cases/mark.ts', '../../tallymark-error.ts', 'engine imports only'],
    ['packages/server/src/engine/lane.ts', 'zodiac', 'engine imports only'],
    ['packages/server/src/storage/sqlite/change-rows.ts', '../../engine/lane.ts', 'storage imports only'],
    ['packages/server/src/storage/sqlite/change-rows.ts', 'zod', 'storage imports only'],
    ['packages/server/src/http/routes.ts', '../storage/open-store.ts', 'http imports only'],
    ['packages/server/src/http/routes.ts', '../config/settings.ts', 'http imports only'],
    ['packages/server/src/access/keys.ts', '../storage/open-store.ts', 'access imports only'],
    ['packages/server/src/realtime/feeds.ts', '../http/problem.ts', 'realtime imports only'],
    ['packages/server/src/realtime/endpoint/origins.ts', '../../config/settings.ts', 'realtime imports only'],
    ['packages/server/src/access/keys.ts', '../http/routes.ts', 'access imports only'],
    ['packages/client/src/feed/watch.ts', 'react', 'client imports only'],
    ['packages/react/src/ticks.tsx', '@tallymark/core', 'react imports only'],
    ['packages/react/src/ticks.tsx', '../../client/src/index.ts', 'inside of another package'],
    ['packages/react/src/ticks.tsx', 'react-aria', 'react imports only'],
    ['apps/demo/src/page/pane.tsx', '../chat/store.ts', 'the demo’s page imports only'],
    ['apps/demo/src/page/pane.tsx', '@tallymark/core', 'the demo’s page imports only'],
    ['apps/demo/src/chat/receipts.ts', 'tallymark', 'the demo’s chat imports only'],
    ['packages/server/src/cli/main.ts', '../../../core/src/index.ts', 'inside of another package'],
    ['packages/server/src/engine/lane.test.ts', '../../../core/src/index.ts', 'inside of another package'],
  ])('%s importing %s', (path, from, rule) => {
    expect(broken(`import { a } from '${from}'\n`, path).join()).toContain(rule)
    expect(broken(`import type { A } from '${from}'\n`, path).join()).toContain(rule)
    expect(broken(`import { type A } from '${from}'\n`, path).join()).toContain(rule)
    expect(broken(`export * from '${from}'\n`, path).join()).toContain(rule)
    expect(broken(`export const a = await import('${from}')\n`, path).join()).toContain(rule)
  })

  test.each([
    ['packages/core/src/protocol/frame.ts', '../domain/ids.ts'],
    ['packages/core/src/domain/tally.test.ts', 'fast-check'],
    ['packages/server/src/engine/use-cases/mark.ts', '@tallymark/core'],
    ['packages/server/src/engine/use-cases/mark.ts', '../lane.ts'],
    ['packages/server/src/engine/use-cases/mark.test.ts', '../../storage/open-store.ts'],
    ['packages/server/src/engine/use-cases/mark.test.ts', '../../../testing/chat.ts'],
    ['packages/server/src/storage/sqlite/change-rows.ts', 'node:sqlite'],
    ['packages/server/src/storage/sqlite/change-rows.ts', '../../engine/ports/store.ts'],
    ['packages/server/src/http/routes.ts', 'fastify'],
    ['packages/server/src/http/routes.ts', '../access/keys.ts'],
    ['packages/server/src/http/routes.ts', '../realtime/endpoint/event-streams.ts'],
    ['packages/server/src/realtime/endpoint/web-socket-endpoint.ts', 'ws'],
    ['packages/server/src/realtime/feeds.ts', '../access/identity.ts'],
    ['packages/server/src/cli/serve.ts', '../storage/open-store.ts'],
    ['packages/react/src/ticks.tsx', '@tallymark/client/text'],
    ['packages/react/src/ticks.tsx', 'react'],
    ['apps/demo/src/page/pane.tsx', '@tallymark/react'],
    ['apps/demo/src/chat/store.ts', 'node:sqlite'],
    ['packages/server/testing/chat.ts', '../src/open-tallymark.ts'],
    ['bench/src/main.ts', '../../packages/server/testing/chat.ts'],
    ['bench/src/main.ts', 'tallymark'],
    ['bench/src/inside.ts', '../../packages/server/src/engine/engine.ts'],
  ])('%s may import %s', (path, from) => {
    expect(broken(`import type { A } from '${from}'\n`, path)).toEqual([])
  })
})

describe('what is too large is caught', () => {
  const lines = (count: number): string => 'a()\n'.repeat(count)

  test('a file of 401 lines, not one of 400', () => {
    expect(broken(lines(400))).toEqual([])
    expect(broken(lines(401)).join()).toContain('no file is above 400 lines, not 401')
  })

  test.each([
    ['a function', (body: string) => `function a() {\n${body}}\n`],
    ['an arrow', (body: string) => `export const a = (b: number): void => {\n${body}}\n`],
    ['a method', (body: string) => `class A {\n  #b(): void {\n${body}}\n}\n`],
    ['a test', (body: string) => `test('a', () => {\n${body}})\n`],
    ['a function within', (body: string) => `describe('a', () => {\nconst b = () => {\n${body}}\n})\n`],
  ])('%s of 51 lines, not one of 50', (_what, make) => {
    expect(broken(make(lines(48)))).toEqual([])
    expect(broken(make(lines(49))).join()).toContain('no function is above 50 lines, not 51')
  })

  test('not a list of tests', () => {
    expect(broken(`describe('a', () => {\n${lines(60)}})\n`)).toEqual([])
    expect(broken(`describe.each([1])('a %i', () => {\n${lines(60)}})\n`)).toEqual([])
    expect(broken(`export function contract() {\n${"test('a', () => 7)\n".repeat(60)}}\n`)).toEqual([])
    expect(broken(`export function contract() {\na()\n${"test('a', () => 7)\n".repeat(60)}}\n`)).toHaveLength(1)
  })
})

test.each([
  'packages/core/src/seqSet.ts',
  'packages/core/src/SeqSet.ts',
  'packages/core/src/seq_set.ts',
  'packages/core/src/Domain/seq-set.ts',
  'packages/core/src/seq--set.ts',
])('the name %s is caught', (path) => {
  expect(misnamed(path).map(textOf).join()).toContain('kebab-case')
})

test.each(['utils.ts', 'util.test.ts', 'helpers.ts', 'lib/a.ts', 'common.ts', 'types.ts', 'misc/a.ts'])(
  'the drawer %s is caught',
  (path) => {
    expect(misnamed(`tests/${path}`).map(textOf).join()).toContain('no drawers')
    expect(misnamed('packages/server/src/storage/sqlite/migrations/0001-initial.ts')).toEqual([])
  },
)

describe('a word that we do without is caught', () => {
  test.each([
    [`export const a = (b: ${any}) => b\n`, `no ${any}`],
    [`export const a = b as ${any}\n`, `no ${any}`],
    [`export const a = new Map<string, ${any}>()\n`, `no ${any}`],
    [`interface A {\n  b: ${any}[]\n}\n`, `no ${any}`],
    ['export default 7\n', 'no default exports'],
    ['export { a as default }\nconst a = 7\n', 'no default exports'],
    ['export default interface A {}\n', 'no default exports'],
    ['export enum A { B }\n', 'no enum'],
    ['declare enum A { B }\n', 'no enum'],
    ['namespace A { export const b = 7 }\n', 'no namespace'],
    ['declare namespace A { const b: number }\n', 'no namespace'],
    ['class A { constructor(private b: number) {} }\n', 'nothing that is not erased'],
    [`// TO${'DO'}: later\n`, 'nothing is left to be done'],
    [`/* FIX${'ME'} */\n`, 'nothing is left to be done'],
    [`test.${only}('a', () => {})\n`, `no test.${only}`],
    [`describe.${only}('a', () => {})\n`, `no describe.${only}`],
    [`test.${only}.each([1])('a', () => {})\n`, `no test.${only}`],
    [`test.${todo}('a')\n`, `no test.${todo}`],
    [`test.${skip}('a', () => {})\n`, `no test.${skip}`],
    [`test.${skip}If(!a)('a', () => {})\n`, `no test.${skip}If`],
    ["test('a', (context) => context.skip())\n", 'says why'],
    ["test('a', ({ skip }) => skip(!hasCompiler))\n", 'says why'],
  ])('%j', (text, rule) => {
    expect(broken(text).join()).toContain(rule)
  })

  test.each([
    "export type A = 'all' | 'any'\n",
    "export const any = 'any'\n",
    'export const a: unknown = b /* any */\n',
    '/** Whether any of them is. */\nexport const a = 7\n',
    "test('a', (context) => context.skip(!hasCompiler, 'no compiler here'))\n",
    "export { a } from './a.ts'\n",
    "export type { A } from '../engine/a.ts'\nexport type B = 7\nexport type { B as C }\n",
    "import type {\n  A,\n  B,\n} from './a.ts'\nimport type * as c from './c.ts'\n",
  ])('%j is fine', (text) => {
    expect(broken(text)).toEqual([])
  })
})

describe('a file with markup', () => {
  const of = (text: string) => broken(text, 'packages/react/src/planted.tsx')

  test.each([
    [`export const A = (props: ${any}) => <p>{props.a}</p>\n`, 'no any'],
    [`export const A = () => <B<${any}> />\n`, 'no any'],
    ['export default () => <p />\n', 'no default exports'],
    ['export enum A { B }\nexport const C = () => <p />\n', 'no enum'],
    [`export function A() {\n${'a()\n'.repeat(49)}return <p />\n}\n`, 'no function is above 50 lines'],
    [`test.${only}('a', () => <p />)\n`, `no test.${only}`],
  ])('is read as others are: %j', (text, rule) => {
    expect(of(text).join()).toContain(rule)
  })

  test.each([
    'export const A = () => <p>any of these</p>\n',
    "export const A = (p: { a: 'any' }) => <p title='any' />\n",
  ])('%j is fine', (text) => {
    expect(of(text)).toEqual([])
  })
})
