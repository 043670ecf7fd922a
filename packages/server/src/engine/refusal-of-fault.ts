import { type Refusal, type RefusalCode, refuse } from '@tallymark/core'
import { StoreError } from './ports/store-error.ts'

/** What whoever asked is told of a fault of the store or of ours: that of a store that was closed on purpose is no failure of it. */
export const refusalOfFault = (fault: unknown): Refusal => refuse(codeOf(fault))

function codeOf(fault: unknown): RefusalCode {
  if (!(fault instanceof StoreError)) return 'internal'
  return fault.code === 'closed' ? 'stopping' : 'storage_unavailable'
}
