import type { ServerFrame } from '@tallymark/core'
import { expect, onTestFinished, test } from 'vitest'
import { FRAME_MAX_BYTES } from '../../packages/server/src/realtime/feed-limits.ts'
import { POSTED_FRAMES_MAX } from './frames-ways.ts'
import { KEY, startServer } from './running.ts'
import { EPOCH, SESSION, TOKEN } from './session.ts'

const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }

/** A server on which Ana has posted m1 in c1. */
async function startChat(): Promise<string> {
  const url = await startServer()
  const ask = (method: string, path: string, body: object) =>
    fetch(`${url}/v1/conversations/c1${path}`, { method, headers, body: JSON.stringify(body) })
  await ask('PUT', '', { participants: ['ana', 'bo'] })
  await ask('POST', '/messages', { messageId: 'm1', senderId: 'ana' })
  return url
}

/** A bare WebSocket, with all that it heard. */
async function connect(url: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/feed`, 'tallymark.1')
  onTestFinished(() => socket.close())
  const heard: ServerFrame[] = []
  socket.onmessage = ({ data }) => heard.push(JSON.parse(String(data)))
  const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)))
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  return { heard, closed, say: (frame: object) => socket.send(JSON.stringify(frame).replace(TOKEN, KEY)) }
}

/** Frames with the name of the history that the page shows, in an order of their own: the server promises none. */
function asShown(frames: readonly ServerFrame[], epoch: string): readonly ServerFrame[] {
  const shown = JSON.parse(JSON.stringify(frames).replaceAll(epoch, EPOCH)) as ServerFrame[]
  return shown.toSorted((a, b) => a.type.localeCompare(b.type))
}

test('[CON6] [FED10] [WIR3] a server answers the session of docs/frames.md as it stands there', {
  timeout: 40_000,
}, async () => {
  const { heard, say } = await connect(await startChat())
  let epoch = ''
  for (const { says, hears } of SESSION) {
    say(says)
    await expect.poll(() => heard.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(hears.length)
    // What comes unasked comes within a window of time.
    await new Promise((resolve) => setTimeout(resolve, 150))
    const frames = heard.splice(0)
    for (const frame of frames) if (frame.type === 'welcome') epoch = frame.epoch
    expect(asShown(frames, epoch)).toEqual(asShown(hears, EPOCH))
  }
})

test('[CON8] [CON4] server-sent events go as docs/frames.md says', { timeout: 40_000 }, async () => {
  const url = await startChat()
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const stream = await fetch(`${url}/v1/feed/events?userId=bo`, { headers, signal: stop.signal })
  const reader = (stream.body as ReadableStream<Uint8Array>).getReader()
  let text = ''
  const until = async (pattern: RegExp): Promise<string> => {
    while (!pattern.test(text)) text += new TextDecoder().decode((await reader.read()).value)
    return (pattern.exec(text) as RegExpExecArray)[1] as string
  }
  const session = await until(/^data: \{"type":"welcome".*"session":"([^"]+)"/m)
  const post = async (frames: readonly object[], to = session) => {
    const body = JSON.stringify({ frames })
    return (await fetch(`${url}/v1/feed/events/${to}`, { method: 'POST', headers, body })).status
  }
  expect(await post([{ type: 'watch', conversationId: 'c1' }])).toBe(202)
  await until(/^data: \{"type":"(snapshot)".*\n\n/m)
  const pings = Array.from({ length: POSTED_FRAMES_MAX + 1 }, () => ({ type: 'ping' }))
  expect(await post(pings)).toBe(422)
  expect(await post([{ type: 'ping', more: 'x'.repeat(FRAME_MAX_BYTES) }])).toBe(413)
  expect(await post([{ type: 'ping' }], 'another')).toBe(404)
})

test('[CON4] what is beyond the limits of docs/frames.md is closed with the codes that stand there', {
  timeout: 40_000,
}, async () => {
  const url = await startChat()
  const hello = SESSION[0]?.says as object
  const [long, flood] = [await connect(url), await connect(url)]
  long.say({ ...hello, token: 'x'.repeat(FRAME_MAX_BYTES) })
  expect(await long.closed).toBe(1009)
  flood.say(hello)
  await expect.poll(() => flood.heard.length).toBe(1)
  for (let i = 0; i < 1_000; i += 1) flood.say({ type: 'ping' })
  expect(await flood.closed).toBe(4004)
})
