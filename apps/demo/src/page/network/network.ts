import type { Transport, Wire } from '@tallymark/client'
import { Cell } from '../cell.ts'
import { inOrder } from './in-order.ts'

/** How long a slow network takes for each way, in milliseconds. */
const SLOW_MS = 2_000
/** The close code of a connection that was lost without a word. */
const LOST = 1006

/** How a device's network is. */
export interface NetworkState {
  readonly isOffline: boolean
  readonly isSlow: boolean
}

/** The network of one device in this page: all of the device's calls go through it, so that it can be cut and slowed. */
export class Network {
  readonly state = new Cell<NetworkState>({ isOffline: false, isSlow: false })
  readonly #cuts = new Set<() => void>()
  #cut = new AbortController()

  /** Cuts what is open, and lets nothing through until it is back. */
  setOffline(isOffline: boolean): void {
    this.state.set({ ...this.state.getSnapshot(), isOffline })
    if (!isOffline) return
    this.#cut.abort()
    this.#cut = new AbortController()
    for (const cut of [...this.#cuts]) cut()
  }

  /** Tells when the network has come or gone; gives back how to listen no more. */
  onCut(changed: () => void): () => void {
    let before = this.state.getSnapshot().isOffline
    return this.state.subscribe(() => {
      const { isOffline } = this.state.getSnapshot()
      if (isOffline !== before) changed()
      before = isOffline
    })
  }

  setSlow(isSlow: boolean): void {
    this.state.set({ ...this.state.getSnapshot(), isSlow })
  }

  /** A queue for what goes one way. */
  way(): (run: () => void) => void {
    return inOrder(this.#delayMs)
  }

  /** `fetch` over this network. */
  readonly fetch: typeof fetch = (input, init) => {
    const signals = [this.#cut.signal, ...(init?.signal ? [init.signal] : [])]
    return this.through(() => fetch(input, { ...init, signal: AbortSignal.any(signals) }))
  }

  /** Asks something over this network; rejects while it is cut. */
  async through<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    await this.#pass()
    const answer = await ask()
    await this.#pass()
    return answer
  }

  /** A transport over this network; `onFrame` is told of every frame that comes through. */
  over(transport: Transport, onFrame: (text: string) => void): Transport {
    return (call) => {
      const [inward, outward] = [this.way(), this.way()]
      let isOver = false
      const finish = (): void => {
        isOver = true
        this.#cuts.delete(cut)
      }
      const end = (code: number): void => {
        if (isOver) return
        finish()
        call.ended(code)
      }
      const cut = (): void => {
        wire.close()
        end(LOST)
      }
      const heard = (text: string): void => {
        if (isOver) return
        onFrame(text)
        call.heard(text)
      }
      const told = {
        heard: (text: string) => inward(() => heard(text)),
        ended: (code: number) => inward(() => end(code)),
      }
      const wire = this.state.getSnapshot().isOffline ? deadWire(() => end(LOST)) : transport({ ...call, ...told })
      const ifOpen = (run: () => void): void => outward(() => !isOver && run())
      this.#cuts.add(cut)
      return {
        send: (text) => ifOpen(() => wire.send(text)),
        renew: (token) => ifOpen(() => wire.renew(token)),
        close: () => {
          finish()
          wire.close()
        },
      }
    }
  }

  readonly #delayMs = (): number => (this.state.getSnapshot().isSlow ? SLOW_MS : 0)

  async #pass(): Promise<void> {
    const ms = this.#delayMs()
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
    if (this.state.getSnapshot().isOffline) throw new TypeError('The network is cut.')
  }
}

/** A connection that never comes about. */
function deadWire(end: () => void): Wire {
  queueMicrotask(end)
  return { send() {}, renew() {}, close() {} }
}
