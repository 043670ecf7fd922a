import { once } from 'node:events'
import { createServer } from 'node:http'
import { answerQuestions } from './answer-questions.ts'
import {
  answerOnSocket,
  createAccess,
  createEngine,
  DEFAULT_FEED_LIMITS,
  DEFAULT_LIMITS,
  type FeedLimits,
  Feeds,
  openSqliteStore,
  SYSTEM_CLOCK,
  SYSTEM_TIMERS,
  Traffic,
  WebSocketEndpoint,
} from './inside.ts'

/**
 * The real feeds over WebSockets, on the database file, with the API key and with the limits of its arguments. Those that are left
 * out are the default ones, but for what one client may say: a bench lets few clients say what would come of many.
 */
const [file, apiKey, given] = process.argv.slice(2)
if (file === undefined || apiKey === undefined) throw new Error('a file and an API key are needed')
const limits: FeedLimits = { ...DEFAULT_FEED_LIMITS, framesPerSecond: 100_000, ...JSON.parse(given ?? '{}') }
const store = await openSqliteStore({ file })
const engine = createEngine(store, SYSTEM_CLOCK, { ...DEFAULT_LIMITS, onFault: console.error })
const feeds = new Feeds({
  engine,
  store,
  limits,
  clock: SYSTEM_CLOCK,
  timers: SYSTEM_TIMERS,
  random: Math.random,
  access: await createAccess({ store, clock: SYSTEM_CLOCK, apiKey }),
  onFault: console.error,
})
const traffic = new Traffic()
const server = createServer()
const endpoint = new WebSocketEndpoint({
  feeds,
  traffic,
  limits,
  timers: SYSTEM_TIMERS,
  allowedOrigins: [],
  isOpen: engine.isOpen,
  answer: answerOnSocket,
})
endpoint.attach(server)
server.listen(0, '127.0.0.1')
await once(server, 'listening')
answerQuestions(server, () => traffic.frames.values().reduce((sum, frames) => sum + frames, 0))
