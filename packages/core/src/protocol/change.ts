import {
  MESSAGE_PART,
  type MessagePart,
  PERSON_PART,
  type PersonPart,
  TALLY_PART,
  type TallyPart,
} from './picture-parts.ts'
import { COUNT, ID, list, record } from './shape.ts'
import { PEOPLE_MAX } from './snapshot.ts'
import { WINDOW_MAX } from './watch.ts'

/**
 * What moved in a picture since a version, as it is now. It fits only on the picture at `since`; whoever holds another one watches
 * anew. Lists that would be empty are left out.
 */
export interface Change {
  readonly type: 'change'
  readonly conversationId: string
  readonly since: number
  readonly version: number
  readonly head: number
  /** New, deleted, or without their sender. */
  readonly messages?: readonly MessagePart[]
  readonly tallies?: readonly TallyPart[]
  /** Those who moved, or came. */
  readonly people?: readonly PersonPart[]
  /** Who is no longer in. */
  readonly gone?: readonly string[]
}

export const CHANGE = record(
  { conversationId: ID, since: COUNT, version: COUNT, head: COUNT },
  {
    messages: list(MESSAGE_PART, WINDOW_MAX),
    tallies: list(TALLY_PART, WINDOW_MAX),
    people: list(PERSON_PART, PEOPLE_MAX),
    gone: list(ID, PEOPLE_MAX),
  },
)
