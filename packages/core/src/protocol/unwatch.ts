import { ID, record } from './shape.ts'

/** Ends a watch. */
export interface Unwatch {
  readonly type: 'unwatch'
  readonly conversationId: string
}

export const UNWATCH = record({ conversationId: ID })
