import type { FeedConnection, KnownClient } from '../feed-connection.ts'
import type { Pipe } from '../pipe.ts'

/** The way into the feeds, as an endpoint uses it. */
export interface FeedDoor {
  /** A new connection: of one who is known already, or of one whose first frame must be `hello`. */
  connect(pipe: Pipe, who?: KnownClient): DoorConnection
}

/** What an endpoint tells of one connection. */
export type DoorConnection = Pick<FeedConnection, 'receive' | 'heard' | 'drained' | 'refuse' | 'ended'>
