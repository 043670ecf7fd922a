import type { Summarised } from '@tallymark/core'
import type { Language } from '../text/language.ts'
import { statusLine } from '../text/status-line.ts'
import { TICK_PATHS, tickOf } from '../text/tick-mark.ts'
import type { MessageSummary } from '../views/conversation-snapshot.ts'
import { make, makeHidden, makePicture, say, setAttributes, spoken } from './make.ts'
import { MessagePart, type ShownMessage, summarised } from './message-part.ts'

/** `<tallymark-ticks conversation message>`; `sending="sending"` or `"failed"` says what the chat alone knows of a message that the server has not. */
export class TicksElement extends MessagePart {
  static override readonly observedAttributes = [...MessagePart.observedAttributes, 'sending']
  readonly #picture = makePicture('0 0 20 12', '')
  readonly #line = makeHidden()
  readonly #ticks = make('span', { className: 'tallymark-ticks' })

  protected show(summary: MessageSummary | undefined, { language }: ShownMessage): void {
    const status = summary ? summarised(summary) : this.#onTheWay()
    if (this.#ticks.parentNode !== this) this.replaceChildren(this.#ticks)
    if (status) this.#turn(status, language)
    else this.clear()
  }

  protected clear(): void {
    this.#ticks.replaceChildren()
    this.#ticks.removeAttribute('title')
    delete this.#ticks.dataset.status
  }

  #turn(status: Summarised, language: Language): void {
    const [mark, line] = [tickOf(status), statusLine(status, language)]
    if (this.#line.parentNode !== this.#ticks) this.#ticks.append(this.#picture.svg, this.#line)
    setAttributes(this.#ticks, { ...spoken(language), 'data-status': mark, title: line })
    setAttributes(this.#picture.path, { d: TICK_PATHS[mark] })
    say(this.#line, line)
  }

  #onTheWay(): Summarised | undefined {
    const sending = this.getAttribute('sending')
    if (sending !== 'sending' && sending !== 'failed') return undefined
    return { overallStatus: sending, totalRecipients: 0, deliveredCount: 0, readCount: 0 }
  }
}
