import { statusLine } from '../text/status-line.ts'
import type { MessageSummary } from '../views/conversation-snapshot.ts'
import { make, say, setAttributes, spoken } from './make.ts'
import { MessagePart, type ShownMessage, summarised } from './message-part.ts'
import { SeenByDialog } from './seen-by-dialog.ts'

/** `<tallymark-seen-by conversation message>`: a button that says how far a message has come and opens the list of who has it. */
export class SeenByElement extends MessagePart {
  readonly #button = make('button', { type: 'button', className: 'tallymark-seen-by', ariaHasPopup: 'dialog' })
  #dialog: SeenByDialog | undefined
  #shown: MessageSummary | undefined

  protected show(summary: MessageSummary | undefined, of: ShownMessage): void {
    const status = summarised(summary)
    this.#shown = summary
    if (summary && status) this.#tell(summary, statusLine(status, of.language), of)
    else this.clear()
  }

  protected clear(): void {
    const dialog = this.#dialog
    this.#dialog = undefined
    dialog?.end()
    this.replaceChildren()
  }

  #tell(summary: MessageSummary, line: string, of: ShownMessage): void {
    say(this.#button, line)
    setAttributes(this.#button, spoken(of.language))
    this.#button.onclick = () => this.#open(of)
    if (this.#button.parentNode !== this) this.replaceChildren(this.#button)
    this.#dialog?.show(summary)
  }

  #open(of: ShownMessage): void {
    if (this.#dialog || !this.#shown) return
    const dialog = new SeenByDialog(of)
    this.#dialog = dialog
    dialog.show(this.#shown)
    dialog.element.onclose = () => {
      dialog.end()
      if (this.#dialog !== dialog) return
      this.#dialog = undefined
      this.#button.focus()
    }
    this.append(dialog.element)
    dialog.element.showModal()
  }
}
