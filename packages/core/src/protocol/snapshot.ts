import type { Visibility } from '../domain/conversation.ts'
import type { Headline } from '../domain/status.ts'
import {
  MESSAGE_PART,
  type MessagePart,
  PERSON_PART,
  type PersonPart,
  TALLY_PART,
  type TallyPart,
} from './picture-parts.ts'
import { COUNT, ID, list, oneOf, orNull, record, SEQ, text } from './shape.ts'
import { WINDOW_MAX } from './watch.ts'

/** The whole picture of a conversation at a version, for one viewer and one window. Whatever was known of it before is void. */
export interface Snapshot {
  readonly type: 'snapshot'
  readonly conversationId: string
  /** The name of this conversation's history: a version means something only beside it, for another may have the same id later. */
  readonly epoch: string
  readonly version: number
  readonly head: number
  /** The window that is watched in fact; `to` is `null` where all that come are watched too. */
  readonly from: number
  readonly to: number | null
  readonly headline: Headline
  readonly visibility: Visibility
  /** Those in the window that the viewer was a member for, ascending by seq. */
  readonly messages: readonly MessagePart[]
  /** Of those whose receipts the viewer may see and that are not deleted, ascending by seq. */
  readonly tallies: readonly TallyPart[]
  /** Everyone who is in; `null` where there are counts only (FED6, PRV5). */
  readonly people: readonly PersonPart[] | null
}

/** The most people of one frame. */
export const PEOPLE_MAX = 1_000

export const SNAPSHOT = record({
  conversationId: ID,
  epoch: text(64),
  version: COUNT,
  head: COUNT,
  from: SEQ,
  to: orNull(SEQ),
  headline: oneOf('all', 'any'),
  visibility: oneOf('everyone', 'sender', 'counts'),
  messages: list(MESSAGE_PART, WINDOW_MAX),
  tallies: list(TALLY_PART, WINDOW_MAX),
  people: orNull(list(PERSON_PART, PEOPLE_MAX)),
})
