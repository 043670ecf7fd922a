import type { Settings } from './settings.ts'

interface Sent {
  readonly at: number
  readonly connection: number
}

/** How many changes of one conversation one connection may get within a window: of the wide pace, of the prompt one, and of catching up. */
const CHANGES_MAX = 4

/** Counts what each conversation sends (FED2, FED4). */
export class Budgets {
  readonly #settings: Settings
  readonly #sent = new Map<string, Sent[]>()

  constructor(settings: Settings) {
    this.#settings = settings
  }

  /** Takes a change that was sent without being asked for; says if that was too many. */
  take(conversationId: string, connection: number, at: number, watchers: number): string | undefined {
    const { budget, windowMs } = this.#settings
    const sent = (this.#sent.get(conversationId) ?? []).filter((one) => at - one.at < Math.max(1_000, windowMs))
    sent.push({ at, connection })
    this.#sent.set(conversationId, sent)
    const own = sent.filter((one) => one.connection === connection && at - one.at < windowMs).length
    if (own > CHANGES_MAX) return `${own} changes of ${conversationId} within a window of ${windowMs} ms`
    const second = sent.filter((one) => at - one.at < 1_000).length
    // Two paces may each begin with a burst to all.
    const most = budget + 4 * watchers
    return second > most ? `${second} frames of ${conversationId} in a second, of at most ${most}` : undefined
  }
}
