import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { bobsClient } from '../../testing/bob-client.ts'
import { messagesUpTo, noneOf, own, snapshot, welcome } from '../../testing/scripted-server.ts'
import { settled } from '../../testing/virtual-time.ts'
import { screenOf } from './index.ts'

const GATHERED_MS = 100

/** Tells of its elements what a test says. */
class ScriptedObserver {
  static last: ScriptedObserver | undefined
  readonly observed = new Set<Element>()
  readonly tell: (entries: readonly { target: Element; isIntersecting: boolean }[]) => void

  constructor(tell: ScriptedObserver['tell']) {
    this.tell = tell
    ScriptedObserver.last = this
  }

  observe(element: Element): void {
    this.observed.add(element)
  }

  unobserve(element: Element): void {
    this.observed.delete(element)
  }

  disconnect(): void {
    this.observed.clear()
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  vi.stubGlobal('IntersectionObserver', ScriptedObserver)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Messages of c1 from a seq to a seq as the server tells of them; those that come too if there is no end. */
const windowOf = (head: number, from: number, to: number | null = null) => {
  const messages = messagesUpTo(to ?? head, from)
  return snapshot(head, { from, to, messages, tallies: noneOf(messages) })
}

/** Bob's page with the newest 50 of 1,000 messages known, and a server that knows where some are. */
async function bobsPage(seqs: Readonly<Record<string, number>> = {}) {
  const bob = await bobsClient()
  const asked: { readonly path: string; readonly signal: AbortSignal }[] = []
  const fetch = async (path: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<Response> => {
    asked.push({ path, signal: signal as AbortSignal })
    const seq = seqs[new URL(path, 'https://r.example').searchParams.get('from') as string]
    return seq === undefined ? Response.json({}, { status: 404 }) : Response.json({ summaries: [{ seq }] })
  }
  const screen = screenOf({ ...bob.client, fetch }, 'c1')
  const elements = new Map<string, Element>()
  /** From now on these are on the screen, and no others. */
  const look = async (...messageIds: readonly string[]): Promise<void> => {
    const tell = [...elements].map(([id, target]) => ({ target, isIntersecting: messageIds.includes(id) }))
    ScriptedObserver.last?.tell(tell)
    await pass()
  }
  const pass = async (): Promise<void> => {
    // Once for each look-up that follows another.
    for (let i = 0; i < 5; i += 1) {
      vi.advanceTimersByTime(GATHERED_MS)
      await settled()
    }
  }
  const put = (messageId: string): (() => void) => {
    const element = {} as Element
    elements.set(messageId, element)
    return screen.watchPart(element, messageId)
  }
  const ends = ['m1', 'm2', 'm3', 'm4', 'm5', 'm500', 'm960', 'm1000'].map(put)
  await settled()
  bob.server.last.say(welcome(), windowOf(1_000, 951), own(1_000))
  await settled()
  const windows = () => bob.server.last.of('watch').map(({ from, to }) => [from, to])
  return { bob, screen, asked, ends, look, pass, put, windows }
}

test('[SCR1] the window goes to where the screen is, and stays where it is well placed', async () => {
  const { bob, look, windows, asked } = await bobsPage()
  await look('m1000')
  expect(windows()).toEqual([[undefined, undefined]])
  await look('m960')
  expect(windows().slice(1)).toEqual([[850, undefined]])
  bob.server.last.say(windowOf(1_000, 850))
  await settled()
  await look('m960', 'm1000')
  expect([windows().length, asked]).toEqual([2, []])
})

test('[SCR2] where nothing is known one look-up finds the screen', async () => {
  const { bob, screen, asked, look, windows } = await bobsPage({ m500: 500 })
  await look('m500')
  expect(asked.map(({ path }) => path)).toEqual(['/v1/conversations/c1/statuses?from=m500&to=m500'])
  expect(windows().slice(1)).toEqual([[400, 599]])
  bob.server.last.say(windowOf(1_000, 400, 599))
  await settled()
  expect(screen.message('m500')).toMatchObject({ seq: 500, overallStatus: 'sent' })
  await look('m500', 'm1')
  expect([asked.length, windows().length]).toEqual([1, 2])
})

test('[SCR2] where a message was found is known from then on, before the window has come too', async () => {
  const { asked, look, windows } = await bobsPage({ m500: 500 })
  await look('m500')
  await look('m960')
  await look('m500')
  expect(asked).toHaveLength(1)
  expect(windows().slice(1)).toEqual([
    [400, 599],
    [850, undefined],
    [400, 599],
  ])
})

test('[SCR2] three that the server does not know are looked up, more when the screen moves, and none twice', async () => {
  const { asked, look, windows } = await bobsPage({ m5: 5 })
  const all = ['m1', 'm2', 'm3', 'm4', 'm5']
  await look(...all)
  expect(asked.map(({ path }) => path.slice(-2))).toEqual(['m1', 'm2', 'm3'])
  await look(...all)
  expect(asked.map(({ path }) => path.slice(-2))).toEqual(all)
  expect(windows().slice(1)).toEqual([[1, 200]])
})

test('[SCR3] what has left the window keeps what was known last', async () => {
  const { bob, screen, look } = await bobsPage({ m500: 500 })
  const before = screen.message('m1000')
  expect(before).toMatchObject({ seq: 1_000, overallStatus: 'sent' })
  await look('m500')
  bob.server.last.say(windowOf(1_000, 400, 599))
  await settled()
  expect(bob.c1.message('m1000')).toBeUndefined()
  expect(screen.message('m1000')).toBe(before)
})

test('[SCR3] all that shows a conversation shares one screen, on which a row tells for its parts', async () => {
  const { bob, screen, put } = await bobsPage()
  expect(screenOf(bob.client, 'c1')).toBe(screenOf(bob.client, 'c1'))
  expect(screenOf(bob.client, 'c2')).not.toBe(screenOf(bob.client, 'c1'))
  expect(screen).not.toBe(screenOf(bob.client, 'c1'))
  const { observed } = ScriptedObserver.last as ScriptedObserver
  const before = observed.size
  put('m7')
  const row = {} as Element
  const end = screen.watchRow(row, 'm7')
  await settled()
  expect([observed.size - before, observed.has(row), screen.rowOf('m7') === row]).toEqual([1, true, true])
  end()
  expect([observed.size, screen.rowOf('m7')]).toEqual([before, undefined])
})

test('[SCR3] once nothing is on the page nothing is watched, and what is being looked up is called off', async () => {
  const { bob, asked, ends, look, pass, windows } = await bobsPage({ m500: 500 })
  const { observed, tell } = ScriptedObserver.last as ScriptedObserver
  const entries = [{ target: [...observed][5] as Element, isIntersecting: true }]
  tell(entries)
  vi.advanceTimersByTime(GATHERED_MS)
  // The look-up is under way, and the window about to move again.
  tell(entries)
  for (const end of ends) end()
  expect(vi.getTimerCount()).toBe(0)
  await pass()
  expect(asked.map(({ path, signal }) => [path.slice(-4), signal.aborted])).toEqual([['m500', true]])
  await look('m960')
  await bob.time.pass(1_100)
  expect([observed.size, vi.getTimerCount(), windows().length]).toEqual([0, 0, 1])
  expect(bob.server.last.of('unwatch')).toHaveLength(1)
})
