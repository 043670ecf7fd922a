import { isTest, type SourceFile } from './source-file.ts'
import { type AnyNode, calleeOf, nodesOf, syntaxOf } from './syntax.ts'

const TAGS = /\[([A-Z]{3}\d+(?:,\s*[A-Z]{3}\d+)*)\]/g

/** Whether titles of tests stand in a file: those of contracts, which packages share, do too. */
export const holdsTitles = (path: string): boolean => isTest(path) || /^packages\/[^/]+\/testing\//.test(path)

/** The titles of the tests of a file; those of `describe` are no tests. */
export function testTitles(source: SourceFile): readonly string[] {
  return [...nodesOf(syntaxOf(source).tree)].flatMap(([node]) => {
    if (node.type !== 'CallExpression' || !/^(test|it)\b/.test(calleeOf(node))) return []
    const [title] = node.arguments as AnyNode[]
    return title === undefined ? [] : titleOf(title)
  })
}

function titleOf(node: AnyNode): readonly string[] {
  if (node.type === 'Literal' && typeof node.value === 'string') return [node.value]
  if (node.type !== 'TemplateLiteral') return []
  const parts = node.quasis as readonly (AnyNode & { readonly value: { readonly cooked: string } })[]
  return [parts.map(({ value }) => value.cooked).join('…')]
}

/** The rules that a title names, as `[RCP1] [RCP2] …` or `[RCP1, RCP2] …`. */
export const tagsOf = (title: string): readonly string[] =>
  [...title.matchAll(TAGS)].flatMap(([, tags]) => (tags as string).split(/,\s*/))

/** The numbers of the rules of a specification, in its order. */
export const rulesOf = (specification: string): readonly string[] =>
  [...specification.matchAll(/^- \*\*([A-Z]{3}\d+)\*\* /gm)].map(([, rule]) => rule as string)
