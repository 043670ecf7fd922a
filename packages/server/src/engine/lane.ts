import { isRefusal, type Refusal, range, refuse } from '@tallymark/core'
import type { Command, Decision, ParticipantGap } from './command.ts'
import type { Clock } from './ports/clock.ts'
import type { Store, Transaction, Wanted } from './ports/store.ts'
import { StoreError } from './ports/store-error.ts'
import { changesAnything, mergeWanted } from './wanted.ts'
import { Workspace } from './workspace.ts'

/** The most commands that share a commit, and the most rows that they may want together (one command alone may want more). */
const BATCH_MAX = 512
const BATCH_MAX_ROWS = 20_000

interface Waiting {
  readonly command: Command<unknown>
  readonly at: number
  readonly rows: number
  readonly settle: (outcome: unknown) => void
}

/** How many commands may wait, and who hears of what goes wrong. */
export interface LaneOptions {
  readonly queueLimit: number
  readonly onFault: (fault: unknown) => void
}

/** Commands one commit at a time: those that wait while it is under way go together in the next (ENG1). */
export class Lane {
  readonly #store: Store
  readonly #clock: Clock
  readonly #options: LaneOptions
  #waiting: Waiting[] = []
  #draining: Promise<void> | undefined
  #rowsWaiting = 0
  #msPerCommand = 0.1

  constructor(store: Store, clock: Clock, options: LaneOptions) {
    this.#store = store
    this.#clock = clock
    this.#options = options
  }

  /** Most commands want three rows; a few that want thousands each must not make the queue a heap of them. */
  get #rowsLimit(): number {
    return 10 * this.#options.queueLimit
  }

  /** How many commands wait for a commit. */
  get depth(): number {
    return this.#waiting.length
  }

  /** The command's answer once it is durable, or why it was refused (RCP5, ENG2). Never rejects. */
  submit<Answer>(command: Command<Answer>): Promise<Answer | Refusal> {
    const rows = rowsWanted(command.wanted)
    const isFull = this.#waiting.length >= this.#options.queueLimit || this.#rowsWaiting + rows > this.#rowsLimit
    if (isFull && this.#waiting.length > 0) return Promise.resolve(this.#overloaded())
    const { promise, resolve } = Promise.withResolvers<unknown>()
    this.#waiting.push({ command, at: this.#clock.now(), rows, settle: resolve })
    this.#rowsWaiting += rows
    this.#draining ??= this.#drain()
    return promise as Promise<Answer | Refusal>
  }

  /** Resolves when nothing waits any more (ENG3). */
  async idle(): Promise<void> {
    while (this.#draining !== undefined) await this.#draining
  }

  async #drain(): Promise<void> {
    // One turn of the event loop, so that what arrives together is committed together.
    await new Promise<void>((resolve) => setImmediate(resolve))
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, batchLength(this.#waiting))
      for (const { rows } of batch) this.#rowsWaiting -= rows
      const startedAt = performance.now()
      const outcomes = await this.#commit(batch)
      this.#msPerCommand = 0.8 * this.#msPerCommand + (0.2 * (performance.now() - startedAt)) / batch.length
      batch.forEach((waiting, i) => {
        waiting.settle(outcomes[i])
      })
    }
    this.#draining = undefined
  }

  async #commit(batch: readonly Waiting[]): Promise<readonly unknown[]> {
    let transaction: Transaction | undefined
    try {
      const wanted = mergeWanted(batch.map(({ command }) => command.wanted))
      transaction = await this.#store.begin(wanted)
      const workspace = new Workspace(wanted, transaction.found, {
        conversations: transaction.spareConversationKeys,
        users: transaction.spareUserKeys,
      })
      const decisions = await decideAll(batch, workspace, transaction)
      const changes = workspace.changes()
      const ending = transaction
      transaction = undefined
      await (changesAnything(changes) ? ending.commit(changes) : ending.abort())
      return decisions.map((decision) => (typeof decision === 'function' ? decision() : decision))
    } catch (fault) {
      this.#options.onFault(fault)
      await transaction?.abort().catch(this.#options.onFault)
      const refusal = refuse(fault instanceof StoreError ? 'storage_unavailable' : 'internal')
      return batch.map(() => refusal)
    }
  }

  #overloaded(): Refusal {
    const retryAfterMs = Math.ceil(Math.min(10_000, Math.max(50, this.#msPerCommand * this.#waiting.length)))
    return { ...refuse('overloaded'), retryAfterMs }
  }
}

const rowsWanted = (wanted: Wanted): number => Object.values(wanted).reduce((sum, rows) => sum + rows.length, 0)

function batchLength(waiting: readonly Waiting[]): number {
  let rows = 0
  const end = waiting.slice(0, BATCH_MAX).findIndex((one) => {
    rows += one.rows
    return rows > BATCH_MAX_ROWS
  })
  return end === -1 ? BATCH_MAX : Math.max(1, end)
}

/** Decides the commands in their order. One that must know of gaps first waits with all that follow it in its lane name. */
async function decideAll(
  batch: readonly Waiting[],
  workspace: Workspace,
  transaction: Transaction,
): Promise<readonly Decision<unknown>[]> {
  const decisions = new Array<Decision<unknown>>(batch.length)
  let open = batch.map((_, i) => i)
  while (open.length > 0) {
    const gaps: ParticipantGap[] = []
    const held = new Set<string>()
    const next: number[] = []
    for (const i of open) {
      const { command, at } = batch[i] as Waiting
      const decision = held.has(command.lane) ? undefined : command.decide(workspace, at)
      if (decision !== undefined && (typeof decision === 'function' || isRefusal(decision))) {
        decisions[i] = decision
        continue
      }
      held.add(command.lane)
      next.push(i)
      if (decision !== undefined) gaps.push(...decision.gapsWanted)
    }
    if (gaps.length > 0) await learnGaps(gaps, workspace, transaction)
    open = next
  }
  return decisions
}

async function learnGaps(gaps: readonly ParticipantGap[], workspace: Workspace, transaction: Transaction) {
  const counts = await transaction.countFillable(
    gaps.map(({ conversationKey, ordinal, first, last }) => ({ conversationKey, ordinal, seqs: range(first, last) })),
  )
  gaps.forEach((gap, i) => {
    workspace.learnFillable(gap, counts[i] as number)
  })
}
