export type { Attention } from './attention.ts'
export { detectReading } from './detect-reading.ts'
export { pageAttention } from './page-attention.ts'
export type { Reading, ReadingOptions, ReadingPolicy } from './reading.ts'
