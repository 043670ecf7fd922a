import { COUNT, FLAG, ID, record, SEQ, text } from './shape.ts'

/** The most messages of one conversation that a connection watches at once. */
export const WINDOW_MAX = 200
/** How many of the newest messages are watched if nothing is said. */
export const WINDOW_DEFAULT = 50

/** Asks for a conversation's picture and for all that changes in it. Watching again moves the window. */
export interface Watch {
  readonly type: 'watch'
  readonly conversationId: string
  /** The first message on the screen; without it, so that the newest 50 are. */
  readonly from?: number
  /** The last one; without it, all that come are watched too. */
  readonly to?: number
  /** What is known already of the very same window (FED9). */
  readonly since?: Since
}

/** Up to where a picture is known. */
export interface Since {
  /** As the snapshot said it. */
  readonly epoch: string
  readonly version: number
  /** Whether that picture had names. */
  readonly names: boolean
}

export const SINCE = record({ epoch: text(64), version: COUNT, names: FLAG })

export const WATCH = record({ conversationId: ID }, { from: SEQ, to: SEQ, since: SINCE })
