import { openReaders } from '../readers/open-readers.ts'
import type { Reader, Readers } from '../readers/readers.ts'
import { numbers } from '../text/formats.ts'
import { phrase } from '../text/phrase.ts'
import type { UiPhrases } from '../text/ui-phrases.ts'
import { make, place, say } from './make.ts'
import type { ShownMessage } from './message-part.ts'
import { makeReaderRow } from './reader-row.ts'

let ids = 0

/** A reader as it stands in the list. */
interface Row {
  readonly reader: Reader
  readonly row: HTMLElement
}

/** Those of one status in the list of who has a message. */
export class ReadersSection {
  readonly element: HTMLElement
  readonly #of: ShownMessage
  readonly #readers: Readers
  readonly #count = make('span')
  readonly #list = make('ul', { className: 'tallymark-readers' })
  readonly #note = make('p', { className: 'tallymark-note' })
  readonly #more: HTMLButtonElement
  #rows = new Map<string, Row>()
  #stop: (() => void) | undefined

  constructor(of: ShownMessage, filter: Reader['status'], title: keyof UiPhrases) {
    const { conversationId, messageId } = of
    const heading = make('h3', { id: `tallymark-readers-${++ids}` }, phrase(of.language, title), ' ', this.#count)
    this.#of = of
    this.#readers = openReaders(of.client, { conversationId, messageId, filter })
    this.#more = this.#makeButton('showMore', () => this.#loadMore())
    this.#more.className = 'tallymark-more'
    this.element = make('section', {}, heading, this.#list)
    this.element.setAttribute('aria-labelledby', heading.id)
  }

  /** How many there are, loaded or not: with none nothing is asked for. */
  show(count: number): void {
    say(this.#count, numbers(this.#of.language.locale).format(count))
    if (count > 0) this.#stop ??= this.#readers.subscribe(() => this.#showReaders())
    else this.close()
    this.#showReaders()
  }

  close(): void {
    this.#stop?.()
    this.#stop = undefined
  }

  #showReaders(): void {
    const { state, readers, hasNames, hasMore, isLoadingMore } = this.#readers.getSnapshot()
    const isOpen = this.#stop !== undefined
    this.#showRows(isOpen ? readers : [])
    place(this.element, this.#more, isOpen && state === 'ready' && hasMore)
    say(this.#more, phrase(this.#of.language, isLoadingMore ? 'loading' : 'showMore'))
    if (!isOpen) this.#showNote('nobodyYet')
    else if (state !== 'ready') this.#showNote(state === 'failed' ? 'loadFailed' : 'loading')
    else this.#showNote(hasNames ? undefined : 'countsOnly')
  }

  #showNote(name: 'nobodyYet' | 'loadFailed' | 'loading' | 'countsOnly' | undefined): void {
    const text = name ? phrase(this.#of.language, name) : ''
    place(this.element, this.#note, name !== undefined)
    if (this.#note.firstChild?.textContent === text) return
    this.#note.role = name === 'loadFailed' ? 'alert' : null
    this.#note.replaceChildren(text)
    if (name === 'loadFailed')
      this.#note.append(
        ' ',
        this.#makeButton('tryAgain', () => this.#reload()),
      )
  }

  #showRows(readers: readonly Reader[]): void {
    const rows = new Map(readers.map((reader) => [reader.userId, this.#rowOf(reader)]))
    for (const [userId, { row }] of this.#rows) if (rows.get(userId)?.row !== row) row.remove()
    this.#rows = rows
    Array.from(rows.values()).forEach(({ row }, i) => {
      const there = this.#list.children[i] ?? null
      if (there !== row) this.#list.insertBefore(row, there)
    })
  }

  #rowOf(reader: Reader): Row {
    const known = this.#rows.get(reader.userId)
    return known?.reader === reader ? known : { reader, row: makeReaderRow(reader, this.#of.language) }
  }

  /** The button goes after the last page; from the last name on, Tab goes to what came. */
  #loadMore(): void {
    const last = this.#list.lastElementChild as HTMLElement | null
    last?.focus()
    this.#readers.more()
  }

  /** The button goes at once; what it stood in keeps the focus. */
  #reload(): void {
    this.element.closest<HTMLElement>('[tabindex]')?.focus()
    this.#readers.reload()
  }

  #makeButton(name: 'showMore' | 'tryAgain', press: () => void): HTMLButtonElement {
    return make('button', { type: 'button', onclick: press }, phrase(this.#of.language, name))
  }
}
