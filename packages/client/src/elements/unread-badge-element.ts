import { badgeText } from '../text/badge-text.ts'
import type { Language } from '../text/language.ts'
import { phrase } from '../text/phrase.ts'
import { make, makeHidden, say, setAttributes, spoken } from './make.ts'
import { Part, type Setting } from './part.ts'

/** `<tallymark-unread-badge conversation>`: how many messages are unread, without the attribute in all conversations; empty where none is. */
export class UnreadBadgeElement extends Part {
  static readonly observedAttributes = ['conversation']
  readonly #number = make('span', { ariaHidden: 'true' })
  readonly #words = makeHidden()
  readonly #badge = make('span', { className: 'tallymark-badge' }, this.#number, this.#words)

  protected watch({ client: { inbox }, language }: Setting): () => void {
    const conversationId = this.getAttribute('conversation')
    const show = (): void => {
      const { unreadMessages, conversations } = inbox.getSnapshot()
      const part = conversations.find((one) => one.conversationId === conversationId)
      const count = conversationId === null ? unreadMessages : (part?.unreadCount ?? 0)
      if (count === 0) this.replaceChildren()
      else this.#show(count, language)
    }
    const stop = inbox.subscribe(show)
    show()
    return stop
  }

  #show(count: number, language: Language): void {
    setAttributes(this.#badge, spoken(language))
    say(this.#number, badgeText(count, language))
    say(this.#words, phrase(language, 'unreadMessages', { count }))
    if (this.#badge.parentNode !== this) this.replaceChildren(this.#badge)
  }
}
