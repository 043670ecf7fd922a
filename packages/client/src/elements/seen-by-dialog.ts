import { phrase } from '../text/phrase.ts'
import type { MessageSummary } from '../views/conversation-snapshot.ts'
import { make, makePicture, say, spoken } from './make.ts'
import type { ShownMessage } from './message-part.ts'
import { ReadersSection } from './readers-section.ts'

let ids = 0

/** Who has a message and who read it when, as a dialog that is live while it is open. */
export class SeenByDialog {
  readonly element: HTMLDialogElement
  readonly #of: ShownMessage
  readonly #sections: readonly ReadersSection[]
  readonly #hidden = make('p', { className: 'tallymark-note' })

  constructor(of: ShownMessage) {
    this.#of = of
    this.#sections = [
      new ReadersSection(of, 'read', 'readTab'),
      new ReadersSection(of, 'delivered', 'deliveredTab'),
      new ReadersSection(of, 'pending', 'pendingTab'),
    ]
    this.element = make('dialog', { className: 'tallymark-dialog', ...spoken(of.language) })
    this.element.append(this.#makeInside())
    this.#closeBeside()
  }

  /** Tells how many they are now. */
  show({ totalRecipients, deliveredCount, readCount, hiddenCount }: MessageSummary): void {
    const counts = [readCount, deliveredCount - readCount, totalRecipients - deliveredCount]
    this.#sections.forEach((section, i) => {
      section.show(counts[i] as number)
      // That nobody has read it yet is worth saying.
      section.element.hidden = i > 0 && counts[i] === 0
    })
    this.#hidden.hidden = hiddenCount === 0
    say(this.#hidden, phrase(this.#of.language, 'hiddenReaders', { count: hiddenCount }))
  }

  /** Ends all that is live in it. */
  end(): void {
    for (const section of this.#sections) section.close()
    this.element.close()
    this.element.remove()
  }

  #makeInside(): HTMLElement {
    const { language } = this.#of
    const title = make('h2', { id: `tallymark-seen-by-${++ids}` }, phrase(language, 'seenByTitle'))
    const close = make('button', { type: 'button', className: 'tallymark-close', ariaLabel: phrase(language, 'close') })
    close.append(makePicture('0 0 12 12', 'M2 2l8 8M10 2l-8 8').svg)
    close.onclick = () => this.element.close()
    const parts = this.#sections.map(({ element }) => element)
    // It scrolls, by the keyboard too.
    const list = make('section', { className: 'tallymark-scroll', tabIndex: 0 }, ...parts, this.#hidden)
    for (const labelled of [this.element, list]) labelled.setAttribute('aria-labelledby', title.id)
    return make('div', {}, make('header', {}, title, close), list)
  }

  /** A click beside it closes it, but not the end of one that began inside, as when selecting text. */
  #closeBeside(): void {
    let isPressedBeside = false
    this.element.onpointerdown = ({ target }) => {
      isPressedBeside = target === this.element
    }
    this.element.onclick = ({ target }) => {
      if (isPressedBeside && target === this.element) this.element.close()
    }
  }
}
