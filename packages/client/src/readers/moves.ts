import type { Conversation } from '../views/conversation.ts'

/** Tells up to which version a message has moved, as the live view shows it. */
export class Moves {
  readonly #conversation: Conversation
  readonly #messageId: string
  #shown: readonly unknown[] = []
  #version = 0

  constructor(conversation: Conversation, messageId: string) {
    this.#conversation = conversation
    this.#messageId = messageId
  }

  /** The version at which it has moved since it was asked last; infinite where no version tells; 0 if it has not. */
  next(): number {
    const { version } = this.#conversation.getSnapshot()
    const message = this.#conversation.message(this.#messageId)
    const recipients = this.#conversation.recipientsOf(this.#messageId)
    // Of a message off the screen the view says nothing: then it may have moved with anything that does.
    const shown = [message, recipients, message ? 0 : version]
    const hasMoved = shown.some((part, i) => part !== this.#shown[i])
    // Another history has versions of its own; what is refused has none.
    const isOther = version < this.#version
    this.#shown = shown
    this.#version = version
    if (!hasMoved) return 0
    return isOther ? Number.POSITIVE_INFINITY : version
  }
}
