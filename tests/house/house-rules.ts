import { arrowsBroken } from './arrows.ts'
import { oversized } from './sizes.ts'
import type { SourceFile } from './source-file.ts'
import { type Syntax, syntaxOf } from './syntax.ts'
import type { Violation } from './violation.ts'
import { wordsAvoided } from './words.ts'

/** Where a file breaks the rules that its text can tell. */
export function violationsOf(source: SourceFile): readonly Violation[] {
  let syntax: Syntax
  try {
    syntax = syntaxOf(source)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return [{ path: source.path, line: 0, rule: `no enum, no namespace, nothing that is not erased: ${error.message}` }]
  }
  return [...arrowsBroken(source, syntax), ...oversized(source, syntax), ...wordsAvoided(source, syntax)]
}
