import type { BusListener, CountedBus } from '../../src/engine/ports/bus.ts'
import type { BusPlace } from './bus-place.ts'
import { CountedTimers } from './counted-timers.ts'

/** A node of a test: its bus, and all that it was told. */
export class BusNode implements BusListener, AsyncDisposable {
  readonly bus: CountedBus
  readonly timers: CountedTimers
  readonly texts: string[] = []
  readonly said: string[]
  readonly threw: unknown[]
  missed = 0

  private constructor(bus: CountedBus, timers: CountedTimers, said: string[], threw: unknown[]) {
    this.bus = bus
    this.timers = timers
    this.said = said
    this.threw = threw
    bus.listen(this)
  }

  /** Opens one at a place. */
  static async at(place: Pick<BusPlace, 'open'>, name = 'receipts'): Promise<BusNode> {
    const timers = new CountedTimers()
    const said: string[] = []
    const threw: unknown[] = []
    const report = { said: (sentence: string) => said.push(sentence), threw: (fault: unknown) => threw.push(fault) }
    return new BusNode(await place.open(name, { timers, report }), timers, said, threw)
  }

  heard(text: string): void {
    this.texts.push(text)
  }

  mayHaveMissed(): void {
    this.missed += 1
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.bus.close()
  }
}
