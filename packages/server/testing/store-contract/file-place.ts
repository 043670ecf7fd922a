import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '../../src/engine/ports/store.ts'
import type { NewPlace } from './store-place.ts'

/** Places that are a file each, in a folder of its own. */
export const filePlace =
  (open: (file: string) => Promise<Store>): NewPlace =>
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'tallymark-store-'))
    return {
      isLasting: true,
      open: () => open(join(folder, 'store.db')),
      remove: () => rmSync(folder, { recursive: true, force: true }),
    }
  }
