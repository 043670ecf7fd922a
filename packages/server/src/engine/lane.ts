import { type Refusal, refuse } from '@tallymark/core'
import { type Batch, batchOf, type DecidedBatch, decideBatch, type Waiting } from './batch.ts'
import type { Command } from './command.ts'
import type { Clock } from './ports/clock.ts'
import type { CommitListener } from './ports/commit-listener.ts'
import type { Store, Transaction } from './ports/store.ts'
import { StoreError } from './ports/store-error.ts'
import { refusalOfFault } from './refusal-of-fault.ts'
import { UnderWay } from './under-way.ts'
import { changesAnything, rowsWanted } from './wanted.ts'

/** The most commands that share a commit, and the most rows that they may want together (one command alone may want more). */
const BATCH_MAX = 512
const BATCH_MAX_ROWS = 20_000

/** So many commands go at once even if nothing is under way. */
const UNSPLIT_MAX = 64

/** So many waiting commands are worth a commit of their own, which is made ready while the one before is written. */
const READY_MIN = 16

/** How often a commit is decided anew because another process wrote in between: with several on one file each has to be the fastest for once. */
const TRIES_MAX = 200

/** How long a lane takes it that others write where it does, after they came first once, in milliseconds. */
const CONTENDED_MS = 2_000

/** As it is when this is loaded: whoever puts timers of a test in the place of the real ones does not hold commits for ever. */
const inNextTurn = setImmediate

/** How many commands may wait, and who hears of what goes wrong. */
export interface LaneOptions {
  readonly queueLimit: number
  readonly onFault: (fault: unknown) => void
  /** Hears of every commit that wrote anything, before those who asked for it are answered. */
  readonly onCommit: CommitListener
}

/** A batch whose rows are being loaded. */
interface BegunBatch {
  readonly batch: Batch
  readonly transaction: Promise<Transaction>
  /** Whether its rows are loaded only when the commit before has ended: then they are as that left them, and nothing is laid over. */
  readonly isAfter: boolean
  readonly startedAt: number
}

/**
 * Commits commands in batches: those that wait while a commit is under way go together in the next (ENG1). While one batch is being written the
 * next is loaded and decided, on what the first will have written, and sent behind it. The third is loaded when the first has ended.
 */
export class Lane {
  readonly #store: Store
  readonly #clock: Clock
  readonly #options: LaneOptions
  #waiting: Waiting[] = []
  #rowsWaiting = 0
  #draining: Promise<void> | undefined
  #underWay: UnderWay | undefined
  /** Sent behind the one under way. */
  #following: UnderWay | undefined
  #next: BegunBatch | undefined
  #msPerCommand = 0.1
  #contendedUntil = Number.NEGATIVE_INFINITY
  #ready: (() => void) | undefined

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
    if (this.#isReady()) this.#ready?.()
    this.#draining ??= this.#drain()
    return promise as Promise<Answer | Refusal>
  }

  /** Resolves when nothing waits any more (ENG3). */
  async idle(): Promise<void> {
    while (this.#draining !== undefined) await this.#draining
  }

  async #drain(): Promise<void> {
    await turnOfLoop()
    while (this.#next !== undefined || this.#waiting.length > 0 || this.#underWay !== undefined) {
      const begun = this.#next ?? this.#begin(this.#share())
      this.#next = undefined
      if (begun !== undefined) await this.#send(begun)
      else await this.#endedOrReady()
    }
    this.#draining = undefined
  }

  /** A turn of the loop after the commit under way has ended, or after so many wait that they are worth one of their own. */
  async #endedOrReady(): Promise<void> {
    const ready = Promise.withResolvers<void>()
    this.#ready = ready.resolve
    if (this.#isReady()) ready.resolve()
    await Promise.race([this.#underWay?.ended, ready.promise])
    this.#ready = undefined
    await turnOfLoop()
  }

  #isReady(): boolean {
    return this.#waiting.length >= Math.max(READY_MIN, (this.#underWay?.size ?? 0) / 2)
  }

  /** How many go next: with nothing under way half of those who wait, if they are many, so that the other half can overlap. */
  #share(): number {
    const isSplit = this.#underWay === undefined && this.#waiting.length > UNSPLIT_MAX
    return isSplit ? Math.ceil(this.#waiting.length / 2) : BATCH_MAX
  }

  /** Takes at most so many of the commands that wait, and begins to load what they want. */
  #begin(most: number): BegunBatch | undefined {
    if (this.#waiting.length === 0) return undefined
    const taken = this.#waiting.splice(0, batchLength(this.#waiting, Math.min(BATCH_MAX, most)))
    for (const { rows } of taken) this.#rowsWaiting -= rows
    const batch = batchOf(taken)
    const before = this.#underWay
    const isHeld = batch.standsAlone || this.#isContended
    const mustWait = before !== undefined && (isHeld || before.standsAlone)
    const begin = () => this.#store.begin(batch.wanted, isHeld)
    const transaction = mustWait ? before.ended.then(begin) : begin()
    // Whoever decides the batch hears of a failure; that may be later.
    transaction.catch(() => {})
    return { batch, transaction, isAfter: mustWait, startedAt: performance.now() }
  }

  /** Decides a batch and puts its commit under way: behind the one before, where both can only fail together, or else once that has ended. */
  async #send({ batch, transaction, isAfter, startedAt }: BegunBatch): Promise<void> {
    try {
      const before = isAfter ? undefined : this.#underWay
      let decided = await decideBatch(await transaction, batch, before)
      const isStale = before?.isOvertakenBy(decided.transaction) === true
      const mayFollow = !isStale && !batch.standsAlone && !this.#isContended
      // It may have ended since, though whoever waits for that has not heard of it yet.
      if (mayFollow && before === this.#underWay && before?.mayBeFollowed) {
        this.#following = this.#commit(batch, decided, startedAt, before)
        await before.ended
        return
      }
      if (before !== undefined && (!(await before.ended) || isStale)) {
        await decided.transaction.abort()
        decided = await this.#decideAnew(batch, batch.standsAlone || this.#isContended)
      }
      // Loaded before this commit, so that the next batch can be decided while this one is written.
      const isOverlapping = !batch.standsAlone && !this.#isAnyWaitingAlone() && !this.#isContended
      if (isOverlapping) this.#next = this.#begin(BATCH_MAX)
      this.#underWay = this.#commit(batch, decided, startedAt)
    } catch (fault) {
      this.#fail(batch, fault)
    }
  }

