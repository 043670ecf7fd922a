import { isRefusal, range } from '@tallymark/core'
import type { Command, Decision } from './command.ts'
import { gapKey, type ParticipantGap } from './participant-gap.ts'
import type { Changes, Transaction, Wanted } from './ports/store.ts'
import { mergeWanted } from './wanted.ts'
import { Workspace } from './workspace.ts'

/** A command that waits for its commit. */
export interface Waiting {
  readonly command: Command<unknown>
  /** When it came. */
  readonly at: number
  /** How many rows it wants. */
  readonly rows: number
  readonly settle: (outcome: unknown) => void
}

/** Commands that share a commit. */
export interface Batch {
  readonly waiting: readonly Waiting[]
  readonly wanted: Required<Wanted>
  /** Whether it must not overlap with another commit. */
  readonly standsAlone: boolean
}

/** A batch of these commands. */
export const batchOf = (waiting: readonly Waiting[]): Batch => ({
  waiting,
  wanted: mergeWanted(waiting.map(({ command }) => command.wanted)),
  standsAlone: waiting.some(({ command }) => command.standsAlone === true),
})

/** The commit before, of which a batch takes what it will have written. */
export interface Before {
  readonly workspace: Workspace
  readonly ended: Promise<unknown>
}

/** A batch that is decided and not yet written. */
export interface DecidedBatch {
  readonly workspace: Workspace
  /** What each of its commands will be told once it is written. */
  readonly outcomes: readonly unknown[]
  readonly changes: Changes
  readonly transaction: Transaction
}

/** Decides the commands of a batch in its transaction, on what the commit under way will have written. */
export async function decideBatch(
  transaction: Transaction,
  batch: Batch,
  before: Before | undefined,
): Promise<DecidedBatch> {
  try {
    const workspace = new Workspace(batch.wanted, transaction, before?.workspace)
    const decisions = await decideAll(batch.waiting, workspace, async (gaps) => {
      // Counts come from the store alone, so what is under way must be there first.
      await before?.ended
      return transaction.countFillable(
        gaps.map(({ conversationKey, ordinal, first, last }) => ({
          conversationKey,
          ordinal,
          seqs: range(first, last),
        })),
      )
    })
    // Built before anything is written: what cannot be answered must not be there.
    const outcomes = decisions.map((decision) => (typeof decision === 'function' ? decision() : decision))
    return { workspace, outcomes, changes: workspace.changes(), transaction }
  } catch (error) {
    await transaction.abort()
    throw error
  }
}

type CountFillable = (gaps: readonly ParticipantGap[]) => Promise<readonly number[]>

/** Decides the commands in their order. One that must know of gaps first waits, with all that follow it and might touch its rows. */
async function decideAll(
  waiting: readonly Waiting[],
  workspace: Workspace,
  countFillable: CountFillable,
): Promise<readonly Decision<unknown>[]> {
  const decisions = new Array<Decision<unknown>>(waiting.length)
  let open = waiting.map((_, i) => i)
  while (open.length > 0) {
    const gaps: ParticipantGap[] = []
    const held = new Set<string>()
    let isAllHeld = false
    const next: number[] = []
    for (const i of open) {
      const { command, at } = waiting[i] as Waiting
      const isHeld = isAllHeld || held.has(command.lane) || (command.standsAlone === true && held.size > 0)
      const decision = isHeld ? undefined : command.decide(workspace, at)
      if (decision !== undefined && (typeof decision === 'function' || isRefusal(decision))) {
        decisions[i] = decision
        continue
      }
      held.add(command.lane)
      isAllHeld ||= command.standsAlone === true
      next.push(i)
      if (decision !== undefined) gaps.push(...decision.gapsWanted)
    }
    await learnGaps(gaps, workspace, countFillable)
    open = next
  }
  return decisions
}

async function learnGaps(
  wanted: readonly ParticipantGap[],
  workspace: Workspace,
  countFillable: CountFillable,
): Promise<void> {
  if (wanted.length === 0) return
  // Most gaps stand in several sets of the participant at once.
  const gaps = [...new Map(wanted.map((gap) => [gapKey(gap), gap])).values()]
  const counts = await countFillable(gaps)
  gaps.forEach((gap, i) => {
    workspace.learnFillable(gap, counts[i] as number)
  })
}
