import type { SourceFile } from './source-file.ts'
import { type AnyNode, calleeOf, lineOf, nodesOf, type Syntax } from './syntax.ts'
import type { Violation } from './violation.ts'

export const FILE_MAX_LINES = 400
export const FUNCTION_MAX_LINES = 50

/** Files and functions that hold more than one idea can. */
export function oversized({ path, text }: SourceFile, { tree }: Syntax): readonly Violation[] {
  const lines = text.replace(/\n$/, '').split('\n').length
  const file =
    lines > FILE_MAX_LINES ? [{ path, line: 0, rule: `no file is above ${FILE_MAX_LINES} lines, not ${lines}` }] : []
  const functions = [...nodesOf(tree)].flatMap(([node, within]) => {
    const size = FUNCTION.test(node.type) && !isListOfTests(node, within.at(-1)) ? bodyLines(node) : 0
    const rule = `no function is above ${FUNCTION_MAX_LINES} lines, not ${size}`
    return size > FUNCTION_MAX_LINES ? [{ path, line: lineOf(node), rule }] : []
  })
  return [...file, ...functions]
}

const FUNCTION = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/

/** The callback of a `describe`, and a function of a contract that calls nothing but `describe` and `test`. */
function isListOfTests(node: AnyNode, parent: AnyNode | undefined): boolean {
  if (parent?.type === 'CallExpression' && /^describe(\.each)?$/.test(calleeOf(parent))) return true
  const statements = (node.body as AnyNode).body
  return Array.isArray(statements) && statements.length > 0 && statements.every(isTestOrDescribe)
}

const isTestOrDescribe = ({ type, expression }: AnyNode): boolean =>
  type === 'ExpressionStatement' &&
  (expression as AnyNode).type === 'CallExpression' &&
  /^(describe|test)(\.each)?$/.test(calleeOf(expression as AnyNode))

/** The lines of a function's body, with the braces. */
function bodyLines(node: AnyNode): number {
  const { loc } = node.body as AnyNode
  return loc === null || loc === undefined ? 0 : loc.end.line - loc.start.line + 1
}
