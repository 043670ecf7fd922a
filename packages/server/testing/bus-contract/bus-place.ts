import type { BusReport } from '../../src/bus/bus-parts.ts'
import type { CountedBus } from '../../src/engine/ports/bus.ts'
import type { Timers } from '../../src/engine/ports/timers.ts'
import type { TcpProxy } from '../tcp-proxy.ts'

/** What a bus is opened with in a test. */
export interface NodeParts {
  readonly timers: Timers
  readonly report: BusReport
}

/** Where the nodes of a contract's installations meet. */
export interface BusPlace extends AsyncDisposable {
  /** Opens the bus of a node; those of one name hear each other. */
  open(name: string, parts: NodeParts): Promise<CountedBus>
  /** What every node's connection goes through, and the server behind it; nothing where there is no server. */
  readonly way?: {
    readonly proxy: TcpProxy
    readonly server: { stop(how?: 'fast' | 'immediate'): Promise<void>; start(): Promise<void> }
  }
}

/** The place of the tests that run. */
export type Place = () => BusPlace
