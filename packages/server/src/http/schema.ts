import * as z from 'zod'
import { conversationId, messageId, PAGE_MAX, pageLimit, userId } from '../engine/schema.ts'

/** The ids of an address. */
export const ofConversation = z.strictObject({ conversationId })
export const ofParticipant = z.strictObject({ conversationId, userId })
export const ofMessage = z.strictObject({ conversationId, messageId })
export const ofUser = z.strictObject({ userId })

/** How many entries a page has at most, in a query, where numbers are digits. */
export const limitText = z
  .string()
  .refine(
    (text) => /^[0-9]+$/.test(text) && pageLimit.safeParse(Number(text)).success,
    `must be a whole number from 1 to ${PAGE_MAX}, in digits`,
  )
  .transform(Number)
  .meta({ ...pageLimit.meta(), type: 'integer', minimum: 1, maximum: PAGE_MAX })

/** Whom a mark is for. */
export const recipientId = userId.optional().meta({ description: 'Needed with an API key; with a JWT it is its sub' })
