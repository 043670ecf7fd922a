import type { Timers } from '../engine/ports/timers.ts'

/** What every bus is given. */
export interface BusParts {
  readonly timers: Timers
  /** A number from 0 to below 1. */
  readonly random: () => number
  readonly report: BusReport
}

/** Hears what whoever runs the server should know of a bus. */
export interface BusReport {
  /** A sentence about the way to the bus's server. It never holds a password. */
  said(sentence: string): void
  /** A listener threw this. */
  threw(fault: unknown): void
}
