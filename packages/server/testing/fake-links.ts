import type { Connect, Link, LinkOwner } from '../src/bus/link.ts'

/** A connection of a test's own making: it does what the test says, and notes what it was asked. */
export class FakeLink implements Link {
  readonly listening: Promise<void>
  readonly owner: LinkOwner
  readonly beganAt: number
  readonly batches: (readonly string[])[] = []
  probes = 0
  isEnded = false
  /** Answers the oldest question that is open. */
  readonly answers: PromiseWithResolvers<void>[] = []

  constructor(owner: LinkOwner, beganAt: number, listening: Promise<void>) {
    this.owner = owner
    this.beganAt = beganAt
    this.listening = listening
  }

  send(texts: readonly string[]): Promise<void> {
    this.batches.push(texts)
    return this.#question()
  }

  probe(): Promise<void> {
    this.probes += 1
    return this.#question()
  }

  async end(): Promise<void> {
    this.isEnded = true
  }

  #question(): Promise<void> {
    const answer = Promise.withResolvers<void>()
    this.answers.push(answer)
    return answer.promise
  }
}

/** All connections that a bus began, each listening as the test says. */
export class FakeLinks {
  readonly all: FakeLink[] = []
  readonly #now: () => number
  /** What becomes of the next one that begins. */
  listening: () => Promise<void> = async () => {}

  constructor(now: () => number) {
    this.#now = now
  }

  readonly connect: Connect = (owner) => {
    const link = new FakeLink(owner, this.#now(), this.listening())
    this.all.push(link)
    return link
  }

  /** The one that began last. */
  get last(): FakeLink {
    return this.all.at(-1) as FakeLink
  }
}
