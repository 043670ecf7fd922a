import { isRefusal, type RefusalCode } from '@tallymark/core'
import * as z from 'zod'
import { target, withOneTarget } from '../../engine/use-cases/mark.ts'
import { markUnreadInput } from '../../engine/use-cases/mark-unread.ts'
import { actingAs, knownTo } from '../acting.ts'
import { marked } from '../answers/marks.ts'
import type { App, RouteParts } from '../app.ts'
import { operation } from '../openapi/operation.ts'
import { ofConversation, recipientId } from '../schema.ts'
import { send } from '../send.ts'
import { addMarkManyRoute } from './mark-many.ts'

const TAG = 'Marks'
const NOT_IN: readonly RefusalCode[] = ['unknown_conversation', 'not_a_participant', 'left_conversation', 'not_yours']
const REFUSALS_OF_A_MARK: readonly RefusalCode[] = [
  ...NOT_IN,
  'unknown_message',
  'outside_membership',
  'beyond_head',
  'too_many_gaps',
  'overloaded',
]

const delivered = operation({
  id: 'markDelivered',
  tag: TAG,
  summary: 'Mark messages as delivered',
  description:
    'Name one message, a list of at most 10,000, all up to one, or a SeqSet. The same mark again is harmless: the first time stands.',
  example: { recipientId: 'bo', upToMessageId: 'm1' },
  takes: { params: ofConversation, body: withOneTarget(z.strictObject({ recipientId, ...target })) },
  answers: { 200: ['Durable: where the recipient stands now', marked] },
  refusals: REFUSALS_OF_A_MARK,
})

const read = operation({
  id: 'markRead',
  tag: TAG,
  summary: 'Mark messages as read, which delivers them too',
  description:
    "Name the messages in one of the four ways of a delivery. With `private` only the user's own unread counts move, and nobody else can tell.",
  example: { recipientId: 'bo', upToMessageId: 'm1' },
  takes: {
    params: ofConversation,
    body: withOneTarget(z.strictObject({ recipientId, ...target, private: z.boolean().optional() })),
  },
  answers: { 200: ['Durable: where the recipient stands now', marked] },
  refusals: [...REFUSALS_OF_A_MARK, 'sharing_required'],
})

const unread = operation({
  id: 'markUnread',
  tag: TAG,
  summary: 'Mark what one has read as unread again, from a message on, for oneself alone',
  description: 'What others were shown as read stays read. A later read mark takes out again what it covers.',
  example: { recipientId: 'bo', fromMessageId: 'm1' },
  takes: { params: ofConversation, body: markUnreadInput.omit({ conversationId: true }).extend({ recipientId }) },
  answers: { 200: ['Durable: where the recipient stands now', marked] },
  refusals: [...NOT_IN, 'unknown_message', 'outside_membership', 'overloaded'],
})

/** Takes marks: of one conversation, or of many at once. */
export function addMarkRoutes(app: App, parts: RouteParts): void {
  const { engine, meters } = parts
  const address = '/v1/conversations/:conversationId'
  app.post(`${address}/delivered`, { schema: delivered }, async ({ identity, params, body }, reply) => {
    const recipient = actingAs(identity, body.recipientId, 'recipientId')
    if (isRefusal(recipient)) return send(reply, recipient)
    const outcome = await engine.markDelivered({ ...body, ...params, recipientId: recipient })
    if (!isRefusal(outcome)) meters.marks('delivered', 1)
    return send(reply, knownTo(identity, outcome))
  })
  app.post(`${address}/read`, { schema: read }, async ({ identity, params, body }, reply) => {
    const recipient = actingAs(identity, body.recipientId, 'recipientId')
    if (isRefusal(recipient)) return send(reply, recipient)
    const outcome = await engine.markRead({ ...body, ...params, recipientId: recipient })
    if (!isRefusal(outcome)) meters.marks('read', 1)
    return send(reply, knownTo(identity, outcome))
  })
  app.post(`${address}/unread`, { schema: unread }, async ({ identity, params, body }, reply) => {
    const recipient = actingAs(identity, body.recipientId, 'recipientId')
    if (isRefusal(recipient)) return send(reply, recipient)
    const outcome = await engine.markUnread({ ...body, ...params, recipientId: recipient })
    if (!isRefusal(outcome)) meters.marks('unread', 1)
    return send(reply, knownTo(identity, outcome))
  })
  addMarkManyRoute(app, parts)
}
