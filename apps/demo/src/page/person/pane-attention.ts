import { type Attention, pageAttention } from '@tallymark/client/reading'
import { Cell } from '../cell.ts'

/** Whether somebody looks at one of several people's tabs in this window: the window has attention, and the tab is not hidden. */
export class PaneAttention implements Attention {
  readonly isHidden = new Cell(false)
  readonly #page = pageAttention()

  readonly isHere = (): boolean => this.#page.isHere() && !this.isHidden.getSnapshot()

  readonly subscribe = (listener: () => void): (() => void) => {
    const offs = [this.#page.subscribe(listener), this.isHidden.subscribe(listener)]
    return () => {
      for (const off of offs) off()
    }
  }
}
