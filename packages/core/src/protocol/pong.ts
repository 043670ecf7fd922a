import { record } from './shape.ts'

/** A sign of life. */
export interface Pong {
  readonly type: 'pong'
}

export const PONG = record({})
