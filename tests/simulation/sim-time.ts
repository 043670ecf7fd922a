import type { Timers } from '../../packages/server/src/engine/ports/timers.ts'

interface Event {
  readonly at: number
  readonly order: number
  run: (() => void) | undefined
}

/** The most turns of the loop that one event may take. */
const TURNS_MAX = 20_000

/** Time that passes event by event; what happens at the same moment happens in the order it was asked for. */
export class SimTime {
  now = 0
  /** Rises with everything that happens, so that one can see when nothing does any more. */
  activity = 0
  #order = 0
  readonly #heap: Event[] = []

  /** Runs something after so many milliseconds, rounded up to whole ones; what is given back calls it off. */
  after(ms: number, run: () => void): () => void {
    this.#order += 1
    const event: Event = { at: this.now + Math.max(0, Math.ceil(ms)), order: this.#order, run }
    this.#push(event)
    return () => {
      event.run = undefined
    }
  }

  /** Resolves after so many milliseconds. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve))
  }

  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms
    await this.#settle()
    for (let next = this.#pop(until); next !== undefined; next = this.#pop(until)) {
      this.now = next.at
      next.run?.()
      await this.#settle()
    }
    this.now = until
  }

  /** Lets everything come to its end that takes no time: promises, and turns of the loop. */
  async #settle(): Promise<void> {
    let turns = 0
    for (let quiet = 0; quiet < 3; quiet += 1) {
      turns += 1
      if (turns > TURNS_MAX) throw new Error(`at ${this.now} something never comes to its end`)
      const before = this.activity
      await new Promise((resolve) => setImmediate(resolve))
      if (this.activity !== before) quiet = -1
    }
  }

  #push(event: Event): void {
    const heap = this.#heap
    let i = heap.push(event) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!isBefore(event, heap[parent] as Event)) break
      heap[i] = heap[parent] as Event
      i = parent
    }
    heap[i] = event
  }

  /** The next event that was not called off, if it is due until then. */
  #pop(until: number): Event | undefined {
    for (let first = this.#heap[0]; first !== undefined && first.at <= until; first = this.#heap[0]) {
      this.#removeFirst()
      if (first.run !== undefined) return first
    }
    return undefined
  }

  #removeFirst(): void {
    const heap = this.#heap
    const last = heap.pop() as Event
    if (heap.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Event, heap[child] as Event)) child += 1
      if (!isBefore(heap[child] as Event, last)) break
      heap[i] = heap[child] as Event
      i = child
    }
    heap[i] = last
  }
}

const isBefore = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

/** The time of one process or device: it stands still while that sleeps, and ends with it. */
export class OwnTime {
  readonly #time: SimTime
  readonly #heldUp: (() => void)[] = []
  #isAlive = true
  #sleepsUntil = 0

  constructor(time: SimTime) {
    this.#time = time
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  now(): number {
    return this.#time.now
  }

  /** Nothing that was asked for before happens any more, and nothing that is asked for after. */
  end(): void {
    this.#isAlive = false
  }

  /** What is due meanwhile happens when it wakes, in the same order. */
  sleep(ms: number): void {
    this.#sleepsUntil = Math.max(this.#sleepsUntil, this.#time.now + ms)
  }

  after(ms: number, run: () => void): () => void {
    let isOff = false
    const happen = (): void => {
      if (!isOff && this.#isAlive) run()
    }
    const off = this.#time.after(ms, () => {
      if (this.#heldUp.length === 0 && this.#time.now >= this.#sleepsUntil) happen()
      else if (this.#heldUp.push(happen) === 1) this.#wake()
    })
    return () => {
      isOff = true
      off()
    }
  }

  /** Does one by one what was held up, once it is awake. */
  #wake(): void {
    this.#time.after(this.#sleepsUntil - this.#time.now, () => {
      if (this.#time.now >= this.#sleepsUntil) this.#heldUp.shift()?.()
      if (this.#heldUp.length > 0) this.#wake()
    })
  }

  /** As a server asks for it. */
  get timers(): Timers {
    return {
      now: () => this.now(),
      after: (ms, run) => ({ cancel: this.after(ms, run) }),
      soon: (run) => {
        setImmediate(() => {
          this.#time.activity += 1
          if (this.#isAlive) run()
        })
      },
    }
  }
}
