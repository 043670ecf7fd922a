import { FLAG, ID, orNull, record, SEQ, seqs, text, wholes } from './shape.ts'

/** A message on the viewer's screen. */
export interface MessagePart {
  readonly seq: number
  readonly messageId: string
  /** `null` for a message of the system, and of a sender who was erased. */
  readonly senderId: string | null
  readonly silent?: true
  /** It counts nowhere any more (STA4). */
  readonly deleted?: true
}

export const MESSAGE_PART = record({ seq: SEQ, messageId: ID, senderId: orNull(ID) }, { silent: FLAG, deleted: FLAG })

/** How far a message has come: its seq, audience, and how many have received it, have read it, and hide whether they have. */
export type TallyPart = readonly [seq: number, audience: number, delivered: number, read: number, hidden: number]

export const TALLY_PART = wholes(5)

/** What others may know of a participant, of the messages that the viewer watches and may know of. */
export interface PersonPart {
  readonly userId: string
  /** SeqSets. */
  readonly member: string
  readonly delivered: string
  readonly read: string
  /** There whenever either changed. */
  readonly profile?: Profile
}

/** What stands beside a receipt. */
export interface Profile {
  readonly userName: string | null
  readonly userAvatarUrl: string | null
}

const SETS = seqs(4_096)

export const PROFILE = record({ userName: orNull(text(256)), userAvatarUrl: orNull(text(2_048)) })

export const PERSON_PART = record({ userId: ID, member: SETS, delivered: SETS, read: SETS }, { profile: PROFILE })
