import { refuse } from '@tallymark/core'
import { putUserInput } from '../../engine/use-cases/put-user.ts'
import { knownTo } from '../acting.ts'
import { erased, user } from '../answers/users.ts'
import type { App, RouteParts } from '../app.ts'
import { requireApiKey } from '../authenticate.ts'
import { operation } from '../openapi/operation.ts'
import { ofUser } from '../schema.ts'
import { send } from '../send.ts'

const TAG = 'Users'

const put = operation({
  id: 'putUser',
  tag: TAG,
  summary: 'Create a user, or change its profile and its default of sharing; with a JWT only its own sharing',
  description:
    'Fields left out stay as they are; `null` takes one back. A user needs no profile to join a conversation.',
  example: { userName: 'Ana', sharing: 'everything' },
  takes: { params: ofUser, body: putUserInput.omit({ userId: true }) },
  answers: { 200: ['The user as it is now', user] },
  refusals: ['not_yours', 'api_key_required', 'overloaded'],
})

const get = operation({
  id: 'getUser',
  tag: TAG,
  summary: 'A user; with a JWT only oneself',
  description:
    'Name and picture as the chat gave them. `sharing` is what it shares where it chose nothing else; `null` means everything.',
  takes: { params: ofUser },
  answers: { 200: ['The user', user] },
  refusals: ['unknown_user', 'not_yours'],
})

const erase = operation({
  id: 'eraseUser',
  tag: TAG,
  summary: 'Forget a user: profile, memberships, receipts and times',
  description: 'Its messages stay, without a sender that anyone can name. The same id coming back later is a new user.',
  takes: { params: ofUser },
  answers: { 200: ['The user is forgotten', erased] },
  refusals: ['unknown_user', 'api_key_required', 'overloaded'],
})

/** Puts, tells and erases users. */
export function addUserRoutes(app: App, { engine }: RouteParts): void {
  app.put('/v1/users/:userId', { schema: put }, async ({ identity, params, body }, reply) => {
    const isProfile = body.userName !== undefined || body.userAvatarUrl !== undefined
    if (identity.kind === 'user' && identity.userId !== params.userId) return send(reply, refuse('not_yours'))
    if (identity.kind === 'user' && isProfile) return send(reply, refuse('api_key_required'))
    return send(reply, await engine.putUser({ ...body, ...params }))
  })
  app.get('/v1/users/:userId', { schema: get }, async ({ identity, params }, reply) => {
    if (identity.kind === 'user' && identity.userId !== params.userId) return send(reply, refuse('not_yours'))
    return send(reply, knownTo(identity, await engine.getUser(params)))
  })
  app.delete('/v1/users/:userId', { schema: erase, onRequest: requireApiKey }, async ({ params }, reply) =>
    send(reply, await engine.eraseUser(params)),
  )
}
