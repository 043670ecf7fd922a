import { isRefusal } from '@tallymark/core'
import * as z from 'zod'
import { userId } from '../../engine/schema.ts'
import { createConversationInput } from '../../engine/use-cases/create-conversation.ts'
import { knownTo, viewerOf } from '../acting.ts'
import { conversation, createdConversation, removed } from '../answers/conversations.ts'
import type { App, RouteParts } from '../app.ts'
import { requireApiKey } from '../authenticate.ts'
import { operation } from '../openapi/operation.ts'
import { ofConversation } from '../schema.ts'
import { send } from '../send.ts'

const TAG = 'Conversations'

const put = operation({
  id: 'putConversation',
  tag: TAG,
  summary: 'Create a conversation with its first participants, or change the settings of one that exists',
  description:
    'Of a conversation that exists only the settings change, and those left out stay as they are; naming people who are not in it is refused: let them join one by one.',
  example: { participants: ['ana', 'bo'], settings: { visibility: 'everyone' } },
  takes: { params: ofConversation, body: createConversationInput.omit({ conversationId: true }) },
  answers: { 200: ['It was there already', createdConversation], 201: ['It is new', createdConversation] },
  refusals: ['conversation_exists', 'api_key_required', 'overloaded'],
})

const get = operation({
  id: 'getConversation',
  tag: TAG,
  summary: 'A conversation, to whoever is in it',
  description:
    '`head` is the seq of its newest message, `version` counts what others may see of it. With an API key `viewerId` asks as that user would.',
  takes: { params: ofConversation, querystring: z.strictObject({ viewerId: userId.optional() }) },
  answers: { 200: ['The conversation', conversation] },
  refusals: ['unknown_conversation', 'not_a_participant', 'left_conversation', 'not_yours'],
})

const remove = operation({
  id: 'removeConversation',
  tag: TAG,
  summary: 'Remove a conversation with its participants, messages and receipts',
  description:
    'Nothing of it can be asked for afterwards, and whoever watches it is told. The same id may be used anew.',
  takes: { params: ofConversation },
  answers: { 200: ['It is gone', removed] },
  refusals: ['unknown_conversation', 'api_key_required', 'overloaded'],
})

/** Creates, tells and removes conversations. */
export function addConversationRoutes(app: App, { engine }: RouteParts): void {
  const address = '/v1/conversations/:conversationId'
  app.put(address, { schema: put, onRequest: requireApiKey }, async ({ params, body }, reply) => {
    const outcome = await engine.createConversation({ ...body, ...params })
    return send(reply, outcome, !isRefusal(outcome) && outcome.isNew ? 201 : 200)
  })
  app.get(address, { schema: get }, async ({ identity, params, query }, reply) => {
    const viewerId = viewerOf(identity, query.viewerId)
    if (isRefusal(viewerId)) return send(reply, viewerId)
    return send(reply, knownTo(identity, await engine.getConversation({ ...params, viewerId })))
  })
  app.delete(address, { schema: remove, onRequest: requireApiKey }, async ({ params }, reply) =>
    send(reply, await engine.removeConversation(params)),
  )
}
