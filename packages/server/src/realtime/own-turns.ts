import type { Timer, Timers } from '../engine/ports/timers.ts'
import type { Watch } from './watch.ts'

/** How long to wait before trying again what failed, in milliseconds. */
const RETRY_MS = 1_000
/** How long a turn may hold those up that come after it, in milliseconds: what it asks the store may hang. */
const HELD_MS = 1_000

/** What turns are made of. */
export interface OwnTurnsParts {
  readonly timers: Timers
  /** Tells these watches their viewers' own truths. */
  readonly tell: (watches: readonly Watch[]) => Promise<unknown>
  /** How long a watch is silent after its turn, in milliseconds. */
  readonly windowMs: () => number
  readonly onFault: (fault: unknown) => void
}

/**
 * When watches are told that their viewers' own truths moved: at once, then once at the end of a window of time. Each watch has a
 * window of its own: if they shared one, others could feel a private mark by when they are told (PRV3, FED10).
 */
export class OwnTurns {
  readonly #parts: OwnTurnsParts
  readonly #wanted = new Set<Watch>()
  #state: 'waits' | 'runs' | 'ended' = 'waits'
  #timer: Timer | undefined
  #plannedAt = Number.POSITIVE_INFINITY

  constructor(parts: OwnTurnsParts) {
    this.#parts = parts
  }

  ask(watch: Watch): void {
    this.#wanted.add(watch)
    if (watch.ownTurnAt < this.#plannedAt) this.#plan()
  }

  leave(watch: Watch): void {
    this.#wanted.delete(watch)
  }

  end(): void {
    this.#state = 'ended'
    this.#timer?.cancel()
  }

  #plan(): void {
    if (this.#state !== 'waits') return
    this.#timer?.cancel()
    this.#plannedAt = Number.POSITIVE_INFINITY
    for (const { ownTurnAt } of this.#wanted) this.#plannedAt = Math.min(this.#plannedAt, ownTurnAt)
    if (this.#plannedAt === Number.POSITIVE_INFINITY) return
    const waitMs = this.#plannedAt - this.#parts.timers.now()
    if (waitMs > 0) this.#timer = this.#parts.timers.after(waitMs, () => void this.#run())
    else {
      this.#state = 'runs'
      // What comes together in one turn of the loop goes together.
      this.#parts.timers.soon(() => void this.#run())
    }
  }

  async #run(): Promise<void> {
    if (this.#state === 'ended') return
    this.#state = 'runs'
    const now = this.#parts.timers.now()
    const due = [...this.#wanted].filter(({ ownTurnAt }) => ownTurnAt <= now)
    for (const watch of due) this.#begin(watch, now + this.#parts.windowMs())
    const told = this.#parts.tell(due).catch((fault: unknown) => {
      this.#parts.onFault(fault)
      for (const watch of due) if (!watch.isEnded) this.#again(watch, now + RETRY_MS)
      this.#plan()
    })
    await this.#atMost(HELD_MS, told)
    if (this.#state !== 'runs') return
    this.#state = 'waits'
    this.#plan()
  }

  async #atMost(ms: number, told: Promise<unknown>): Promise<void> {
    const late = Promise.withResolvers<void>()
    const timer = this.#parts.timers.after(ms, late.resolve)
    await Promise.race([told, late.promise])
    timer.cancel()
  }

  #begin(watch: Watch, nextAt: number): void {
    this.#wanted.delete(watch)
    watch.ownTurnAt = nextAt
  }

  #again(watch: Watch, at: number): void {
    watch.ownTurnAt = at
    this.#wanted.add(watch)
  }
}
