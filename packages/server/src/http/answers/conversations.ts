import * as z from 'zod'
import { sharing } from '../../engine/schema.ts'
import { conversationSettings } from '../../engine/use-cases/create-conversation.ts'
import { name } from '../openapi/name.ts'

const fields = {
  conversationId: z.string(),
  settings: conversationSettings,
  head: z.int(),
  version: z.int(),
}

export const conversation = name('Conversation', z.strictObject(fields))
export const createdConversation = name('CreatedConversation', z.strictObject({ ...fields, isNew: z.boolean() }))
export const removed = name('Removed', z.strictObject({ conversationId: z.string() }))

export const participant = name(
  'Participant',
  z.strictObject({
    conversationId: z.string(),
    userId: z.string(),
    isIn: z.boolean(),
    member: z.string(),
    delivered: z.string(),
    read: z.string(),
    reopened: z.string(),
    sharing: sharing.nullable(),
    sharingInForce: sharing,
    version: z.int(),
    revision: z.int(),
  }),
)
