import { BYE, type Bye } from './bye.ts'
import { CHANGE, type Change } from './change.ts'
import { decode, type NotAFrame } from './decode.ts'
import { INBOX, type InboxFrame } from './inbox.ts'
import { MARKED, type MarkedFrame } from './marked.ts'
import { OWN, type Own } from './own.ts'
import { PONG, type Pong } from './pong.ts'
import { REFUSED, type Refused } from './refused.ts'
import type { RecordShape } from './shape.ts'
import { SNAPSHOT, type Snapshot } from './snapshot.ts'
import { WELCOME, type Welcome } from './welcome.ts'

/** What a server may say. */
export type ServerFrame = Welcome | Snapshot | Change | Own | MarkedFrame | Refused | InboxFrame | Bye | Pong

/** The shape of each frame of a server, by its type. */
export const SERVER_SHAPES: ReadonlyMap<ServerFrame['type'], RecordShape> = new Map([
  ['welcome', WELCOME],
  ['snapshot', SNAPSHOT],
  ['change', CHANGE],
  ['own', OWN],
  ['marked', MARKED],
  ['refused', REFUSED],
  ['inbox', INBOX],
  ['bye', BYE],
  ['pong', PONG],
])

/** What a server said. Fields that are not known are let be: a newer server may say more. */
export const decodeServerFrame = (text: string): ServerFrame | NotAFrame => decode(SERVER_SHAPES, text, false)
