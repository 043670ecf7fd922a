import type { Channel, Tabs } from '../../packages/client/src/ports/tabs.ts'
import type { OwnTime, SimTime } from './sim-time.ts'

interface Waiting {
  readonly time: OwnTime
  readonly held: () => void
}

/** What the tabs of one browser share: locks that go to the next when their holder ends, and channels. */
export class SimBrowser {
  readonly #time: SimTime
  readonly #locks = new Map<string, Waiting[]>()
  readonly #channels = new Map<string, Set<{ readonly time: OwnTime; readonly heard: (message: unknown) => void }>>()

  constructor(time: SimTime) {
    this.#time = time
  }

  /** As one tab sees it. */
  tabs(time: OwnTime): Tabs {
    return {
      lock: (name, held) => this.#lock(name, { time, held }),
      channel: (name, heard) => this.#channel(name, time, heard),
    }
  }

  /** A tab ended, well or not: its locks are free, its channels silent. */
  ended(time: OwnTime): void {
    for (const [name, queue] of this.#locks)
      this.#leave(
        name,
        queue.filter((one) => one.time === time),
      )
    for (const ends of this.#channels.values()) for (const end of ends) if (end.time === time) ends.delete(end)
  }

  #lock(name: string, waiting: Waiting): () => void {
    const queue = this.#locks.get(name) ?? []
    this.#locks.set(name, queue)
    queue.push(waiting)
    if (queue.length === 1) this.#hand(waiting, queue)
    return () => this.#leave(name, [waiting])
  }

  #leave(name: string, who: readonly Waiting[]): void {
    const queue = this.#locks.get(name)
    if (queue === undefined || who.length === 0) return
    const holder = queue[0]
    for (const one of who) if (queue.includes(one)) queue.splice(queue.indexOf(one), 1)
    if (queue[0] !== undefined && queue[0] !== holder) this.#hand(queue[0], queue)
  }

  #hand(waiting: Waiting, queue: readonly Waiting[]): void {
    this.#time.after(1, () => {
      if (queue[0] === waiting) waiting.time.after(0, waiting.held)
    })
  }

  #channel(name: string, time: OwnTime, heard: (message: unknown) => void): Channel {
    const ends = this.#channels.get(name) ?? new Set()
    this.#channels.set(name, ends)
    const end = { time, heard }
    ends.add(end)
    return {
      post: (message) => {
        const copy = structuredClone(message)
        for (const other of ends)
          if (other !== end)
            this.#time.after(1, () => {
              if (ends.has(other)) other.time.after(0, () => other.heard(copy))
            })
      },
      close: () => {
        ends.delete(end)
      },
    }
  }
}
