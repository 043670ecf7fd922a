import * as z from 'zod'
import { name } from '../openapi/name.ts'
import { refusalCode } from './problem.ts'

const time = z.string().meta({ format: 'date-time' })

const summary = {
  overallStatus: z.enum(['sent', 'partial', 'delivered', 'read']),
  totalRecipients: z.int(),
  deliveredCount: z.int(),
  readCount: z.int(),
  hiddenCount: z.int(),
  summaryText: z.string(),
}

export const recipientStatus = name(
  'RecipientStatus',
  z.strictObject({
    userId: z.string(),
    userName: z.string().nullable(),
    userAvatarUrl: z.string().nullable(),
    deliveredAt: time.nullable(),
    readAt: time.nullable(),
    isDelivered: z.boolean(),
    isRead: z.boolean(),
    statusText: z.string(),
  }),
)

export const messageStatusDetails = name(
  'MessageStatusDetails',
  z.strictObject({
    conversationId: z.string(),
    messageId: z.string(),
    seq: z.int(),
    senderId: z.string().nullable(),
    ...summary,
    recipientStatuses: z.array(recipientStatus).nullable(),
    nextCursor: z.string().nullable(),
    version: z.int(),
  }),
)

export const messageSummary = name(
  'MessageSummary',
  z.union([
    z.strictObject({ messageId: z.string(), seq: z.int(), ...summary }),
    z.strictObject({ messageId: z.string(), refused: refusalCode }),
  ]),
)

export const summaries = name(
  'Summaries',
  z.strictObject({ conversationId: z.string(), version: z.int(), summaries: z.array(messageSummary) }),
)
