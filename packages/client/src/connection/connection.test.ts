import { describe, expect, test } from 'vitest'
import { bobsClient } from '../../testing/bob-client.ts'
import { ScriptedServer, snapshot, welcome } from '../../testing/scripted-server.ts'
import { settled, VirtualTime } from '../../testing/virtual-time.ts'

describe('coming back', () => {
  test('[CLT1] each time after a random share of a bound that doubles up to 30 seconds', async () => {
    const { client, server, time } = await bobsClient()
    const waits: (number | undefined)[] = []
    for (let i = 0; i < 9; i += 1) {
      server.last.end(1006)
      waits.push(client.connection.getSnapshot().retryAfterMs)
      const tries = server.calls.length
      await time.pass((waits.at(-1) as number) - 1)
      expect(server.calls).toHaveLength(tries)
      await time.pass(1)
      expect(server.calls).toHaveLength(tries + 1)
    }
    expect(waits).toEqual([125, 250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
  })

  test.each([0, 0.3, 0.999])('[CLT1] the share is the one that is drawn: %d of each bound', async (share) => {
    const { client, server, time } = await bobsClient({ random: () => share })
    for (const bound of [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      server.last.end(1006)
      expect(client.connection.getSnapshot().retryAfterMs).toBe(share * bound)
      await time.pass(share * bound)
    }
    expect(server.calls).toHaveLength(10)
  })

  test('[CLT1] a server that welcomes and ends at once is not hammered; one that was well is tried soon', async () => {
    const { client, server, time } = await bobsClient()
    for (const wait of [125, 250, 500]) {
      server.last.say(welcome())
      server.last.end(4005)
      expect(client.connection.getSnapshot()).toEqual({ state: 'waiting', code: 4005, retryAfterMs: wait })
      await time.pass(wait)
    }
    server.last.say(welcome())
    await time.pass(5_000)
    server.last.end(1006)
    expect(client.connection.getSnapshot().retryAfterMs).toBe(125)
  })

  test('[CLT1] a server that stops says how long to wait at least', async () => {
    const { client, server } = await bobsClient()
    server.last.say(welcome(), { type: 'bye', code: 4000, reason: 'stopping', retryAfterMs: 3_000 })
    server.last.end(1005)
    expect(client.connection.getSnapshot()).toEqual({ state: 'waiting', code: 4000, retryAfterMs: 3_125 })
  })

  test.each([4501, 4502, 1002])('[CLT1] not after the final refusal %i', async (code) => {
    const { client, server, time } = await bobsClient()
    server.last.say(welcome())
    server.last.end(code)
    expect(client.connection.getSnapshot()).toEqual({ state: 'closed', reason: 'refused', code })
    await time.pass(100_000)
    expect(server.calls).toHaveLength(1)
    expect(time.waiting).toBe(0)
  })

  test.each([
    ['waiting', 0],
    ['connecting', 125],
  ])('[CLT1] not where a listener closes the client while it is %s', async (state, ms) => {
    const { client, server, time } = await bobsClient()
    let isWanted = true
    client.connection.subscribe(() => {
      if (!isWanted || client.connection.getSnapshot().state !== state) return
      isWanted = false
      client.close()
    })
    server.last.end(1006)
    await time.pass(ms)
    expect(client.connection.getSnapshot()).toEqual({ state: 'closed', reason: 'closed', code: 0 })
    expect([server.calls.length, time.waiting]).toEqual([1, 0])
  })

  test('[CLT1] at once when the network comes back', async () => {
    const { server, time, changeNetwork } = await bobsClient()
    for (let i = 0; i < 8; i += 1) {
      server.last.end(1006)
      if (i < 7) await time.pass(15_000)
    }
    changeNetwork()
    await settled()
    expect(server.calls).toHaveLength(9)
  })

  test('[CLT1] one connection carries everything', async () => {
    const { client, server } = await bobsClient()
    for (const id of ['c1', 'c2']) client.conversation(id).subscribe(() => {})
    client.inbox.subscribe(() => {})
    client.conversation('c3').markRead({ messageId: 'm1' })
    await settled()
    server.last.say(welcome())
    expect(server.last.frames.map(({ type }) => type)).toEqual(['watch', 'watch', 'inbox', 'mark'])
    expect(server.calls).toHaveLength(1)
  })

  test('[CLT1] a client that is closed leaves nothing that waits', async () => {
    const { client, server, time, watching } = await bobsClient({ delivered: 'auto' })
    await watching(3)
    client.close()
    expect(client.connection.getSnapshot()).toEqual({ state: 'closed', reason: 'closed', code: 0 })
    expect(server.last.isClosed).toBe(true)
    await settled()
    expect(time.waiting).toBe(0)
  })
})

describe('a connection that says nothing', () => {
  test('[CLT1] is asked for a sign of life after half of the silence, and is dead after the other half', async () => {
    const { server, time, client } = await bobsClient()
    server.last.say(welcome({ silenceMs: 10_000 }))
    await time.pass(5_000)
    expect(server.last.of('ping')).toHaveLength(1)
    server.last.say({ type: 'pong' })
    await time.pass(5_000)
    expect(server.last.of('ping')).toHaveLength(2)
    expect(client.connection.getSnapshot().state).toBe('open')
    await time.pass(5_000)
    expect(client.connection.getSnapshot()).toMatchObject({ state: 'waiting', code: 1006 })
    expect(server.last.isClosed).toBe(true)
  })

  test('[CLT1] has five seconds to give one when the network has changed, or another takes its place', async () => {
    const { client, server, time, changeNetwork } = await bobsClient()
    server.last.say(welcome())
    changeNetwork()
    expect(server.last.of('ping')).toHaveLength(1)
    server.last.say({ type: 'pong' })
    await time.pass(5_000)
    expect(client.connection.getSnapshot()).toEqual({ state: 'open' })
    changeNetwork()
    await time.pass(4_999)
    expect(client.connection.getSnapshot()).toEqual({ state: 'open' })
    await time.pass(1)
    expect(client.connection.getSnapshot()).toEqual({ state: 'waiting', code: 1006, retryAfterMs: 125 })
    await time.pass(125)
    expect(server.calls).toHaveLength(2)
  })

  test('[CLT1] says a word of its own where it only hears', async () => {
    const { server, time } = await bobsClient()
    server.last.say(welcome({ silenceMs: 10_000 }))
    for (let i = 0; i < 10; i += 1) {
      await time.pass(1_000)
      server.last.say({ type: 'pong' })
    }
    expect(server.last.of('ping').length).toBeGreaterThan(0)
  })

  test('[CLT1] is given up when its welcome takes too long, whatever it waits for', async () => {
    const { client, time } = await bobsClient({ token: () => new Promise(() => {}) })
    await time.pass(20_000)
    expect(client.connection.getSnapshot().state).toBe('waiting')
  })

  test('[CLT1] what an earlier one still says is not heard', async () => {
    const { client, server, time, now, watching } = await bobsClient()
    await watching(2)
    const [first] = server.calls
    server.last.end(1006)
    await time.pass(125)
    server.last.say(welcome())
    first?.call.heard(JSON.stringify(snapshot(3)))
    first?.call.ended(4501)
    expect(now()).toMatchObject({ state: 'stale', head: 2 })
    expect(client.connection.getSnapshot().state).toBe('open')
  })
})

describe('what is no frame', () => {
  test.each(['no JSON', 'null', '7'])('[WIR1] %s ends the connection, which comes back', async (text) => {
    const { client, server } = await bobsClient()
    server.last.say(welcome())
    server.last.sayText(text)
    expect(client.connection.getSnapshot()).toMatchObject({ state: 'waiting' })
  })

  test('[WIR3] a frame of an unknown type is let be', async () => {
    const { client, server } = await bobsClient()
    server.last.say(welcome())
    server.last.sayText('{"type":"confetti"}')
    expect(client.connection.getSnapshot().state).toBe('open')
  })
})

describe('the token', () => {
  test('[CLT2] is asked for once more when it was refused, and it is final when the fresh one is refused too', async () => {
    const { client, server, time, tokens } = await bobsClient()
    server.last.say({ type: 'bye', code: 4500, reason: 'unauthenticated' })
    server.last.end(4500)
    await time.pass(125)
    expect(tokens).toEqual(['t1', 't2'])
    expect(server.last.call.token).toBe('t2')
    server.last.end(4500)
    expect(client.connection.getSnapshot()).toEqual({ state: 'closed', reason: 'refused', code: 4500 })
    await time.pass(100_000)
    expect(tokens).toHaveLength(2)
  })

  test('[CLT2] one that is accepted makes up for one that was refused', async () => {
    const { client, server, time } = await bobsClient()
    for (let i = 0; i < 3; i += 1) {
      server.last.end(4500)
      await time.pass(500)
      server.last.say(welcome())
    }
    expect(client.connection.getSnapshot().state).toBe('open')
  })

  test('[CLT2] is asked for again when it has ended, and kept as long as it lasts', async () => {
    const { server, time, tokens } = await bobsClient()
    server.last.say(welcome({ lastsMs: 100_000 }))
    server.last.end(1006)
    await time.pass(125)
    expect(tokens).toEqual(['t1'])
    server.last.say(welcome({ lastsMs: 100_000 }))
    server.last.end(4007)
    await time.pass(250)
    expect(tokens).toEqual(['t1', 't2'])
  })

  test('[CLT2] of a time beyond what a timer can wait is asked for only then', async () => {
    const time = new VirtualTime()
    const [DAY_MS, LONGEST_MS] = [86_400_000, 2 ** 31 - 1]
    const now = () => time.now()
    const after = (ms: number, run: () => void) => time.after(Math.min(ms, LONGEST_MS), run)
    for (const lastsMs of [100 * DAY_MS, null]) {
      const { server, tokens } = await bobsClient({ timers: { now, after } })
      server.last.say(welcome({ lastsMs, silenceMs: 1_000 * DAY_MS }))
      await time.pass(79 * DAY_MS)
      expect(tokens).toEqual(['t1'])
      await time.pass(2 * DAY_MS)
      expect(server.last.renewed).toEqual(lastsMs === null ? [] : ['t2'])
    }
  })

  test.each([
    ['throws', () => fetchToken()],
    ['rejects', async () => fetchToken()],
  ])('[CLT2] whose function %s is asked for again, and the application can see why', async (_how, token) => {
    const { client, time, server } = await bobsClient({ token })
    const waiting = { state: 'waiting', code: 1006, error: 'TypeError: no such page' }
    expect(client.connection.getSnapshot()).toEqual({ ...waiting, retryAfterMs: 125 })
    await time.pass(125)
    expect(client.connection.getSnapshot()).toEqual({ ...waiting, retryAfterMs: 250 })
    expect(server.calls).toEqual([])
  })

  test('[CLT2] is renewed after four fifths of its time, again and again', async () => {
    const { server, time, tokens } = await bobsClient()
    server.last.say(welcome({ lastsMs: 10_000 }))
    await time.pass(7_999)
    expect(server.last.renewed).toEqual([])
    await time.pass(1)
    expect(server.last.renewed).toEqual(['t2'])
    server.last.say(welcome({ lastsMs: 20_000 }))
    await time.pass(15_999)
    expect(server.last.renewed).toEqual(['t2'])
    await time.pass(1)
    expect(server.last.renewed).toEqual(['t2', 't3'])
    expect(tokens).toHaveLength(3)
    expect(server.calls).toHaveLength(1)
  })

  test('[CLT2] that is given out anew until it ends is asked for every five seconds, and not sent again', async () => {
    let asked = 0
    const token = (): string => {
      asked += 1
      return asked < 5 ? 'old' : 'new'
    }
    const { server, time } = await bobsClient({ token })
    server.last.say(welcome({ lastsMs: 20_000 }))
    await time.pass(16_000)
    expect([asked, server.last.renewed]).toEqual([2, []])
    await time.pass(14_999)
    expect([asked, server.last.renewed]).toEqual([4, []])
    await time.pass(1)
    expect([asked, server.last.renewed]).toEqual([5, ['new']])
  })

  test('[CLT2] that has ended already, but is borne with for a while, is asked for every five seconds', async () => {
    const { server, time, tokens } = await bobsClient()
    for (let i = 0; i < 4; i += 1) {
      server.last.say(welcome({ lastsMs: 0 }))
      await time.pass(5_000)
    }
    expect(tokens).toHaveLength(5)
  })

  test('[CLT2] that cannot be had for now is asked for later', async () => {
    let isThere = false
    const token = (): string => {
      if (!isThere) throw new Error('the network is down')
      return 't'
    }
    const { client, server, time } = await bobsClient({ token })
    expect(client.connection.getSnapshot().state).toBe('waiting')
    isThere = true
    await time.pass(125)
    expect(server.last.call.token).toBe('t')
  })

  test('[CLT2] of another user ends the client, so that nothing is sent in the name of another', async () => {
    const { client, server } = await bobsClient()
    client.conversation('c1').markRead({ messageId: 'm1' })
    await settled()
    // The server is told whom the client is for, and closes where the token is not.
    expect(server.last.call.userId).toBe('bob')
    server.last.end(4501)
    expect(client.connection.getSnapshot()).toEqual({ state: 'closed', reason: 'refused', code: 4501 })
    expect(server.last.frames).toEqual([])
  })
})

describe('the way', () => {
  test('[CLT8] where two tries fail before a welcome, the next transport has its turn', async () => {
    const [sockets, events] = [new ScriptedServer(), new ScriptedServer()]
    const { time, client } = await bobsClient({ transports: [sockets.transport, events.transport] })
    sockets.last.end(1006)
    await time.pass(125)
    expect(events.calls).toHaveLength(0)
    sockets.last.end(1006)
    await time.pass(250)
    expect(sockets.calls).toHaveLength(2)
    events.last.say(welcome())
    expect(client.connection.getSnapshot().state).toBe('open')
    await time.pass(6_000)
    events.last.end(1006)
    await time.pass(125)
    expect([sockets.calls.length, events.calls.length]).toEqual([2, 2])
  })

  test('[CLT8] one that cannot even be tried has failed', async () => {
    const events = new ScriptedServer()
    const broken = (): never => {
      throw new ReferenceError('WebSocket is not defined')
    }
    const { time } = await bobsClient({ transports: [broken, events.transport] })
    await time.pass(125)
    await time.pass(250)
    expect(events.calls).toHaveLength(1)
  })

  test('[CLT8] a token that cannot be had is no failure of the transport', async () => {
    const [sockets, events] = [new ScriptedServer(), new ScriptedServer()]
    let asked = 0
    const token = (): string => {
      asked += 1
      if (asked < 6) throw new Error('the network is down')
      return 't'
    }
    const { time } = await bobsClient({ token, transports: [sockets.transport, events.transport] })
    await time.pass(10_000)
    expect([sockets.calls.length, events.calls.length]).toEqual([1, 0])
  })

  test('[CLT8] one that was welcomed once keeps its transport, whatever fails later', async () => {
    const [sockets, events] = [new ScriptedServer(), new ScriptedServer()]
    const { time } = await bobsClient({ transports: [sockets.transport, events.transport] })
    sockets.last.say(welcome())
    for (let i = 0; i < 5; i += 1) {
      sockets.last.end(1006)
      await time.pass(15_000)
    }
    expect([sockets.calls.length, events.calls.length]).toEqual([6, 0])
  })

  test('[CLT8] a token that is refused is no failure of the transport', async () => {
    const [sockets, events] = [new ScriptedServer(), new ScriptedServer()]
    const { time } = await bobsClient({ transports: [sockets.transport, events.transport] })
    sockets.last.end(4003)
    await time.pass(125)
    sockets.last.end(4003)
    await time.pass(250)
    expect([sockets.calls.length, events.calls.length]).toEqual([3, 0])
  })
})

function fetchToken(): string {
  throw new TypeError('no such page')
}
