import { has } from '@tallymark/core'
import type { SimDevice, SimTab } from './sim-device.ts'
import type { Truth } from './truth.ts'

/** A mark that a user made: of a message that was there, in a conversation that the user was in. */
interface MadeMark {
  readonly tab: SimTab
  readonly device: SimDevice
  readonly conversationId: string
  readonly seq: number
  readonly kind: 'delivered' | 'read'
  readonly at: number
  /** Which conversation and user that were: others may come to have their ids. */
  readonly of: string
}

/** A tab that ended sooner after a mark may not have stored it (CLT4). */
const STORED_MS = 5_000

/** The marks that users made, of which none may be lost that its client says is settled (RCP5, CLT4). */
export class MadeMarks {
  readonly #truth: Truth
  #marks: MadeMark[] = []

  constructor(truth: Truth) {
    this.#truth = truth
  }

  add(tab: SimTab, conversationId: string, seq: number, kind: MadeMark['kind'], at: number): void {
    const { device } = tab
    const of = this.#incarnation(conversationId, device.userId)
    const own = this.#truth.participant(conversationId, device.userId)
    // A mark up to what one cannot see covers nothing of it, even if it is shown later (MEM3).
    const isSeen = own !== undefined && has(own.member, seq)
    // Nor does one mark in a conversation of which one still sees the one that had its id before.
    const isShown = device.epochs.get(conversationId)?.endsWith(`.${own?.conversationKey}`) === true
    if (of !== undefined && isSeen && isShown && this.#truth.message(conversationId, seq) !== undefined)
      this.#marks.push({ tab, device, conversationId, seq, kind, at, of })
  }

  /** A tab ended. */
  ended(tab: SimTab, at: number): void {
    this.#marks = this.#marks.filter((mark) => mark.tab !== tab || at - mark.at > STORED_MS)
  }

  /** A device heard that marks in a conversation were given up: it is not known here which. */
  refused(device: SimDevice, conversationId: string): void {
    this.#marks = this.#marks.filter((mark) => mark.device !== device || mark.conversationId !== conversationId)
  }

  /** Those that are lost, on devices that have nothing on the way. */
  lost(): readonly string[] {
    return this.#marks.flatMap(({ device, conversationId, seq, kind, of }) => {
      const own = this.#truth.participant(conversationId, device.userId)
      const isOther = this.#incarnation(conversationId, device.userId) !== of
      if (own === undefined || isOther || device.tabs.length === 0 || !has(own.member, seq)) return []
      return has(own[kind], seq) ? [] : [`${device.name} marked ${seq} of ${conversationId} as ${kind}, which is lost`]
    })
  }

  #incarnation(conversationId: string, userId: string): string | undefined {
    const own = this.#truth.participant(conversationId, userId)
    return own && `${own.conversationKey} ${own.userKey} ${own.ordinal}`
  }
}
