import { isRefusal, refuse } from '@tallymark/core'
import * as z from 'zod'
import { userId } from '../../engine/schema.ts'
import type { EventStreams } from '../../realtime/endpoint/event-streams.ts'
import { FRAME_MAX_BYTES } from '../../realtime/feed-limits.ts'
import { viewerOf } from '../acting.ts'
import type { App } from '../app.ts'
import { operation } from '../openapi/operation.ts'
import { send } from '../send.ts'

/** What the documentation says of feeds, most of which it cannot list. */
export const FEEDS_TAG = {
  name: 'Feeds',
  description:
    'What changes, as it changes. Open a WebSocket at `/v1/feed` with the subprotocol `tallymark.1` and send `hello` with a token ' +
    'first; every message is a frame, one JSON object. Where WebSockets do not go, the same frames go by the two requests below.',
}
/** The most frames of one request. */
const FRAMES_MAX = 500
/** How long to wait where there are too many connections, in milliseconds. */
const RETRY_AFTER_MS = 5_000

const listen = operation({
  id: 'openFeed',
  tag: FEEDS_TAG.name,
  summary: 'A feed as server-sent events, for where a WebSocket is not to be had: each event is a frame of the server',
  description: 'It stays open. What the client says goes by POST to the session that `welcome` names.',
  takes: {
    querystring: z.strictObject({
      userId: userId.optional().meta({ description: 'Whose feed it is, with an API key; with a JWT it is its sub' }),
    }),
  },
  answers: {
    200: [
      'Frames, each one line of data; the first, welcome, names the session',
      z.string().meta({ description: '`data: ` and a frame as JSON, then an empty line' }),
      'text/event-stream',
    ],
  },
  refusals: ['not_yours', 'overloaded'],
})

/** What a frame must be is told by the feed, as over a WebSocket; an object is one here. */
const frame = z
  .unknown()
  .refine((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'must be an object')
  .meta({ type: 'object', description: `A frame, of at most ${FRAME_MAX_BYTES} bytes` })

const say = operation({
  id: 'sendFrames',
  tag: FEEDS_TAG.name,
  summary: 'Frames of the client for a feed of server-sent events, which answers them; by the one who opened it only',
  description: 'They are answered by events of the feed, a mark under its own number.',
  example: { frames: [{ type: 'ping' }] },
  takes: {
    params: z.strictObject({ session: z.string().max(64) }),
    body: z.strictObject({
      frames: z.array(frame).min(1).max(FRAMES_MAX),
    }),
  },
  answers: { 202: ['They were taken, in this order'] },
  refusals: ['unknown_session'],
})

/** Carries feeds where WebSockets do not go (CON8). */
export function addFeedRoutes(app: App, streams: EventStreams): void {
  const stream = { schema: listen, exposeHeadRoute: false, config: { isStream: true } }
  app.get('/v1/feed/events', stream, async ({ identity, query }, reply) => {
    const viewer = viewerOf(identity, query.userId)
    if (isRefusal(viewer)) return send(reply, viewer)
    if (!streams.hasRoom()) return send(reply, { refused: 'overloaded', retryAfterMs: RETRY_AFTER_MS })
    reply.hijack()
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value)
    streams.open(reply.raw, { identity, userId: viewer })
    return reply
  })
  app.post('/v1/feed/events/:session', { schema: say }, async ({ identity, params, body }, reply) => {
    const frames = body.frames.map((frame) => JSON.stringify(frame))
    if (frames.some((frame) => Buffer.byteLength(frame) > FRAME_MAX_BYTES)) return send(reply, TOO_LARGE)
    const isTaken = streams.receive(params.session, identity, frames)
    return isTaken ? reply.code(202).send() : send(reply, refuse('unknown_session'))
  })
}

const TOO_LARGE = refuse('body_too_large', `A frame is at most ${FRAME_MAX_BYTES} bytes of JSON; split it.`)
