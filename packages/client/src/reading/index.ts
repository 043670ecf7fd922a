export type { Attention } from './attention.ts'
export { detectReading, type ReadConversation } from './detect-reading.ts'
export { pageAttention } from './page-attention.ts'
export type { Reading, ReadingOptions, ReadingPolicy } from './reading.ts'
