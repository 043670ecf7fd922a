import { createHash } from 'node:crypto'

/** What a server says of a name that its session does not know, or knows already: the session is not the one that the name was given in. */
const UNKNOWN_NAME = '26000'
const TAKEN_NAME = '42P05'

/**
 * The names by which a session knows a statement again, so that it is parsed and planned once and not for each commit. A name is made of the statement's text, so
 * the same name never means two statements. They are given up for good once it shows that a pooler changes the session behind them.
 */
export class StatementNames {
  readonly #names = new Map<string, string>()
  readonly #onForbidden: () => void
  #isAllowed = false

  /** None are given before `allow`. `onForbidden` hears that they are given up. */
  constructor(onForbidden: () => void) {
    this.#onForbidden = onForbidden
  }

  allow(): void {
    this.#isAllowed = true
  }

  /** Whether they are given: then it has not shown yet that the session behind a connection changes. */
  get areGiven(): boolean {
    return this.#isAllowed
  }

  /** Nothing where the statement must go without. */
  nameOf(text: string): string | undefined {
    if (!this.#isAllowed) return undefined
    const known = this.#names.get(text)
    if (known !== undefined) return known
    const name = `tallymark_${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`
    this.#names.set(text, name)
    return name
  }

  /** Takes the code of an error; `wasKnown` says whether the same name was answered to before on this connection.*/
  learn(code: string, wasKnown: boolean): void {
    const isOtherSession = code === TAKEN_NAME || (code === UNKNOWN_NAME && wasKnown)
    if (isOtherSession && this.#isAllowed) this.#onForbidden()
    if (isOtherSession) this.#isAllowed = false
  }
}

/** Whether an error is about the name of a statement: nothing of it was done. */
export const isOfName = (code: string | undefined): boolean => code === TAKEN_NAME || code === UNKNOWN_NAME
