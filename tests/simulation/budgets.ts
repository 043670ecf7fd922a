import type { ServerFrame } from '@tallymark/core'
import type { Settings } from './settings.ts'

interface Sent {
  readonly at: number
  readonly connection: number
  readonly type: Unasked['type']
}

/** The frames that nobody asked for. */
type Unasked = Extract<ServerFrame, { type: 'change' | 'own' }>

/** How many frames of one type one connection may get of one conversation within a window: of the wide pace, of the prompt one or of own turns, and of catching up. */
const WINDOW_MAX = 4
/** How many frames to each beyond the budget a second may hold: the wide pace (pictures and own truths), the prompt one and own turns may each begin with a burst. */
const BURSTS = 4

/** Counts what each conversation sends (FED2, FED4). */
export class Budgets {
  readonly #settings: Settings
  readonly #sent = new Map<string, Sent[]>()
  /** Who got a picture that it had asked for: its own truth comes with that. */
  readonly #answered = new Set<string>()

  constructor(settings: Settings) {
    this.#settings = settings
  }

  /** Takes a frame of a conversation; says if it was one too many that nobody asked for. */
  take(frame: ServerFrame, connection: number, at: number): string | undefined {
    if (frame.type === 'snapshot') this.#answered.add(`${connection} ${frame.conversationId}`)
    if (frame.type !== 'change' && frame.type !== 'own') return undefined
    const { conversationId, type } = frame
    if (type === 'own' && this.#answered.delete(`${connection} ${conversationId}`)) return undefined
    const { budget, windowMs } = this.#settings
    const sent = (this.#sent.get(conversationId) ?? []).filter((one) => at - one.at < Math.max(1_000, windowMs))
    sent.push({ at, connection, type })
    this.#sent.set(conversationId, sent)
    const alike = sent.filter((one) => one.connection === connection && one.type === type && at - one.at < windowMs)
    if (alike.length > WINDOW_MAX)
      return `${alike.length} frames (${type}) of ${conversationId} to one within a window of ${windowMs} ms`
    const second = sent.filter((one) => at - one.at < 1_000)
    const most = budget + BURSTS * new Set(second.map((one) => one.connection)).size
    return second.length > most
      ? `${second.length} frames of ${conversationId} in a second, of at most ${most}`
      : undefined
  }
}
