import { onTestFinished } from 'vitest'
import type { Store } from '../../src/engine/ports/store.ts'

/** Where a store under the contract keeps its data. Made empty for each test. */
export interface StorePlace {
  /** Whether what was written is there for the next store that opens the place, and for two at once. */
  readonly isLasting: boolean
  open(): Promise<Store>
  /** Takes everything away. All stores of the place are closed. */
  remove(): void | Promise<void>
}

/** Makes a place of its own for a test. */
export type NewPlace = () => StorePlace

/** Tests of the contract, each of which is defined for a kind of place. */
export type ContractPart = readonly ((newPlace: NewPlace) => void)[]

/** A place whose stores are closed and which is removed when the test is over. */
export function placeForTest(newPlace: NewPlace): StorePlace {
  const place = newPlace()
  const opened: Store[] = []
  onTestFinished(async () => {
    for (const store of opened) await store.close().catch(() => {})
    await place.remove()
  })
  return {
    ...place,
    open: async () => {
      const store = await place.open()
      opened.push(store)
      return store
    },
  }
}

/** An empty store for a test. */
export const storeForTest = (newPlace: NewPlace): Promise<Store> => placeForTest(newPlace).open()
