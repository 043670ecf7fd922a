export type { RecipientState } from '@tallymark/core'
export { openReaders } from './open-readers.ts'
export type { Reader, Readers, ReadersOf, ReadersSnapshot } from './readers.ts'
