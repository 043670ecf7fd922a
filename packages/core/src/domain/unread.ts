import { intersect, range, type SeqSet, subtract, union } from './seq-set.ts'

/**
 * The seqs that are unread to a participant if they count (UNR1): in its membership and not read, or reopened. Whether a message counts
 * (not one's own, not deleted, not silent) is for the messages to say.
 */
export const unreadSeqs = (
  participant: { readonly member: SeqSet; readonly read: SeqSet; readonly reopened: SeqSet },
  head: number,
): SeqSet => union(subtract(intersect(participant.member, range(1, head)), participant.read), participant.reopened)
