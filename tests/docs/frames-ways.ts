import { mayReconnect, REFUSALS, type RefusalCode } from '@tallymark/core'
import {
  DEFAULT_FEED_LIMITS,
  FRAME_MAX_BYTES,
  HELLO_MS,
  STALL_MS,
} from '../../packages/server/src/realtime/feed-limits.ts'
import { EPOCH, sessionText } from './session.ts'

/** The most frames of one POST to a session. */
export const POSTED_FRAMES_MAX = 500

/** Codes that a mark, a watch or a newer token may be refused with. */
const OF_FEEDS: readonly RefusalCode[] = [
  ...(['invalid_input', 'not_a_participant', 'left_conversation', 'outside_membership', 'beyond_head'] as const),
  ...(['unknown_message', 'sharing_required', 'too_many_gaps', 'too_many_watches', 'not_yours'] as const),
  ...(['unauthenticated', 'overloaded', 'stopping', 'storage_unavailable', 'internal'] as const),
]

const { framesPerSecond, watches, connectionsPerUser, silenceMs } = DEFAULT_FEED_LIMITS
const inDigits = (count: number): string => count.toLocaleString('en')

/** How frames go to and fro. */
export const ways = (): string => `## How frames travel

**WebSocket.** Open \`/v1/feed\` with the subprotocol, and send \`hello\` as the first frame within ${HELLO_MS / 1_000} seconds; a token in the address is refused. Frames are text messages, one each. A browser's page must be of the server's own origin or of one
that the setting \`--allowed-origins\` names.

**Server-sent events**, where WebSockets do not get through. The same frames go by two requests, both with \`Authorization: Bearer\` and a token:

\`\`\`
GET  /v1/feed/events?userId=bo            an answer that does not end: each frame of the server is a line "data: …" and an empty line
POST /v1/feed/events/{session}            {"frames":[{"type":"watch","conversationId":"c1"}]}, answered by 202
\`\`\`

\`userId\` is for API keys; with a JWT leave it out. The first frame is \`welcome\`, whose \`session\` is the one to POST to: there is no \`hello\`. Lines that begin with a colon are signs of life. A POST holds 1 to ${POSTED_FRAMES_MAX} frames, taken in their order; 202 says
that they were taken, and what they bring comes by the stream. Send one POST after the other, or their order is lost. To renew, POST a \`renew\`, and send the newer token with what follows. Only the user who opened a feed may POST to it: to others, and once
the stream has ended, it is 404 \`unknown_session\`. The stream ends after a \`bye\`, whose code says whether to connect again. After 401 and 403 do not as you are; after 429 and 503 do, later.

## Limits

| what | how much | beyond it |
| --- | --- | --- |
| a frame of a client | ${inDigits(FRAME_MAX_BYTES)} bytes | a WebSocket closes with 1009 of RFC 6455, a POST is refused with 413 |
| frames of a POST | ${POSTED_FRAMES_MAX}, and 1 MiB in all | refused with 422 or 413, nothing of it is taken |
| frames of a client | ${framesPerSecond} a second after a burst of ${10 * framesPerSecond} | closed with \`flood\` |
| watches of a connection | ${watches} | \`refused\` with \`too_many_watches\` |
| connections of a user | ${connectionsPerUser} | closed with \`too_many_connections\` |
| silence | ${silenceMs / 1_000} seconds, as \`welcome\` says | closed with \`silent\`; answer pings, or send \`ping\` |
| a client that reads too little | ${STALL_MS / 1_000} seconds | closed with \`slow\` |

Frames a second, watches and connections are [settings](settings.md). Frames of a server have no limit but those of their fields.

## A session

\`>\` is what the client says, \`<\` what the server says. Ana and Bo are in c1, where Ana has posted m1. \`${EPOCH}\` stands for a longer name. Frames of a server that stand together come in any order.

${sessionText()}
Where a \`change\` has another \`since\` than the version that you hold, watch anew, with \`since\` if you like; a \`snapshot\` always replaces what you had. After a break connect again, watch anew, and send every mark that was not answered once more: marks are sets, and
twice is as good as once.
`

/** What answers to a wrong frame, and to one that cannot be done. */
export const refusals = (): string => `## What is refused

- What is no JSON object with a \`type\` closes the connection with \`protocol_error\`. So does a first frame that is no right \`hello\`, and a second \`hello\`.
- A \`type\` that the server does not know is ignored: a newer client may say it.
- A field that is missing, wrong or not known is \`refused\` with \`invalid_input\`, and \`detail\` names it. A mark is refused under its \`id\`; a watch under its \`conversationId\`, which is not watched then; others under neither. Nothing of the frame is done.
- A frame that is right but cannot be done is \`refused\` too. \`retry\` says whether the same may succeed later.

| code | later | what to do |
| --- | --- | --- |
${OF_FEEDS.map((code) => `| \`${code}\` | ${REFUSALS[code].retry ? 'yes' : 'no'} | ${REFUSALS[code].title}. ${REFUSALS[code].detail} |`).join('\n')}
`

/** Which of RFC 6455's own codes ask for no other try, in words. */
export function standardCodes(): string {
  const all = [1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014]
  const [final, others] = [all.filter((code) => !mayReconnect(code)), all.filter(mayReconnect)]
  return `Of the codes of RFC 6455 do not connect again after ${final.join(', ')}: the same would come of it. After ${others.join(', ')} do. Wait for a random share of a bound that doubles with each try, from a quarter of a second up to 30 seconds, and at least for
\`retryAfterMs\` of the \`bye\`.`
}
