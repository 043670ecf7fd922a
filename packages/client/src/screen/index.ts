export type { Screen } from './screen.ts'
export { screenOf } from './screen-of.ts'
