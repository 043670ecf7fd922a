import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the project lies. */
export const ROOT = join(import.meta.dirname, '../..')

const readme = (): string => readFileSync(join(ROOT, 'README.md'), 'utf8')

/** A program that the README shows: the first one that stands as this. */
export function programOfReadme(as = 'ts'): string {
  const [, program] = new RegExp(`\`\`\`${as}\\n([\\s\\S]*?)\`\`\``).exec(readme()) ?? []
  if (program === undefined) throw new Error(`the README shows no program as ${as}`)
  return program
}

/** The lines to type into a terminal that the README shows, of those that name this script. */
export const commandsOfReadme = (script: string): readonly string[] =>
  readme()
    .split('\n')
    .filter((line) => /^([A-Z_]+=\S+ )?npm /.test(line) && line.includes(` npm run ${script} `))

/** The calls over HTTP that the README shows, for a shell. */
export const callsOfReadme = (): string => /```\n(URL=[\s\S]*?)```/.exec(readme())?.[1] ?? ''
