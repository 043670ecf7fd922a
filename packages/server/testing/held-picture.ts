import type { Change, MessagePart, Own, PersonPart, ServerFrame, Snapshot, TallyPart } from '@tallymark/core'

/** A picture with nothing in it that depends on the way to it. */
export interface Picture {
  readonly epoch: string
  readonly head: number
  readonly from: number
  readonly to: number | null
  readonly headline: string
  readonly visibility: string
  readonly messages: readonly MessagePart[]
  readonly tallies: readonly TallyPart[]
  readonly people: readonly PersonPart[] | null
}

/** What a strict device holds of a conversation: a frame that does not fit exactly on what it holds is an error. */
export class HeldPicture {
  #base: Snapshot | undefined
  readonly #messages = new Map<number, MessagePart>()
  readonly #tallies = new Map<number, TallyPart>()
  #people: Map<string, PersonPart> | null = new Map()
  version = 0
  head = 0
  own: Own | undefined
  /** The code of the refusal that ended it. */
  ended: string | undefined

  /** What frames one after another say of a conversation. */
  static of(frames: readonly ServerFrame[], conversationId = 'c1', held = new HeldPicture()): HeldPicture {
    for (const frame of frames)
      if ('conversationId' in frame && frame.conversationId === conversationId) held.apply(frame)
    return held
  }

  get hasNames(): boolean {
    return this.#people !== null
  }

  apply(frame: ServerFrame): void {
    if (frame.type === 'snapshot') this.#begin(frame)
    else if (frame.type === 'change') this.#change(frame)
    else if (frame.type === 'own') this.#takeOwn(frame)
    else if (frame.type === 'refused' && frame.id === undefined) {
      this.#base = undefined
      this.own = undefined
      this.ended = frame.code
    }
  }

  /** The picture, in order. */
  get picture(): Picture {
    if (this.#base === undefined) throw new Error(`there is no picture: ${this.ended}`)
    const { epoch, from, to, headline, visibility } = this.#base
    const bySeq = ([a]: readonly [number, unknown], [b]: readonly [number, unknown]): number => a - b
    return {
      ...{ epoch, head: this.head, from, to, headline, visibility },
      messages: [...this.#messages].sort(bySeq).map(([, part]) => part),
      tallies: [...this.#tallies].sort(bySeq).map(([, part]) => part),
      people: this.#people && [...this.#people.values()].sort((a, b) => (a.userId < b.userId ? -1 : 1)),
    }
  }

  #begin(frame: Snapshot): void {
    this.#base = frame
    this.ended = undefined
    this.version = frame.version
    this.head = frame.head
    this.#messages.clear()
    this.#tallies.clear()
    this.#people = frame.people && new Map()
    this.#put(frame)
  }

  #change(frame: Change): void {
    if (this.#base === undefined) throw new Error('a change came before a snapshot')
    if (frame.since !== this.version)
      throw new Error(`a change since ${frame.since} does not fit on version ${this.version}`)
    if (frame.version < frame.since || frame.head < this.head) throw new Error('a change goes back')
    this.version = frame.version
    this.head = frame.head
    for (const userId of frame.gone ?? []) this.#named().delete(userId)
    this.#put(frame)
  }

  #put({
    messages = [],
    tallies = [],
    people,
  }: (Pick<Change, 'messages' | 'tallies'> & Pick<Snapshot, 'people'>) | Change): void {
    for (const message of messages) {
      if (!this.#isInWindow(message.seq)) throw new Error(`message ${message.seq} is outside of the window`)
      this.#messages.set(message.seq, message)
      if (message.deleted === true) this.#tallies.delete(message.seq)
    }
    for (const tally of tallies) {
      const message = this.#messages.get(tally[0])
      if (message === undefined || message.deleted === true) throw new Error(`tally ${tally[0]} is of no message`)
      this.#tallies.set(tally[0], tally)
    }
    for (const person of people ?? []) this.#putPerson(person)
  }

  #putPerson(person: PersonPart): void {
    const profile = person.profile ?? this.#named().get(person.userId)?.profile
    if (profile === undefined) throw new Error(`${person.userId} came without a profile`)
    this.#named().set(person.userId, { ...person, profile })
  }

  #named(): Map<string, PersonPart> {
    if (this.#people === null) throw new Error('people came where there are counts only')
    return this.#people
  }

  #isInWindow(seq: number): boolean {
    return seq >= (this.#base?.from ?? 1) && seq <= (this.#base?.to ?? this.head)
  }

  #takeOwn(frame: Own): void {
    if (frame.revision < (this.own?.revision ?? 0)) throw new Error('an own truth goes back')
    this.own = frame
  }
}
