import { FLAG, record } from './shape.ts'

/** Asks for one's inbox and for all that changes in it, or for no more of it. */
export interface FollowInbox {
  readonly type: 'inbox'
  readonly on: boolean
}

export const FOLLOW_INBOX = record({ on: FLAG })
