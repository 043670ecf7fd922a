import type { Client } from '../create-client-on.ts'
import type { Language } from '../text/language.ts'

/** Whose receipts the elements of this page show, and in which language. */
export interface Setting {
  readonly client: Client
  readonly language: Language
}

let setting: Setting | undefined
const connected = new Set<Part>()

/** The setting of this page, once it is known. */
export const currentSetting = (): Setting | undefined => setting

/** From now on all elements of this page show this. */
export function changeSetting(now: Setting): void {
  setting = now
  for (const part of connected) part.restart()
}

// On a server there are no elements; nothing is made of this there.
const Base = (globalThis.HTMLElement ?? Object) as typeof HTMLElement

/** An element that shows something live while it is on a page. */
export abstract class Part extends Base {
  #stop = (): void => {}

  /** Shows what its attributes name, until the function that is given back is called. */
  protected abstract watch(setting: Setting): () => void

  /** Shows it anew: the attributes or the setting are others. */
  restart(): void {
    this.#stop()
    this.#stop = setting ? this.watch(setting) : () => {}
  }

  connectedCallback(): void {
    connected.add(this)
    this.restart()
  }

  disconnectedCallback(): void {
    connected.delete(this)
    this.#stop()
    this.#stop = () => {}
  }

  attributeChangedCallback(_name: string, before: string | null, now: string | null): void {
    if (before !== now && this.isConnected) this.restart()
  }
}
