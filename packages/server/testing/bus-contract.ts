import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import type { BusPlace, Place } from './bus-contract/bus-place.ts'
import { carrying } from './bus-contract/carrying.ts'
import { ending } from './bus-contract/ending.ts'
import { faults } from './bus-contract/faults.ts'
import { telling } from './bus-contract/telling.ts'

export type { BusPlace } from './bus-contract/bus-place.ts'

const PARTS: readonly ((place: Place) => void)[] = [telling, carrying, ending, faults]

/**
 * What every bus of the port must do, as tests: to be called in a test file with a way to make a place for it, and with the reason why there
 * can be none here, if so.
 */
export function busContract(name: string, newPlace: () => Promise<BusPlace>, whyNot?: string): void {
  describe(name, () => {
    let place: BusPlace
    beforeAll(async () => {
      if (whyNot === undefined) place = await newPlace()
    })
    beforeEach(({ skip }) => skip(whyNot !== undefined, `${whyNot}`))
    afterAll(() => place?.[Symbol.asyncDispose]())
    for (const define of PARTS) define(() => place)
  })
}
