export * from '@tallymark/core'
export { StoreError } from './engine/ports/store-error.ts'
export { TallymarkError } from './engine/tallymark-error.ts'
export { openTallymark, type Tallymark, type TallymarkOptions } from './open-tallymark.ts'
