import {
  type ClientFrame,
  formatSeqSet,
  isEmpty,
  type MarkedFrame,
  type Refused,
  type SeqSet,
  subtract,
  union,
} from '@tallymark/core'
import { retryDelay } from '../connection/retry-delay.ts'
import type { Platform } from '../ports/platform.ts'
import { commute, type Mark, type MarkOnTheWay, mergesInto } from './mark.ts'
import type { RefusedMark } from './refused-mark.ts'

/** How many marks wait for an answer at most, and are sent in a second (CON4); what is marked meanwhile is merged. */
const AT_ONCE_MAX = 32
/** The bounds of so many ranges fit into the longest text of a frame, whatever their numbers. */
const BOUNDS_MAX = 2 * 480
/** How long a storage may take before the client goes on without. */
const PATIENCE_MS = 3_000

/** Whom an outbox tells. */
export interface OutboxEvents {
  send(frame: ClientFrame): void
  /** The marks on the way of a conversation are others now, for one thing because one was settled. */
  moved(conversationId: string, settled?: SettledMark): void
  refused(refused: RefusedMark): void
  /** What was asked under these refs is stored. */
  taken(refs: readonly string[]): void
}

/** A mark that is durable, with its answer: the sets as they stood then (RCP5). */
export interface SettledMark {
  readonly mark: Mark
  readonly answer: MarkedFrame
}

/** The marks on the way, of all tabs: merged, stored, sent until they are answered (CLT4, CLT5). */
export class Outbox {
  readonly #platform: Platform
  readonly #events: OutboxEvents
  readonly #owner: string
  /** In the order of being made. */
  #marks: readonly MarkOnTheWay[] = []
  /** What was sent and not answered, by the frame's id. */
  readonly #inFlight = new Map<number, MarkOnTheWay>()
  /** By a mark's number: how often it was refused for now, and how to call off what waits. */
  readonly #tries = new Map<number, number>()
  readonly #pauses = new Map<number, () => void>()
  #isLoaded = false
  /** Whether what is stored is known; if not it is left to a later client, and these marks are in memory alone. */
  #isKept = false
  #isOnline = false
  /** What is done with the storage at present. */
  #storing: Promise<void> | undefined
  #hasChanged = false
  #refs: string[] = []
  #number = 0
  #frameId = 0
  #sentLately = 0

  constructor(platform: Platform, owner: string, events: OutboxEvents) {
    this.#platform = platform
    this.#owner = owner
    this.#events = events
  }

  /** How many there are. */
  get size(): number {
    return this.#marks.length
  }

  /** The marks on the way of a conversation. */
  of(conversationId: string): readonly MarkOnTheWay[] {
    return this.#marks.filter((mark) => mark.conversationId === conversationId)
  }

  /** Takes up what was stored; nothing is sent or stored before that. */
  load(): void {
    this.#storing = this.#load()
  }