  /** Decides a batch on what is stored now, with nothing under way. */
  async #decideAnew(batch: Batch, isHeld: boolean): Promise<DecidedBatch> {
    return decideBatch(await this.#store.begin(batch.wanted, isHeld), batch, undefined)
  }

  /** Whether others have come first lately: then rows are held, and nothing overlaps that would wait for them. */
  get #isContended(): boolean {
    return performance.now() < this.#contendedUntil
  }

  #isAnyWaitingAlone(): boolean {
    return this.#waiting.some(({ command }) => command.standsAlone === true)
  }

  #commit(batch: Batch, decided: DecidedBatch, startedAt: number, before?: UnderWay): UnderWay {
    const underWay = new UnderWay(batch, decided, async (failed) => {
      const isAsDecided = await this.#write(batch, decided, failed, before)
      this.#hasEnded(underWay)
      const took = performance.now() - startedAt
      this.#msPerCommand = 0.8 * this.#msPerCommand + (0.2 * took) / batch.waiting.length
      return isAsDecided
    })
    return underWay
  }

  #hasEnded(underWay: UnderWay): void {
    if (this.#underWay === underWay) this.#underWay = this.#following
    if (this.#underWay === this.#following || this.#following === underWay) this.#following = undefined
  }

  /** Writes a batch and settles its commands. Whether it was written as it was first decided. */
  async #write(batch: Batch, first: DecidedBatch, failed: () => void, before?: UnderWay): Promise<boolean> {
    let decided = first
    try {
      for (let tries = 1; ; tries += 1) {
        const { transaction, changes } = decided
        try {
          await transaction.commit(changes)
          break
        } catch (fault) {
          failed()
          const isConflict = fault instanceof StoreError && fault.code === 'conflict'
          if (!isConflict || tries === TRIES_MAX) throw fault
          // One that failed with the one before says nothing of others.
          const isByOthers = before === undefined || (await before.ended)
          if (isByOthers) this.#contendedUntil = performance.now() + CONTENDED_MS
          decided = await this.#decideAnew(batch, this.#isContended)
        }
      }
      const { outcomes, changes } = decided
      if (changesAnything(changes)) this.#options.onCommit(changes)
      // In the next turn: the next commit is sent before those who are answered here ask for more.
      inNextTurn(() => {
        batch.waiting.forEach(({ settle }, i) => {
          settle(outcomes[i])
        })
      })
      return decided === first
    } catch (fault) {
      this.#fail(batch, fault)
      return false
    }
  }

  #fail(batch: Batch, fault: unknown): void {
    this.#options.onFault(fault)
    const refusal = refusalOfFault(fault)
    for (const { settle } of batch.waiting) settle(refusal)
  }

  #overloaded(): Refusal {
    const retryAfterMs = Math.ceil(Math.min(10_000, Math.max(50, this.#msPerCommand * this.#waiting.length)))
    return { ...refuse('overloaded'), retryAfterMs }
  }
}

/** One turn of the event loop, so that what arrives together is committed together. */
const turnOfLoop = (): Promise<void> => new Promise((resolve) => inNextTurn(resolve))

function batchLength(waiting: readonly Waiting[], most: number): number {
  let rows = 0
  for (let i = 0; i < Math.min(most, waiting.length); i += 1) {
    const one = waiting[i] as Waiting
    rows += one.rows
    if (rows > BATCH_MAX_ROWS) return Math.max(1, i)
    if (one.command.endsBatch === true) return i + 1
  }
  return most
}
