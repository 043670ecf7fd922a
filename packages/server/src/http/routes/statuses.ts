import { isRefusal } from '@tallymark/core'
import * as z from 'zod'
import { messageId, userId } from '../../engine/schema.ts'
import { messageStatusInput } from '../../engine/use-cases/get-message-status.ts'
import { knownTo, viewerOf } from '../acting.ts'
import { messageStatusDetails, summaries } from '../answers/statuses.ts'
import type { App, RouteParts } from '../app.ts'
import { operation } from '../openapi/operation.ts'
import { limitText, ofConversation, ofMessage } from '../schema.ts'
import { send } from '../send.ts'

const TAG = 'Statuses'

const messageStatus = operation({
  id: 'getMessageStatus',
  tag: TAG,
  summary: 'Who has a message, who read it and when, as far as the viewer may know',
  description:
    'Recipients come in the order of joining, a page at a time: go on with `nextCursor`. With an API key and without `viewerId` it is what the sender would see.',
  takes: {
    params: ofMessage,
    querystring: messageStatusInput
      .omit({ conversationId: true, messageId: true })
      .extend({ limit: limitText.optional() }),
  },
  answers: { 200: ['The public picture of the message', messageStatusDetails] },
  refusals: [
    'unknown_conversation',
    'not_a_participant',
    'left_conversation',
    'outside_membership',
    'unknown_message',
    'message_deleted',
    'hidden',
    'invalid_cursor',
    'not_yours',
  ],
})

const screenful = operation({
  id: 'getSummaries',
  tag: TAG,
  summary: 'How far each message of a screenful has come, without names: at most 200, from one message to another',
  description: 'Each message has a summary, or the code of why there is none, such as `message_deleted`.',
  takes: {
    params: ofConversation,
    querystring: z.strictObject({ from: messageId, to: messageId, viewerId: userId.optional() }),
  },
  answers: { 200: ['A summary or a refusal for each message', summaries] },
  refusals: ['unknown_conversation', 'unknown_message', 'not_a_participant', 'left_conversation', 'not_yours'],
})

/** Tells how far messages have come. */
export function addStatusRoutes(app: App, { engine }: RouteParts): void {
  const address = '/v1/conversations/:conversationId'
  app.get(`${address}/messages/:messageId/status`, { schema: messageStatus }, async (request, reply) => {
    const { identity, params, query } = request
    const viewerId = viewerOf(identity, query.viewerId)
    if (isRefusal(viewerId)) return send(reply, viewerId)
    return send(reply, knownTo(identity, await engine.getMessageStatus({ ...query, ...params, viewerId })))
  })
  app.get(`${address}/statuses`, { schema: screenful }, async ({ identity, params, query }, reply) => {
    const viewerId = viewerOf(identity, query.viewerId)
    if (isRefusal(viewerId)) return send(reply, viewerId)
    const asked = { ...params, fromMessageId: query.from, toMessageId: query.to, viewerId }
    return send(reply, knownTo(identity, await engine.getSummaries(asked)))
  })
}
