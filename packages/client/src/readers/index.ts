export type { RecipientState } from '@tallymark/core'
export { openReaders } from './open-readers.ts'
export { NO_READERS, type Reader, type Readers, type ReadersOf, type ReadersSnapshot } from './readers.ts'
