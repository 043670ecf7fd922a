import { isRefusal } from '@tallymark/core'
import { deleteMessageInput } from '../../engine/use-cases/delete-message.ts'
import { postInput } from '../../engine/use-cases/post.ts'
import { deleted, posted } from '../answers/messages.ts'
import type { App, RouteParts } from '../app.ts'
import { requireApiKey } from '../authenticate.ts'
import { operation } from '../openapi/operation.ts'
import { ofConversation } from '../schema.ts'
import { send } from '../send.ts'

const TAG = 'Messages'

const post = operation({
  id: 'postMessage',
  tag: TAG,
  summary: 'Give a message the next seq of its conversation; again, it keeps the one it has',
  description:
    'Call it once your chat has stored the message; the same id again is harmless. Leave `senderId` out for a message of the system; `silent` ones are never unread.',
  example: { messageId: 'm1', senderId: 'ana' },
  takes: { params: ofConversation, body: postInput.omit({ conversationId: true }) },
  answers: { 200: ['It was posted before', posted], 201: ['It is posted', posted] },
  refusals: [
    'unknown_conversation',
    'not_a_participant',
    'left_conversation',
    'message_conflict',
    'api_key_required',
    'overloaded',
  ],
})

const remove = operation({
  id: 'deleteMessage',
  tag: TAG,
  summary: 'Say that a message is deleted: it counts nowhere any more',
  description: 'Its seq is not given again. Asking for its status is refused with `message_deleted`.',
  takes: { params: deleteMessageInput },
  answers: { 200: ['It counts nowhere', deleted] },
  refusals: ['unknown_conversation', 'unknown_message', 'api_key_required', 'overloaded'],
})

/** Posts and deletes messages. */
export function addMessageRoutes(app: App, { engine }: RouteParts): void {
  const address = '/v1/conversations/:conversationId/messages'
  app.post(address, { schema: post, onRequest: requireApiKey }, async ({ params, body }, reply) => {
    const outcome = await engine.post({ ...body, ...params })
    return send(reply, outcome, !isRefusal(outcome) && outcome.isNew ? 201 : 200)
  })
  app.delete(`${address}/:messageId`, { schema: remove, onRequest: requireApiKey }, async ({ params }, reply) =>
    send(reply, await engine.deleteMessage(params)),
  )
}
