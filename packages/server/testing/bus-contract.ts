import { afterAll, beforeAll, describe } from 'vitest'
import type { BusPlace, Place } from './bus-contract/bus-place.ts'
import { carrying } from './bus-contract/carrying.ts'
import { ending } from './bus-contract/ending.ts'
import { faults } from './bus-contract/faults.ts'
import { telling } from './bus-contract/telling.ts'

export type { BusPlace } from './bus-contract/bus-place.ts'

const PARTS: readonly ((place: Place) => void)[] = [telling, carrying, ending, faults]

/** What every bus of the port must do, as tests: to be called in a test file with a way to make a place for it. */
export function busContract(name: string, newPlace: () => Promise<BusPlace>): void {
  describe(name, () => {
    let place: BusPlace
    beforeAll(async () => {
      place = await newPlace()
    })
    afterAll(() => place?.[Symbol.asyncDispose]())
    for (const define of PARTS) define(() => place)
  })
}
