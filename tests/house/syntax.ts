import { stripTypeScriptTypes } from 'node:module'
import { parse as parseJsx } from '@babel/parser'
import { type Node, parse } from 'acorn'
import type { SourceFile } from './source-file.ts'

/** A node of any kind, looked into by the names of its parts. */
export interface AnyNode extends Node {
  readonly [part: string]: unknown
}

/** A file as a tree, and the parts of its text that say types only. */
export interface Syntax {
  readonly tree: AnyNode
  /** As long as the text, blank wherever something else than a type stands; texts and comments of types are blank too. */
  readonly types: string
}

/** The tree of a file; throws a `SyntaxError` where it holds TypeScript that cannot be erased. */
export function syntaxOf({ path, text }: SourceFile): Syntax {
  return path.endsWith('.tsx') ? syntaxWithMarkup(text) : syntaxErased(text)
}

function syntaxErased(text: string): Syntax {
  // Types that are imported count as imports too, so they are kept from being erased.
  const kept = text.replaceAll(TYPE_IMPORT, (_, word: string) => `${word}     `)
  const script = stripTypeScriptTypes(kept)
  const tree = parse(script, { ecmaVersion: 'latest', sourceType: 'module', locations: true })
  return { tree: tree as unknown as AnyNode, types: typesOf(kept, script) }
}

/** `import type` in all its forms, and `export type` where it passes on. */
const TYPE_IMPORT = /^(import|export) type(?= (?:\{[^}]*\}|\*(?: as \w+)?|\w+) from )/gm

function typesOf(text: string, script: string): string {
  return withoutTexts(Array.from({ length: text.length }, (_, i) => (script[i] === text[i] ? ' ' : text[i])).join(''))
}

const withoutTexts = (types: string): string =>
  types.replaceAll(/'[^'\n]*'|"[^"\n]*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (match) => ' '.repeat(match.length))

/** Node erases types, but cannot read markup; this parser reads both, and marks what says types only. */
function syntaxWithMarkup(text: string): Syntax {
  const { program } = parseJsx(text, { sourceType: 'module', plugins: ['typescript', 'jsx', 'estree'] })
  const tree = program as unknown as AnyNode
  const types = [...nodesOf(tree)].filter(([{ type }]) => type.startsWith('TS'))
  const isType = new Uint8Array(text.length)
  for (const [{ start, end }] of types) isType.fill(1, start, end)
  const only = Array.from(isType, (is, i) => (is || text[i] === '\n' ? text[i] : ' ')).join('')
  return { tree, types: withoutTexts(only) }
}

/** The node and all below it, each with the nodes that it is in, nearest last. */
export function* nodesOf(
  node: AnyNode,
  within: readonly AnyNode[] = [],
): Generator<readonly [node: AnyNode, within: readonly AnyNode[]]> {
  yield [node, within]
  for (const part of Object.values(node)) {
    for (const child of Array.isArray(part) ? part : [part]) {
      if (isNode(child)) yield* nodesOf(child, [...within, node])
    }
  }
}

const isNode = (part: unknown): part is AnyNode =>
  typeof part === 'object' && part !== null && 'type' in part && typeof part.type === 'string'

/** The line a node starts in. */
export const lineOf = (node: AnyNode): number => node.loc?.start.line ?? 0

/** What a file imports, with the lines: static, dynamic and passed on. */
export function importsOf({ tree }: Syntax): readonly { readonly from: string; readonly line: number }[] {
  return [...nodesOf(tree)].flatMap(([node]) => {
    if (!/^(Import|Export(Named|All))(Declaration|Expression)$/.test(node.type)) return []
    const from = (node.source as { readonly value?: unknown } | null)?.value
    return typeof from === 'string' ? [{ from, line: lineOf(node) }] : []
  })
}

/** The dotted name of what is called: `test.each` for `test.each(table)(…)` as well; empty for anything else. */
export function calleeOf(call: AnyNode): string {
  const callee = call.callee as AnyNode
  return nameOf(callee.type === 'CallExpression' ? (callee.callee as AnyNode) : callee)
}

function nameOf(node: AnyNode): string {
  if (node.type === 'Identifier') return node.name as string
  if (node.type !== 'MemberExpression' || node.computed === true) return ''
  const [object, property] = [nameOf(node.object as AnyNode), nameOf(node.property as AnyNode)]
  return object === '' ? '' : `${object}.${property}`
}
