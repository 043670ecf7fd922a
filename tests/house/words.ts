import type { SourceFile } from './source-file.ts'
import { type AnyNode, calleeOf, lineOf, nodesOf, type Syntax } from './syntax.ts'
import type { Violation } from './violation.ts'

/** Put together here, so that this file does not hold what it looks for. */
const LEFT_OVER = new RegExp(`\\b(TO${'DO'}|FIX${'ME'})\\b`)

/** Words of the language that we do without. */
export function wordsAvoided(source: SourceFile, { tree, types }: Syntax): readonly Violation[] {
  const { path } = source
  const inTypes = types.split('\n').flatMap((text, i) => {
    const at = { path, line: i + 1 }
    return [
      ...(/\bany\b/.test(text) ? [{ ...at, rule: 'no any: unknown at the edge, a type elsewhere' }] : []),
      ...(/\b(enum|namespace|module)\s+\w+\s*\{/.test(text) ? [{ ...at, rule: 'no enum and no namespace' }] : []),
      ...(/\bexport\s+default\b/.test(text) ? [{ ...at, rule: 'no default exports' }] : []),
    ]
  })
  const defaults = [...nodesOf(tree)].filter(([node]) => isDefaultExport(node))
  return [
    ...inTypes,
    ...defaults.map(([node]) => ({ path, line: lineOf(node), rule: 'no default exports' })),
    ...leftOver(source),
    ...testsLeftOut(path, tree),
  ]
}

const isDefaultExport = (node: AnyNode): boolean =>
  node.type === 'ExportDefaultDeclaration' ||
  (node.type === 'ExportSpecifier' && (node.exported as AnyNode).name === 'default')

const leftOver = ({ path, text }: SourceFile): readonly Violation[] =>
  text
    .split('\n')
    .flatMap((line, i) => (LEFT_OVER.test(line) ? [{ path, line: i + 1, rule: 'nothing is left to be done' }] : []))

/** Tests that run alone, or do not run without a word why. */
function testsLeftOut(path: string, tree: AnyNode): readonly Violation[] {
  return [...nodesOf(tree)].flatMap(([node]) => {
    if (node.type !== 'CallExpression') return []
    const name = calleeOf(node)
    const line = lineOf(node)
    if (/^(test|it|describe|suite)\b.*\.(only|todo)\b/.test(name)) return [{ path, line, rule: `no ${name}` }]
    const isSkip = /^(test|it|describe|suite)\b.*\.(skip|skipIf|runIf)\b/.test(name)
    if (isSkip) return [{ path, line, rule: `no ${name}: call skip(…, 'why') of the test’s context` }]
    const isSkipOfContext = /^((context|ctx|t)\.)?skip$/.test(name) && !(node.arguments as AnyNode[]).some(isText)
    return isSkipOfContext ? [{ path, line, rule: 'a test that is skipped says why' }] : []
  })
}

const isText = (node: AnyNode): boolean =>
  node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string')
