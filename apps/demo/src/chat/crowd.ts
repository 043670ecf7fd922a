import { setTimeout } from 'node:timers/promises'
import type { ChatStore } from './chat-store.ts'
import { CROWD_MEMBERS } from './crowd-members.ts'
import { CROWD } from './first-content.ts'
import type { Receipts } from './receipts.ts'
import { Refused } from './refused.ts'

/** Over how long they read, and how often some of them do. */
const SPREAD_MS = 2_000
const STEP_MS = 20
/** How many of them are named at a time. */
const NAMED_AT_ONCE = 20

/** What is about to happen when a crowd reads. */
export interface CrowdRead {
  readonly messageId: string
  /** How many marks will be made, each by a request of its own. */
  readonly marks: number
  readonly overMs: number
}

/** Five hundred who read. */
export class Crowd {
  readonly #store: ChatStore
  readonly #receipts: Receipts
  readonly #onFault: (fault: unknown) => void
  readonly #naming: Promise<void>
  #reading: Promise<void> | undefined
  #isStopped = false

  /** They are there already, and get their names behind the back of whoever waits for the start. */
  constructor(store: ChatStore, receipts: Receipts, onFault: (fault: unknown) => void) {
    this.#store = store
    this.#receipts = receipts
    this.#onFault = onFault
    this.#naming = this.#name().catch((fault) => this.#fail(fault))
  }

  /** Every member reads the newest message, each by a mark of its own as if from a phone of its own; one such burst at a time. */
  read(): CrowdRead {
    if (this.#reading !== undefined) throw new Refused(409, 'They are reading already; ask again in two seconds.')
    const newest = this.#store.newest(CROWD)
    if (newest === undefined) throw new Refused(409, 'There is no message to read.')
    this.#reading = this.#burst(newest.messageId)
      .catch((fault) => this.#fail(fault))
      .finally(() => {
        this.#reading = undefined
      })
    return { messageId: newest.messageId, marks: CROWD_MEMBERS.length, overMs: SPREAD_MS }
  }

  /** Lets no more of them read, and waits for those who do. */
  async close(): Promise<void> {
    this.#isStopped = true
    await Promise.all([this.#naming, this.#reading])
  }

  async #burst(messageId: string): Promise<void> {
    const beganAt = performance.now()
    const marks: Promise<unknown>[] = []
    let fault: unknown
    while (marks.length < CROWD_MEMBERS.length && !this.#isStopped && fault === undefined) {
      await setTimeout(STEP_MS)
      const due = Math.floor(((performance.now() - beganAt) / SPREAD_MS) * CROWD_MEMBERS.length)
      for (const { userId } of CROWD_MEMBERS.slice(marks.length, due)) {
        const mark = this.#receipts.markRead(CROWD, userId, messageId)
        marks.push(
          mark.catch((why) => {
            fault ??= why
          }),
        )
      }
    }
    await Promise.all(marks)
    if (fault !== undefined) throw fault
  }

  async #name(): Promise<void> {
    const last = CROWD_MEMBERS.at(-1)
    if (last === undefined || (await this.#receipts.hasName(last.userId))) return
    for (let i = 0; i < CROWD_MEMBERS.length && !this.#isStopped; i += NAMED_AT_ONCE)
      await Promise.all(CROWD_MEMBERS.slice(i, i + NAMED_AT_ONCE).map((member) => this.#receipts.putPerson(member)))
  }

  #fail(fault: unknown): void {
    if (!this.#isStopped) this.#onFault(fault)
  }
}
