import { expect, test } from 'vitest'
import { BYE } from './bye.ts'
import { CHANGE } from './change.ts'
import { CLIENT_SHAPES, type ClientFrame } from './client-frame.ts'
import { FOLLOW_INBOX } from './follow-inbox.ts'
import { HELLO } from './hello.ts'
import { INBOX, INBOX_PART, type InboxPart } from './inbox.ts'
import { MARK } from './mark.ts'
import { MARK_UNREAD } from './mark-unread.ts'
import { MARKED } from './marked.ts'
import { OWN } from './own.ts'
import { MESSAGE_PART, type MessagePart, PERSON_PART, type PersonPart, PROFILE, type Profile } from './picture-parts.ts'
import { PING } from './ping.ts'
import { PONG } from './pong.ts'
import { REFUSED } from './refused.ts'
import { RENEW } from './renew.ts'
import { SERVER_SHAPES, type ServerFrame } from './server-frame.ts'
import type { RecordShape } from './shape.ts'
import { SNAPSHOT } from './snapshot.ts'
import { UNWATCH } from './unwatch.ts'
import { SINCE, type Since, WATCH } from './watch.ts'
import { WELCOME } from './welcome.ts'

// The fields of an interface and those of its shape are compared where this file is compiled: `npm run types` fails where they differ.

type OptionalOf<Of> = { [Name in keyof Of]-?: object extends Pick<Of, Name> ? Name : never }[keyof Of]
type Same<A, B> = [A, B] extends [B, A] ? true : false

/** A shape, if it has the fields of an interface and no others, and the same ones may be missing. */
type ShapeOf<Of, Shape> =
  Shape extends RecordShape<infer Names, infer Optional>
    ? Same<Names, Exclude<keyof Of, 'type' | OptionalOf<Of>>> extends true
      ? Same<Optional, OptionalOf<Of>> extends true
        ? Shape
        : never
      : never
    : never

type ShapesOf<Frame extends { readonly type: string }, Shapes> = {
  [Type in Frame['type']]: Type extends keyof Shapes ? ShapeOf<Extract<Frame, { type: Type }>, Shapes[Type]> : never
}

const CLIENT = {
  hello: HELLO,
  renew: RENEW,
  watch: WATCH,
  unwatch: UNWATCH,
  mark: MARK,
  markUnread: MARK_UNREAD,
  inbox: FOLLOW_INBOX,
  ping: PING,
}
CLIENT satisfies ShapesOf<ClientFrame, typeof CLIENT>

const SERVER = {
  welcome: WELCOME,
  snapshot: SNAPSHOT,
  change: CHANGE,
  own: OWN,
  marked: MARKED,
  refused: REFUSED,
  inbox: INBOX,
  bye: BYE,
  pong: PONG,
}
SERVER satisfies ShapesOf<ServerFrame, typeof SERVER>

MESSAGE_PART satisfies ShapeOf<MessagePart, typeof MESSAGE_PART>
PERSON_PART satisfies ShapeOf<PersonPart, typeof PERSON_PART>
PROFILE satisfies ShapeOf<Profile, typeof PROFILE>
SINCE satisfies ShapeOf<Since, typeof SINCE>
INBOX_PART satisfies ShapeOf<InboxPart, typeof INBOX_PART>

test('[WIR2] the shapes whose fields are compared with the interfaces are those that frames are read by', () => {
  expect(Object.entries(CLIENT)).toEqual([...CLIENT_SHAPES])
  expect(Object.entries(SERVER)).toEqual([...SERVER_SHAPES])
})
