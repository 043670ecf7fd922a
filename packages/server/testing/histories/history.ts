import type { Command } from '../oracle/oracle.ts'

/** One step of a history: a command that is awaited, several that are submitted at once, or the database closed and opened again. */
export type Step =
  | { readonly do: 'one'; readonly command: Command }
  | { readonly do: 'together'; readonly commands: readonly Command[] }
  | { readonly do: 'reopen' }

/** What happened in a few conversations, and on what kind of store. Each step is a second later than the one before. */
export interface History {
  /** RCP8; the library's own limit if nothing is said. */
  readonly maxRanges?: number | undefined
  /** On a database in a file; otherwise in memory. */
  readonly onFile: boolean
  readonly steps: readonly Step[]
}

/** When the first step happens, in milliseconds since 1970. */
export const STARTED_AT = Date.UTC(2026, 0, 1)

/** When a step happens. */
export const timeOf = (step: number): number => STARTED_AT + 1_000 * step

/** All commands of a step. */
export function commandsOf(step: Step): readonly Command[] {
  switch (step.do) {
    case 'one':
      return [step.command]
    case 'together':
      return step.commands
    case 'reopen':
      return []
    default:
      return step satisfies never
  }
}
