import { isRefusal } from '@tallymark/core'
import * as z from 'zod'
import { cursor, userId } from '../../engine/schema.ts'
import { actingAs, knownTo } from '../acting.ts'
import { inbox, unread } from '../answers/unread.ts'
import type { App, RouteParts } from '../app.ts'
import { operation } from '../openapi/operation.ts'
import { limitText, ofConversation } from '../schema.ts'
import { send } from '../send.ts'

const TAG = 'Unread'
const whose = { userId: userId.optional().meta({ description: 'Needed with an API key; with a JWT it is its sub' }) }

const ofOne = operation({
  id: 'getUnread',
  tag: TAG,
  summary: 'How much a participant has not read in a conversation',
  description: 'The count is exact at any size. A divider goes before `firstUnreadMessageId`.',
  takes: { params: ofConversation, querystring: z.strictObject(whose) },
  answers: { 200: ['What a badge and a divider need', unread] },
  refusals: ['unknown_conversation', 'not_a_participant', 'left_conversation', 'not_yours'],
})

const ofAll = operation({
  id: 'getInbox',
  tag: TAG,
  summary: "A user's totals, and a page of the conversations that have something unread",
  description:
    '`unreadMessages` and `unreadConversations` are totals of all conversations that the user is in, whatever the page holds. Go on with `nextCursor`.',
  takes: { querystring: z.strictObject({ ...whose, limit: limitText.optional(), cursor: cursor.optional() }) },
  answers: { 200: ['The inbox', inbox] },
  refusals: ['unknown_user', 'invalid_cursor', 'not_yours'],
})

/** Tells what is unread: in one conversation, and in all of a user's. */
export function addUnreadRoutes(app: App, { engine }: RouteParts): void {
  app.get('/v1/conversations/:conversationId/unread', { schema: ofOne }, async (request, reply) => {
    const { identity, params, query } = request
    const user = actingAs(identity, query.userId, 'userId')
    if (isRefusal(user)) return send(reply, user)
    return send(reply, knownTo(identity, await engine.getUnread({ ...params, userId: user })))
  })
  app.get('/v1/inbox', { schema: ofAll }, async ({ identity, query }, reply) => {
    const user = actingAs(identity, query.userId, 'userId')
    if (isRefusal(user)) return send(reply, user)
    return send(reply, await engine.getInbox({ ...query, userId: user }))
  })
}
