/** An expected end of a request: the status of the answer, and a sentence for whoever reads it. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number

  constructor(status: number, sentence: string) {
    super(sentence)
    this.status = status
  }

  /** Whether asking again would be refused again. */
  get isFinal(): boolean {
    return this.status < 500 && this.status !== 429
  }
}
