import { type Refusal, refuse } from '@tallymark/core'
import type * as z from 'zod'
import type { Identity } from '../../access/identity.ts'
import { joinInput } from '../../engine/use-cases/join.ts'
import type { SetSharingInput } from '../../engine/use-cases/set-sharing.ts'
import { knownTo } from '../acting.ts'
import { participant } from '../answers/conversations.ts'
import type { App, RouteParts } from '../app.ts'
import { requireApiKey } from '../authenticate.ts'
import { operation } from '../openapi/operation.ts'
import { ofParticipant } from '../schema.ts'
import { send } from '../send.ts'

const TAG = 'Participants'
const joinBody = joinInput.omit({ conversationId: true, userId: true })

const put = operation({
  id: 'putParticipant',
  tag: TAG,
  summary: 'Let a user join, see more of the past, or share otherwise here; with a JWT only change its own sharing',
  description:
    'Joining once more changes nothing but may widen what the user sees: `history` is `none` (only what comes), `all`, or from a message on. `sharing` is its choice for this conversation; `null` follows its default.',
  example: { history: 'all' },
  takes: { params: ofParticipant, body: joinBody },
  answers: { 200: ['The participant as it is now', participant] },
  refusals: [
    'unknown_conversation',
    'unknown_message',
    'not_a_participant',
    'left_conversation',
    'not_yours',
    'api_key_required',
    'overloaded',
  ],
})

const get = operation({
  id: 'getParticipant',
  tag: TAG,
  summary: "A participant's own truth, also after it left; with a JWT only one's own",
  description:
    'What it was a member for, has, has read and marked as unread again, each as a SeqSet like `1:40,45`; private reads are among them.',
  takes: { params: ofParticipant },
  answers: { 200: ['The participant', participant] },
  refusals: ['unknown_conversation', 'not_a_participant', 'not_yours'],
})

const leave = operation({
  id: 'leave',
  tag: TAG,
  summary: 'Let a user leave',
  description:
    'No message counts it as a recipient any more, and it may join again. Leaving once more changes nothing.',
  takes: { params: ofParticipant },
  answers: { 200: ['The participant as it is now', participant] },
  refusals: ['unknown_conversation', 'not_a_participant', 'api_key_required', 'overloaded'],
})

/** Lets users join, leave, and choose what they share in a conversation. */
export function addParticipantRoutes(app: App, { engine }: RouteParts): void {
  const address = '/v1/conversations/:conversationId/participants/:userId'
  app.put(address, { schema: put }, async ({ identity, params, body }, reply) => {
    if (identity.kind === 'key') return send(reply, await engine.join({ ...body, ...params }))
    const change = ownSharing(identity, params, body)
    if ('refused' in change) return send(reply, change)
    return send(reply, knownTo(identity, await engine.setSharing(change)))
  })
  app.get(address, { schema: get }, async ({ identity, params }, reply) => {
    if (identity.kind === 'user' && identity.userId !== params.userId) return send(reply, refuse('not_yours'))
    return send(reply, knownTo(identity, await engine.getParticipant(params)))
  })
  app.delete(address, { schema: leave, onRequest: requireApiKey }, async ({ params }, reply) =>
    send(reply, await engine.leave(params)),
  )
}

/** What a user may change of a participant: what it itself shares, and nothing else (ACC4). */
function ownSharing(
  identity: Extract<Identity, { kind: 'user' }>,
  params: z.output<typeof ofParticipant>,
  { history, sharing }: z.output<typeof joinBody>,
): SetSharingInput | Refusal {
  if (identity.userId !== params.userId) return refuse('not_yours')
  if (history !== undefined) return refuse('api_key_required')
  if (sharing === undefined)
    return { refused: 'invalid_input', errors: [{ path: 'sharing', message: 'must be there with a JWT' }] }
  return { ...params, sharing }
}
