import { describe } from 'vitest'
import { committing } from './store-contract/committing.ts'
import { counting } from './store-contract/counting.ts'
import { finding } from './store-contract/finding.ts'
import { keeping } from './store-contract/keeping.ts'
import { lookingUp } from './store-contract/looking-up.ts'
import { moving } from './store-contract/moving.ts'
import { removing } from './store-contract/removing.ts'
import type { ContractPart, NewPlace } from './store-contract/store-place.ts'

export type { NewPlace, StorePlace } from './store-contract/store-place.ts'

const PARTS: Readonly<Record<string, ContractPart>> = {
  finding,
  lookingUp,
  counting,
  committing,
  removing,
  moving,
  keeping,
}

/** What every store of the port must do, as tests: to be called in a test file with a way to make an empty place for it. */
export function storeContract(name: string, newPlace: NewPlace): void {
  describe(name, () => {
    for (const tests of Object.values(PARTS)) for (const define of tests) define(newPlace)
  })
}
