/** How long a pause lasts, in milliseconds. */
const PAUSE_MS = 1_500

/** A pause before something is tried again, which can be cut short. */
export class ShortPause {
  #wake = (): void => {}

  /** Resolves when it is over. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
      setTimeout(resolve, PAUSE_MS)
    })
  }

  /** Ends it now. */
  cutShort(): void {
    this.#wake()
  }
}