  /** Resolves when nothing waits to be stored. Never rejects. */
  async stored(): Promise<void> {
    while (this.#storing) await this.#storing
  }

  async #load(): Promise<void> {
    const stored = await this.#patiently(async ({ storage }) => storage?.load(this.#owner))
    this.#isKept = !!stored
    // What was made meanwhile comes after what was stored.
    const all = [...(stored ?? []), ...this.#marks]
    this.#marks = []
    for (const mark of all) this.#merge(mark)
    this.#isLoaded = true
    for (const conversationId of new Set(this.#marks.map((mark) => mark.conversationId)))
      this.#events.moved(conversationId)
    this.#storing = this.#store()
    this.#pump()
  }

  /** Takes marks. */
  add(ref: string, marks: readonly Mark[]): void {
    this.#refs.push(ref)
    for (const mark of marks) {
      this.#merge(mark)
      this.#events.moved(mark.conversationId)
    }
    this.#save()
    this.#pump()
  }

  /** A connection is there: sends all that was not answered. */
  online(): void {
    this.#isOnline = true
    this.#pump()
  }

  /** The connection is gone: what was sent and not answered may have been lost. */
  offline(): void {
    this.#isOnline = false
    this.#inFlight.clear()
    for (const off of this.#pauses.values()) off()
    this.#pauses.clear()
    this.#sentLately = 0
  }

  /** A mark is durable, or it was not done: then it is given up, unless the same may succeed later (CLT5). */
  hear(frame: MarkedFrame | Refused): void {
    const id = frame.id as number
    const sent = this.#inFlight.get(id)
    if (!sent) return
    this.#inFlight.delete(id)
    if (frame.type === 'marked') this.#settle(sent, frame)
    else if (frame.retry) this.#again(sent.number, frame.retryAfterMs)
    else {
      this.#settle(sent)
      this.#events.refused({ mark: sent, code: frame.code, detail: frame.detail })
    }
    this.#pump()
  }

  #again(number: number, retryAfterMs: number | undefined): void {
    const tries = this.#tries.get(number) ?? 0
    this.#tries.set(number, tries + 1)
    this.#pause(number, retryAfterMs ?? retryDelay(this.#platform.random(), tries))
  }

  #pause(number: number, ms: number): void {
    const resume = (): void => {
      this.#pauses.delete(number)
      if (number === 0) this.#sentLately = 0
      this.#pump()
    }
    this.#pauses.set(number, this.#platform.timers.after(ms, resume))
  }

  #merge(mark: Mark): void {
    const into = mergesInto(this.of(mark.conversationId), mark)
    if (into) this.#replace(into, union(into.seqs, mark.seqs))
    else this.#marks = [...this.#marks, { ...mark, number: ++this.#number }]
  }

  /** Takes what was sent and answered out of its mark: what was merged into it meanwhile stays. */
  #settle(sent: MarkOnTheWay, answer?: MarkedFrame): void {
    const mark = this.#marks.find(({ number }) => number === sent.number) as MarkOnTheWay
    const rest = subtract(mark.seqs, sent.seqs)
    this.#tries.delete(sent.number)
    if (mark.target || isEmpty(rest)) this.#marks = this.#marks.filter((kept) => kept !== mark)
    else this.#replace(mark, rest)
    this.#events.moved(sent.conversationId, answer && { mark: sent, answer })
    this.#save()
  }

  #replace(mark: MarkOnTheWay, seqs: SeqSet): void {
    this.#marks = this.#marks.map((kept) => (kept === mark ? { ...mark, seqs } : kept))
  }

  #pump(): void {
    if (!this.#isOnline || !this.#isLoaded) return
    const busy = new Set([...this.#inFlight.values()].map(({ number }) => number))
    const firsts = new Map<string, MarkOnTheWay | null>()
    for (const mark of this.#marks) {
      // A mark that may not overtake those before it waits, and all after it do.
      const first = firsts.get(mark.conversationId) ?? mark
      const isFree = firsts.get(mark.conversationId) !== null && (first === mark || commute(first, mark))
      firsts.set(mark.conversationId, isFree ? first : null)
      if (!isFree || busy.has(mark.number) || this.#pauses.has(mark.number)) continue
      if (this.#inFlight.size >= AT_ONCE_MAX || this.#sentLately >= AT_ONCE_MAX) return
      this.#send(mark)
    }
  }

  #send(mark: MarkOnTheWay): void {
    const id = ++this.#frameId
    const { conversationId, kind, isPrivate, target } = mark
    const sent = mark.target ? mark : { ...mark, seqs: mark.seqs.slice(0, BOUNDS_MAX) as unknown as SeqSet }
    this.#inFlight.set(id, sent)
    // No mark has the number 0: it stands for the second that is counted.
    if (this.#sentLately++ === 0) this.#pause(0, 1_000)
    const named = { id, conversationId, ...(target ?? { seqs: formatSeqSet(sent.seqs) }) }
    const how = kind === 'unread' ? { type: 'markUnread' } : { type: 'mark', kind, private: isPrivate || undefined }
    this.#events.send({ ...how, ...named } as ClientFrame)
  }

  #save(): void {
    this.#hasChanged = true
    if (this.#isLoaded) this.#storing ??= this.#store()
  }

  async #store(): Promise<void> {
    // What changes in one turn is written at once.
    await undefined
    while (this.#hasChanged) {
      const refs = this.#refs
      this.#hasChanged = false
      this.#refs = []
      await this.#patiently(async ({ storage }) => this.#isKept && storage?.save(this.#owner, this.#marks))
      this.#events.taken(refs)
    }
    this.#storing = undefined
  }

  /** Work of the storage; nothing comes of it where it fails or takes too long, and the marks are in memory alone. */
  #patiently<Result>(work: (platform: Platform) => Promise<Result>): Promise<Result | undefined> {
    return new Promise((resolve) => {
      const off = this.#platform.timers.after(PATIENCE_MS, () => resolve(undefined))
      void work(this.#platform)
        .catch(() => undefined)
        .then((result) => {
          off()
          resolve(result)
        })
    })
  }
}
