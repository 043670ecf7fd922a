import type { Timers } from '../ports/timers.ts'
import type { Sight } from './sight.ts'

/**
 * How a message stands: in view but not to its end, to its end since a while, told of, or told of and out of view since a while. It is looked at
 * anew at `lookAt`.
 */
type Stay =
  | { readonly is: 'partly'; readonly lookAt: number }
  | { readonly is: 'dwelling'; readonly since: number; readonly lookAt: number }
  | { readonly is: 'told'; readonly lookAt: number }
  | { readonly is: 'gone'; readonly since: number; readonly lookAt: number }

/** How often is looked for an end that is not in sight: no observer tells when the end of something taller than the screen comes up. */
const LOOK_MS = 200

const NEVER = Number.POSITIVE_INFINITY

/**
 * How long each message has been in view (REA1, REA2). Knows no page: it is told what can be seen, and asks to be told anew when a dwell should
 * have ended and while an end is still to come. One timer serves all; none runs while nobody is here.
 */
export class Dwells<Message> {
  readonly #timers: Timers
  readonly #look: (messages: readonly Message[]) => void
  /** Of the messages in view, and of those told of that were. */
  readonly #stays = new Map<Message, Stay>()
  #isHere = false
  #callOff = (): void => {}

  /** `look` asks for what can be seen of these messages now. */
  constructor(timers: Timers, look: (messages: readonly Message[]) => void) {
    this.#timers = timers
    this.#look = look
  }

  /**
   * Takes what can be seen of messages; gives those whose end has been in sight for the dwell, each once until it was out of view for as long
   * and has come back. One that does not count starts anew.
   */
  see(sights: ReadonlyMap<Message, Sight>, dwellMs: number, counts: (message: Message) => boolean): readonly Message[] {
    const now = this.#timers.now()
    const seen: Message[] = []
    for (const [message, sight] of sights) {
      let stay = stayAfter(this.#stays.get(message), sight === 'end' && !this.#isHere ? 'part' : sight, now, dwellMs)
      if (stay?.is === 'dwelling' && stay.lookAt <= now) {
        const isSeen = counts(message)
        stay = isSeen ? TOLD : partly(now)
        if (isSeen) seen.push(message)
      }
      if (stay) this.#stays.set(message, stay)
      else this.#stays.delete(message)
    }
    this.#setTimer()
    return seen
  }

  /** Somebody came or went. Whoever comes back starts every dwell anew. */
  attend(isHere: boolean): void {
    if (isHere === this.#isHere) return
    this.#isHere = isHere
    for (const [message, { is }] of this.#stays) if (is === 'dwelling') this.#stays.set(message, partly(0))
    if (isHere) this.lookAgain()
    else this.#callOff()
  }

  /** Looks at everything in view now. */
  lookAgain(): void {
    this.#lookIf(() => true)
  }

  /** Takes what is in view of these messages as told. */
  settle(messages: Iterable<Message>): void {
    for (const message of messages) {
      const stay = this.#stays.get(message)
      if (stay && stay.is !== 'gone') this.#stays.set(message, TOLD)
    }
  }

  /** Goes on with a message as with another one, which is the same in another place. */
  copy(from: Message, to: Message): void {
    const stay = this.#stays.get(from)
    if (stay) this.#stays.set(to, stay)
  }

  /** The message is no longer watched. */
  forget(message: Message): void {
    this.#stays.delete(message)
    if (this.#stays.size === 0) this.#callOff()
  }

  #lookIf(isDue: (lookAt: number) => boolean): void {
    const due = [...this.#stays].filter(([, stay]) => !isSettled(stay) && isDue(stay.lookAt))
    // The answer says when to look next; until it comes there is nothing to wait for.
    for (const [message, stay] of due) this.#stays.set(message, { ...stay, lookAt: NEVER })
    this.#look(due.map(([message]) => message))
    this.#setTimer()
  }

  #setTimer(): void {
    this.#callOff()
    let next = NEVER
    for (const { lookAt } of this.#stays.values()) next = Math.min(next, lookAt)
    if (!this.#isHere || next === NEVER) return
    const ms = Math.max(0, next - this.#timers.now())
    this.#callOff = this.#timers.after(ms, () => this.#lookIf((lookAt) => lookAt <= this.#timers.now()))
  }
}

const TOLD: Stay = { is: 'told', lookAt: NEVER }

const isSettled = ({ is }: Stay): boolean => is === 'told' || is === 'gone'

const partly = (now: number): Stay => ({ is: 'partly', lookAt: now + LOOK_MS })

function stayAfter(stay: Stay | undefined, sight: Sight, now: number, dwellMs: number): Stay | undefined {
  if (sight === 'none') return awayAfter(stay, now)
  if (stay?.is === 'told') return stay
  // The page may have shifted for a moment: nobody has looked away.
  if (stay?.is === 'gone' && now - stay.since < dwellMs) return TOLD
  if (sight === 'part') return partly(now)
  const since = stay?.is === 'dwelling' ? stay.since : now
  return { is: 'dwelling', since, lookAt: since + dwellMs }
}

function awayAfter(stay: Stay | undefined, now: number): Stay | undefined {
  if (stay?.is === 'told') return { is: 'gone', since: now, lookAt: NEVER }
  return stay?.is === 'gone' ? stay : undefined
}
