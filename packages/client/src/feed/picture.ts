import type { Change, Headline, MessagePart, PersonPart, Snapshot, TallyPart } from '@tallymark/core'
import type { Person } from '../views/conversation-snapshot.ts'
import { setsOf } from './sets-of.ts'
import { firstOfNewest } from './window.ts'
import { WINDOW_MAX } from './wire-limits.ts'

/** A conversation as the server has told it, at a version. */
export class Picture {
  declare readonly epoch: string
  declare readonly headline: Headline
  declare readonly to: number | null
  declare version: number
  declare head: number
  declare from: number
  readonly messages = new Map<number, MessagePart>()
  readonly tallies = new Map<number, TallyPart>()
  readonly people: Map<string, Person> | null

  constructor({ messages, tallies, people, ...rest }: Snapshot) {
    Object.assign(this, rest)
    this.people = people && new Map()
    this.#take({ messages, tallies, people: people ?? [] })
  }

  /** Moves on, if the change fits (CLT3). */
  apply(change: Change): boolean {
    if (change.since !== this.version) return false
    this.head = change.head
    this.#take(change)
    for (const userId of change.gone ?? []) this.people?.delete(userId)
    if (this.to === null) this.from = Math.max(this.from, firstOfNewest(this.head, WINDOW_MAX))
    for (const parts of [this.messages, this.tallies])
      for (const seq of parts.keys()) if (seq < this.from) parts.delete(seq)
    // Last: whatever fails before it is told again, for it is asked for from here.
    this.version = change.version
    return true
  }

  /** The message with an id, if it is on the screen. */
  messageOf(messageId: string): MessagePart | undefined {
    return [...this.messages.values()].find((message) => message.messageId === messageId)
  }

  #take({ messages = [], tallies = [], people = [] }: Pick<Change, 'messages' | 'tallies' | 'people'>): void {
    for (const message of messages) {
      this.messages.set(message.seq, message)
      if (message.deleted) this.tallies.delete(message.seq)
    }
    for (const tally of tallies) this.tallies.set(tally[0], tally)
    for (const part of people) this.people?.set(part.userId, personOf(part, this.people.get(part.userId)))
  }
}

const personOf = ({ userId, profile, member, delivered, read }: PersonPart, before: Person | undefined): Person => ({
  userName: null,
  userAvatarUrl: null,
  ...(profile ?? before),
  userId,
  ...setsOf({ member, delivered, read }),
})
