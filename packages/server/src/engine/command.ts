import type { Refusal } from '@tallymark/core'
import type { ParticipantGap } from './participant-gap.ts'
import type { Wanted } from './ports/store.ts'
import type { Workspace } from './workspace.ts'

/** A change that somebody asked for: the rows it looks at, and what it decides on them. */
export interface Command<Answer> {
  /** Commands with the same lane name never run side by side. */
  readonly lane: string
  readonly wanted: Wanted
  /** Whether it reaches rows that it does not name, so that its commit must not overlap with another. */
  readonly standsAlone?: boolean
  /** Whether no other command goes behind it in its commit: what is made anew after it is another one, with a key of its own. */
  readonly endsBatch?: boolean
  /** Decides from the workspace alone and writes to it only what is decided; a refusal has written nothing. */
  decide(workspace: Workspace, at: number): Decision<Answer>
}

/**
 * What a command comes to: a refusal, the wish to know more and be asked again, or an answer, which is built once all of
 * its commit is decided.
 */
export type Decision<Answer> = Refusal | GapsWanted | (() => Answer | Refusal)

/** Gaps whose fillable messages must be counted before a decision is possible (RCP7). */
export interface GapsWanted {
  readonly gapsWanted: readonly ParticipantGap[]
}
