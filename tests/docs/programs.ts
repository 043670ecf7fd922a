import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './readme.ts'

/** A program that a page shows: what stands as one thing is one program, in the order of the page. */
export interface Program {
  readonly page: string
  /** What stands behind the three ticks: a language, and what the program is of. */
  readonly as: string
  readonly text: string
}

/** The programs of a page in TypeScript. */
export function programsOf(page: string): readonly Program[] {
  const blocks = readFileSync(join(ROOT, page), 'utf8').matchAll(/```(tsx?\b[^\n]*)\n([\s\S]*?)```/g)
  const programs = new Map<string, string>()
  for (const [, as = '', text = ''] of blocks) programs.set(as, (programs.get(as) ?? '') + text)
  return [...programs].map(([as, text]) => ({ page, as, text }))
}

/** The one program of a page that stands as this. */
export function programOf(page: string, as: string): string {
  const found = programsOf(page).find((program) => program.as === as)
  if (found === undefined) throw new Error(`${page} shows no program as ${as}`)
  return found.text
}

/** The lines that a program says it prints: what stands behind its `console.log(…) //`. */
export const saidLines = (program: string): readonly string[] =>
  [...program.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map(([, line]) => line as string)
