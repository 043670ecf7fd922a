import { dirname, join } from 'node:path/posix'
import { isTest, type SourceFile } from './source-file.ts'
import { importsOf, type Syntax } from './syntax.ts'
import type { Violation } from './violation.ts'

/** Who may import what. Paths start at the project's folder; names of packages and of Node's own modules stand for themselves. */
interface Arrow {
  /** The files that it is about. */
  readonly of: string
  /** The only paths and names that they may import, each as a beginning; `library` is any package that is not ours. */
  readonly to: readonly string[]
  readonly rule: string
}

const CORE = 'packages/core/src/'
const SERVER = 'packages/server/src/'
const ENGINE = `${SERVER}engine/`
const CLIENT = 'packages/client/src/'
const REACT = 'packages/react/src/'
const DEMO = 'apps/demo/src/'

const ARROWS: readonly Arrow[] = [
  { of: CORE, to: [CORE], rule: 'core imports nothing but itself' },
  { of: `${CORE}domain/`, to: [`${CORE}domain/`], rule: 'inside core, domain imports domain only: protocol → domain' },
  { of: CLIENT, to: [CLIENT, '@tallymark/core'], rule: 'client imports only @tallymark/core and itself' },
  {
    of: REACT,
    to: [REACT, '@tallymark/client', 'react'],
    rule: 'react imports only @tallymark/client, React and itself',
  },
  {
    of: `${DEMO}page/`,
    to: [`${DEMO}page/`, '@tallymark/client', '@tallymark/react', 'react', 'react-dom', 'uqr'],
    rule: 'the demo’s page imports only @tallymark/client, @tallymark/react, React, uqr and itself',
  },
  {
    of: `${DEMO}chat/`,
    to: [`${DEMO}chat/`, 'node:'],
    rule: 'the demo’s chat imports only Node and itself: it speaks HTTP with Tallymark, as every chat can',
  },
  {
    of: `${SERVER}engine/`,
    to: [`${SERVER}engine/`, '@tallymark/core', 'zod'],
    rule: 'engine imports only @tallymark/core, zod and engine',
  },
  {
    of: `${ENGINE}replica/`,
    to: [
      `${ENGINE}replica/`,
      `${ENGINE}ports/`,
      `${ENGINE}public-picture.ts`,
      `${ENGINE}told-page.ts`,
      '@tallymark/core',
    ],
    rule: 'inside engine, replica imports only ports, what others may see, @tallymark/core and itself: use-cases → replica',
  },
  {
    of: `${ENGINE}nodes/`,
    to: [`${ENGINE}nodes/`, `${ENGINE}replica/`, `${ENGINE}ports/`, '@tallymark/core', 'zod'],
    rule: 'inside engine, nodes imports only replica, ports, @tallymark/core, zod and itself',
  },
  {
    of: `${SERVER}postgres/`,
    to: [`${SERVER}postgres/`, 'node:'],
    rule: 'what storage and bus say to PostgreSQL alike imports only Node and itself',
  },
  {
    of: `${SERVER}storage/`,
    to: [`${SERVER}storage/`, `${SERVER}postgres/`, `${SERVER}engine/ports/`, '@tallymark/core', 'node:', 'pg'],
    rule: 'storage imports only the engine’s ports, how PostgreSQL is addressed, @tallymark/core, Node, pg and itself',
  },
  {
    of: `${SERVER}bus/`,
    to: [`${SERVER}bus/`, `${SERVER}postgres/`, `${SERVER}engine/ports/`, 'node:', 'library'],
    rule: 'bus imports only the engine’s ports, how PostgreSQL is addressed, Node, libraries and itself',
  },
  {
    of: `${SERVER}http/`,
    to: [
      `${SERVER}http/`,
      `${SERVER}engine/`,
      `${SERVER}access/`,
      `${SERVER}realtime/`,
      `${SERVER}program-version.ts`,
      '@tallymark/core',
      'node:',
      'library',
    ],
    rule: 'http imports only engine, access, realtime, the program’s version, @tallymark/core, libraries and itself',
  },
  {
    of: `${SERVER}realtime/`,
    to: [`${SERVER}realtime/`, `${SERVER}engine/`, `${SERVER}access/`, '@tallymark/core', 'node:', 'library'],
    rule: 'realtime imports only engine, access, @tallymark/core, Node, libraries and itself',
  },
  {
    of: `${SERVER}access/`,
    to: [`${SERVER}access/`, `${SERVER}engine/`, '@tallymark/core', 'node:', 'library'],
    rule: 'access imports only engine, @tallymark/core, libraries and itself',
  },
]

/** The imports of a file that go against an arrow. */
export function arrowsBroken({ path }: SourceFile, syntax: Syntax): readonly Violation[] {
  return importsOf(syntax).flatMap(({ from, line }) => {
    const target = from.startsWith('.') ? join(dirname(path), from) : from
    const broken = isTest(path) ? [] : ARROWS.filter((arrow) => path.startsWith(arrow.of) && !isAllowed(arrow, target))
    const rules = [...broken.map(({ rule }) => rule), ...reachesInside(path, from, target)]
    return rules.map((rule) => ({ path, line, rule: `${rule}, not ${from}` }))
  })
}

const isAllowed = ({ to }: Arrow, target: string): boolean =>
  to.some((allowed) => (allowed === 'library' ? isLibrary(target) : begins(target, allowed)))

const begins = (target: string, allowed: string): boolean =>
  target === allowed || target.startsWith(/[/:]$/.test(allowed) ? allowed : `${allowed}/`)

const isLibrary = (target: string): boolean =>
  !/^(packages|apps|bench|tests|node:|tallymark$|tallymark\/|@tallymark\/)/.test(target)

/**
 * A package takes another by its published name; what tests share is free. Tests and benchmarks that span packages are no packages:
 * they look inside where there is something to look at.
 */
function reachesInside(path: string, from: string, target: string): readonly string[] {
  const home = homeOf(path)
  if (!from.startsWith('.') || homeOf(target) === home || !/^(packages|apps)\//.test(home)) return []
  return /^packages\/[^/]+\/testing\//.test(target)
    ? []
    : [`nothing imports from inside of another package: ${home} takes published names or testing/`]
}

const homeOf = (path: string): string => (/^(packages|apps)\/[^/]+|^[^/]+/.exec(path) as RegExpExecArray)[0]
