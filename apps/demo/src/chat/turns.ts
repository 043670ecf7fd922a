/** Work on a conversation, one piece after the other, so that its messages have one order here and in Tallymark. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Does the work once all that came before is done, whatever became of it. */
  take<Outcome>(conversationId: string, work: () => Promise<Outcome>): Promise<Outcome> {
    const turn = (this.#last.get(conversationId) ?? Promise.resolve()).then(work, work)
    this.#last.set(conversationId, turn)
    const forget = () => this.#last.get(conversationId) === turn && this.#last.delete(conversationId)
    turn.then(forget, forget)
    return turn
  }

  /** Waits until no work is left. */
  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.allSettled(this.#last.values())
  }
}
