import { type Crowd, conversationName, messageName, type Reading, readingsOf, userName } from './crowd.ts'

/** The input of a mark of one message as read. */
export interface SingleRead {
  readonly conversationId: string
  readonly recipientId: string
  readonly messageId: string
}

/** What a reading is in the library's words. */
export const singleRead = (crowd: Crowd, { conversation, member, seq }: Reading): SingleRead => ({
  conversationId: conversationName(conversation),
  recipientId: userName(crowd, conversation, member),
  messageId: messageName(seq),
})

/** Callers that each mark one message after another and wait for every mark before the next. They go on where they stopped. */
export class Callers {
  readonly #readings: readonly Generator<Reading>[]

  constructor(crowd: Crowd, callers: number) {
    this.#readings = Array.from({ length: callers }, (_, caller) => readingsOf(crowd, caller, callers))
  }

  /** How many marks were acknowledged when the time is up, those included that were under way then. What `mark` gives is awaited. */
  async work(untilMs: number, mark: (reading: Reading, caller: number) => unknown): Promise<number> {
    let done = 0
    const call = async (readings: Generator<Reading>, caller: number): Promise<void> => {
      while (performance.now() < untilMs) {
        const next = readings.next()
        if (next.done === true) return
        await mark(next.value, caller)
        done += 1
      }
    }
    await Promise.all(this.#readings.map(call))
    return done
  }
}
