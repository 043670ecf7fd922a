import { EMPTY, has, intersect, lastOf, OPEN_END, range, type SeqSet, union } from './seq-set.ts'

/** Whether a participant with this membership is in the conversation now: its last range has no end. */
export const isIn = (member: SeqSet): boolean => lastOf(member) === OPEN_END

/** The membership after joining so that messages from `from` on are seen (MEM1). Joining again while in can only widen it. */
export const joined = (member: SeqSet, from: number): SeqSet => union(member, range(from, OPEN_END))

/** The membership after leaving at this head (MEM1). */
export const left = (member: SeqSet, head: number): SeqSet => intersect(member, range(1, head))

/** The messages up to `seq` that the participant was a member for: what an "up to" mark covers (MEM3). */
export const upTo = (member: SeqSet, seq: number): SeqSet => (seq < 1 ? EMPTY : intersect(member, range(1, seq)))

/** Whether the participant is in the audience of a message (MEM2). */
export const isRecipient = (
  participant: { readonly ordinal: number; readonly member: SeqSet },
  message: { readonly seq: number; readonly sender: number | null },
): boolean => isIn(participant.member) && has(participant.member, message.seq) && participant.ordinal !== message.sender
