import type { Store } from '../src/engine/ports/store.ts'
import { StoreError } from '../src/engine/ports/store-error.ts'
import { aroundStore } from './around-store.ts'

/** Which call of a store fails, counted from 1: instead of being done, or after it was done, so that only its answer is lost. */
export interface Fault {
  readonly call: number
  readonly when: 'before' | 'after'
}

/** A store of which one call fails. */
export interface FaultyStore {
  readonly store: Store
  /** How many calls were made. */
  calls(): number
}

/** The store with this fault, or with none. */
export function faultyStore(store: Store, fault?: Fault): FaultyStore {
  let calls = 0
  return {
    store: aroundStore(store, async ({ run, giveUp }) => {
      calls += 1
      if (fault === undefined || calls !== fault.call) return run()
      if (fault.when === 'after') await run()
      await giveUp()
      throw new StoreError('unavailable', `Call ${calls} failed.`)
    }),
    calls: () => calls,
  }
}
