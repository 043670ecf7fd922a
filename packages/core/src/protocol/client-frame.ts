import { decode, type NotAFrame } from './decode.ts'
import { FOLLOW_INBOX, type FollowInbox } from './follow-inbox.ts'
import { HELLO, type Hello } from './hello.ts'
import { MARK, type MarkFrame } from './mark.ts'
import { MARK_UNREAD, type MarkUnreadFrame } from './mark-unread.ts'
import { PING, type Ping } from './ping.ts'
import { RENEW, type Renew } from './renew.ts'
import type { RecordShape } from './shape.ts'
import { UNWATCH, type Unwatch } from './unwatch.ts'
import { WATCH, type Watch } from './watch.ts'

/** What a client may say. */
export type ClientFrame = Hello | Renew | Watch | Unwatch | MarkFrame | MarkUnreadFrame | FollowInbox | Ping

/** The shape of each frame of a client, by its type. */
export const CLIENT_SHAPES: ReadonlyMap<ClientFrame['type'], RecordShape> = new Map([
  ['hello', HELLO],
  ['renew', RENEW],
  ['watch', WATCH],
  ['unwatch', UNWATCH],
  ['mark', MARK],
  ['markUnread', MARK_UNREAD],
  ['inbox', FOLLOW_INBOX],
  ['ping', PING],
])

/** What a client said. Fields that are not known are faults. */
export const decodeClientFrame = (text: string): ClientFrame | NotAFrame => decode(CLIENT_SHAPES, text, true)
