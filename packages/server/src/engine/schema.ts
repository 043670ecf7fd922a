import {
  type ConversationId,
  ID_MAX_LENGTH,
  type MessageId,
  parseSeqSet,
  type SeqSet,
  type UserId,
} from '@tallymark/core'
import * as z from 'zod'

/** The most messages that one mark may name (INP2). */
export const MARK_MAX_MESSAGES = 10_000
/** The longest text of a SeqSet in a request (INP3). */
export const SEQ_SET_MAX_LENGTH = 16_384

/** Whether every store can keep a text as it is (STO13). */
const isKeepable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()
const NOT_KEEPABLE = 'must not hold NUL or half of a surrogate pair'

/** Ids of a kind, which is known to the types alone: nothing is left to be done once a text is looked at. */
const idOf = <Id extends string>(description: string): z.ZodType<Id, string> =>
  z.string().min(1).max(ID_MAX_LENGTH).refine(isKeepable, NOT_KEEPABLE).meta({ description }) as z.ZodType as z.ZodType<
    Id,
    string
  >

export const conversationId = idOf<ConversationId>("The chat's own id of the conversation")
export const messageId = idOf<MessageId>("The chat's own id of the message")
export const userId = idOf<UserId>("The chat's own id of the user")

/** A text that every store can keep, of at most so many characters. */
export const wellFormed = (most: number) => z.string().max(most).refine(isKeepable, NOT_KEEPABLE)

export const sharing = z
  .enum(['everything', 'delivered', 'nothing'])
  .meta({ description: 'What a user lets others know' })

export const seqs = z
  .string()
  .min(1)
  .max(SEQ_SET_MAX_LENGTH)
  .transform((text, context): SeqSet => {
    const set = parseSeqSet(text)
    if (set !== undefined && set[set.length - 1] !== Number.POSITIVE_INFINITY) return set
    context.addIssue({ code: 'custom', message: 'must be ascending ranges like 1:40,45' })
    return z.NEVER
  })
  .meta({ description: 'A SeqSet: seqs as an IMAP sequence set, ascending, like `1:40,45`' })

/** A list in which nothing may stand twice. */
export const distinct = <T extends z.ZodType<string>>(item: T, most: number) =>
  z
    .array(item)
    .min(1)
    .max(most)
    .refine((items) => new Set(items).size === items.length, 'must not name anything twice')

/** How many entries a page has if nothing is said. */
export const PAGE_LIMIT = 100
/** How many entries a page has at most. */
export const PAGE_MAX = 1_000

/** How many entries of a list to answer with at once. */
export const pageLimit = z.int().min(1).max(PAGE_MAX).meta({ description: 'The most entries to answer with' })

/** Where the page before ended. */
export const cursor = z.string().min(1).max(1_024).meta({ description: 'The nextCursor of the page before' })
