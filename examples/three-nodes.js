// `npm run three-nodes`: three servers on one PostgreSQL, and a client that goes on when the one that serves it is killed.
// With TALLYMARK_DATABASE=postgres://… it takes your PostgreSQL (in a schema of its own, which stays), otherwise one that comes by npm.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from '@tallymark/client'
import { summaryText } from '@tallymark/core'

const given = process.env.TALLYMARK_DATABASE
const { PostgresServer } = await import('../packages/server/testing/postgres-server.ts')
const postgres = given === undefined ? await PostgresServer.start({ settings: ['synchronous_commit=on'] }) : undefined
const KEY = randomUUID()
const env = {
  ...process.env,
  TALLYMARK_DATABASE: given ?? postgres.url,
  TALLYMARK_POSTGRES_SCHEMA: 'three_nodes',
  TALLYMARK_API_KEY: KEY,
  TALLYMARK_LOG_LEVEL: 'error',
}

/** A server of its own process, on a port of its own. */
async function startNode(name) {
  const program = ['--conditions=tallymark-source', 'packages/server/src/cli/run.ts', 'serve', '--port', '0']
  const child = spawn(process.execPath, program, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  for await (const text of child.stdout) {
    said += text
    const address = /serves at (\S+)/.exec(said)?.[1]
    if (address === undefined) continue
    console.log(`${name} serves at ${address}`)
    return { name, child, address, port: Number(new URL(address).port) }
  }
  throw new Error(`${name} did not start`)
}

const nodes = await Promise.all(['node 1', 'node 2', 'node 3'].map(startNode))

// A load balancer in a few lines: each connection goes to the next node that takes it. A client sticks to none.
let turn = 0
let serving
const balancer = createServer((client) => passOn(client, nodes.length))
function passOn(client, tries) {
  const node = nodes[turn++ % nodes.length]
  const server = connect(node.port, '127.0.0.1')
  const over = () => client.destroy()
  server.once('error', () => (tries > 1 && server.bytesRead === 0 ? passOn(client, tries - 1) : over()))
  server.once('connect', () => {
    serving = node
    client.once('error', () => server.destroy()).once('close', () => server.destroy())
    server.once('close', over)
    client.pipe(server).pipe(client)
  })
}
balancer.listen(0, '127.0.0.1')
await once(balancer, 'listening')

const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
const ask = (node, method, path, body) =>
  fetch(`${node.address}/v1/${path}`, { method, headers, body: JSON.stringify(body) })
const conversation = `tea-${Date.now()}`
await ask(nodes[0], 'PUT', `conversations/${conversation}`, { participants: ['ana', 'bo'] })

const client = createClient({ url: `http://127.0.0.1:${balancer.address().port}`, userId: 'ana', token: () => KEY })
const tea = client.conversation(conversation)
const screen = new Map()
tea.subscribe(() => {
  for (const message of tea.getSnapshot().messages) screen.set(message.messageId, summaryText(message))
})
async function shows(messageId, text) {
  const since = performance.now()
  while (screen.get(messageId) !== text) await pause(2)
  return Math.round(performance.now() - since)
}

/** Ana writes by one node, Bo reads by another, and Ana's screen hears of it from whichever serves her. */
async function talk(messageId, writesBy, readsBy) {
  await ask(writesBy, 'POST', `conversations/${conversation}/messages`, { messageId, senderId: 'ana' })
  const before = await shows(messageId, 'Sent')
  await ask(readsBy, 'POST', `conversations/${conversation}/read`, { recipientId: 'bo', messageId })
  const after = await shows(messageId, 'Read')
  console.log(
    `${messageId} written at ${writesBy.name}, read at ${readsBy.name}: Ana, at ${serving.name}, sees Sent after ${before} ms, Read after ${after} ms`,
  )
  return before
}

await talk('m1', nodes[0], nodes[1])
await talk('m2', nodes[1], nodes[2])
await talk('m3', nodes[2], nodes[0])

const killed = serving
const [one, other] = nodes.filter((node) => node !== killed)
killed.child.kill('SIGKILL')
console.log(`${killed.name}, which served Ana, is killed`)
const outage = await talk('m4', one, other)
await talk('m5', other, one)
console.log(
  `Ana went on at ${serving.name} after ${outage} ms, with all ${screen.size} messages: ${[...screen.values()].join(', ')}`,
)

await client.close()
balancer.close()
for (const { child } of nodes) child.kill('SIGTERM')
await Promise.all(nodes.map(({ child }) => child.exitCode ?? child.signalCode ?? once(child, 'exit')))
await postgres?.[Symbol.asyncDispose]()
