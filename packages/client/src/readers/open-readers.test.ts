import { expect, test } from 'vitest'
import { bobsClient } from '../../testing/bob-client.ts'
import { own, snapshot, welcome } from '../../testing/scripted-server.ts'
import { problem, StatusServer } from '../../testing/status-server.ts'
import { settled } from '../../testing/virtual-time.ts'
import { openReaders } from './open-readers.ts'
import type { ReadersOf, ReadersSnapshot } from './readers.ts'

const NINE = '2026-01-01T09:00:00.000Z'
const TEN = '2026-01-01T10:00:00.000Z'
const people = (count: number) => Array.from({ length: count }, (_, i) => ({ userId: `p${i + 1}` }))

/** Who has m1, of so many recipients, with somebody looking. */
async function opened(count: number, of: Partial<ReadersOf> = {}) {
  const bob = await bobsClient()
  const status = new StatusServer()
  status.recipients = people(count)
  const client = { ...bob.client, fetch: status.fetch }
  const readers = openReaders(client, { conversationId: 'c1', messageId: 'm1', ...of }, bob.time)
  const seen: ReadersSnapshot[] = []
  const stop = readers.subscribe(() => seen.push(readers.getSnapshot()))
  await settled()
  const ids = (): string =>
    readers
      .getSnapshot()
      .readers.map(({ userId }) => userId)
      .join(' ')
  /** What the live view is told: m1 was read by so many. */
  const move = async (version: number, read: number): Promise<void> => {
    status.version = version
    bob.server.last.say({
      type: 'change',
      conversationId: 'c1',
      since: version - 1,
      version,
      head: 1,
      tallies: [[1, 9, read, read, 0]],
    })
    await settled()
  }
  const live = async (): Promise<void> => {
    bob.server.last.say(welcome(), snapshot(1), own(1))
    await settled()
  }
  return { bob, status, readers, seen, stop, ids, move, live, now: readers.getSnapshot }
}

test('[RDR1] a list asks nothing before somebody subscribes, then the first page', async () => {
  const bob = await bobsClient()
  const status = new StatusServer()
  const client = { ...bob.client, fetch: status.fetch }
  const readers = openReaders(client, { conversationId: 'c/1', messageId: 'm?1', filter: 'read' }, bob.time)
  await bob.time.pass(5_000)
  expect(status.asked).toEqual([])
  expect(readers.getSnapshot()).toMatchObject({ state: 'loading', readers: [], hasMore: false })
  readers.subscribe(() => {})
  expect(status.asked).toMatchObject([{ path: '/v1/conversations/c%2F1/messages/m%3F1/status' }])
  expect(String(status.asked[0]?.query)).toBe('viewerId=bob&limit=50&filter=read')
  await settled()
  expect(readers.getSnapshot()).toMatchObject({ state: 'ready', readers: [], hasMore: false })
})

test('[RDR1] pages follow one another, one at a time, until there are no more', async () => {
  const { readers, status, ids, now, seen } = await opened(5, { pageSize: 2 })
  expect([ids(), now().hasMore, now().totalRecipients]).toEqual(['p1 p2', true, 5])
  readers.more()
  readers.more()
  expect(now().isLoadingMore).toBe(true)
  await settled()
  expect([ids(), now().isLoadingMore]).toEqual(['p1 p2 p3 p4', false])
  readers.more()
  await settled()
  expect([ids(), now().hasMore]).toEqual(['p1 p2 p3 p4 p5', false])
  readers.more()
  await settled()
  expect(status.asked.map(({ query }) => query.get('cursor'))).toEqual([null, '2', '4'])
  expect(seen.every((snapshot, i) => snapshot !== seen[i - 1])).toBe(true)
})

test('[RDR1] who moved from one page to the next stands there once', async () => {
  const { readers, status, ids } = await opened(4, { pageSize: 2 })
  status.recipients = [{ userId: 'p0' }, ...people(4)]
  readers.more()
  await settled()
  expect(ids()).toBe('p1 p2 p3')
})

test('[RDR1] a reader has its times, name and status', async () => {
  const { status, readers, now } = await opened(1)
  status.recipients = [{ userId: 'p1', readAt: NINE }]
  readers.reload()
  await settled()
  const at = new Date(NINE)
  expect(now().readers).toEqual([
    { userId: 'p1', userName: 'P1', userAvatarUrl: null, deliveredAt: at, readAt: at, status: 'read' },
  ])
  expect(now()).toMatchObject({ readCount: 1, deliveredCount: 1, totalRecipients: 1, hasNames: true })
})

test('[RDR1] where the conversation shows counts only it says so', async () => {
  const { status, readers, now } = await opened(3)
  status.namesAreHidden = true
  readers.reload()
  await settled()
  expect(now()).toMatchObject({ state: 'ready', hasNames: false, readers: [], totalRecipients: 3 })
})

test('[RDR1] what is under way is called off once nobody has looked for a moment, and asked again when somebody does', async () => {
  const { bob, status, stop, readers, ids, live, move, now } = await opened(2, { pageSize: 1 })
  await live()
  let release = (): void => {}
  status.held = new Promise((resolve) => {
    release = resolve
  })
  readers.more()
  stop()
  await bob.time.pass(900)
  expect(status.asked.at(-1)?.signal.aborted).toBe(false)
  await bob.time.pass(200)
  expect(status.asked.at(-1)?.signal.aborted).toBe(true)
  expect(now().isLoadingMore).toBe(false)
  release()
  await move(2, 1)
  await bob.time.pass(5_000)
  expect([ids(), status.asked.length, bob.server.last.of('unwatch').length]).toEqual(['p1', 2, 1])
  status.held = undefined
  status.recipients = [{ userId: 'p9' }]
  readers.subscribe(() => {})
  await settled()
  expect([ids(), status.asked.length]).toEqual(['p9', 3])
})

test('[RDR2] a message that moved is asked for again: all that is shown, at once', async () => {
  const { bob, status, readers, ids, live, move } = await opened(6, { pageSize: 2 })
  await live()
  readers.more()
  await settled()
  status.recipients = people(7).slice(1)
  await bob.time.pass(2_000)
  expect(status.limits).toEqual(['2', '2'])
  await move(2, 1)
  expect(ids()).toBe('p2 p3 p4 p5')
  expect(status.limits).toEqual(['2', '2', '4'])
})

test('[RDR2] it asks at most once a second while the message keeps moving, and after its last move', async () => {
  const { bob, status, live, move, now } = await opened(9)
  await live()
  await bob.time.pass(2_000)
  for (let version = 2; version <= 41; version += 1) {
    status.recipients = people(9).map((of, i) => (i < version / 5 ? { ...of, readAt: NINE } : of))
    await move(version, Math.floor(version / 5))
    await bob.time.pass(50)
  }
  expect(status.asked.length).toBeLessThanOrEqual(4)
  await bob.time.pass(1_000)
  expect([now().readCount, status.asked.length]).toEqual([9, 4])
  await bob.time.pass(10_000)
  expect(status.asked).toHaveLength(4)
})

test('[RDR2] what the answer held already is not asked for again', async () => {
  const { bob, status, live, move, readers } = await opened(9)
  status.version = 3
  readers.reload()
  await settled()
  await live()
  await move(2, 1)
  await move(3, 2)
  await bob.time.pass(5_000)
  expect(status.asked).toHaveLength(2)
  await move(4, 3)
  expect(status.asked).toHaveLength(3)
})

test('[RDR2] what moves while an answer is on the way is asked for after it', async () => {
  const { bob, status, live, move, readers, now } = await opened(1)
  await live()
  let release = (): void => {}
  status.held = new Promise((resolve) => {
    release = resolve
  })
  readers.reload()
  const { version } = status
  await move(2, 1)
  status.version = version
  release()
  await settled()
  expect([now().readCount, status.asked.length]).toEqual([0, 2])
  status.version = 2
  status.recipients = [{ userId: 'p1', readAt: TEN }]
  await bob.time.pass(1_000)
  expect([now().readCount, status.asked.length]).toEqual([1, 3])
})

test('[RDR2] what has not changed keeps its identity, and nobody is told of nothing', async () => {
  const { bob, status, live, move, now, seen } = await opened(2)
  await live()
  const [p1] = now().readers
  status.recipients = [{ userId: 'p1' }, { userId: 'p2', readAt: NINE }]
  await bob.time.pass(2_000)
  await move(2, 1)
  expect(now().readers[0]).toBe(p1)
  const before = now()
  const told = seen.length
  await bob.time.pass(2_000)
  await move(3, 2)
  expect([status.asked.length, now() === before, seen.length]).toEqual([3, true, told])
  status.recipients = [{ userId: 'p1' }, { userId: 'p2', readAt: TEN }]
  await bob.time.pass(2_000)
  await move(4, 1)
  expect(now().readers[1]?.readAt).toEqual(new Date(TEN))
})

test('[RDR2] a message that is not on the screen is asked for again when its conversation moves', async () => {
  const { bob, status, live, move } = await opened(1, { messageId: 'm0' })
  await live()
  await bob.time.pass(2_000)
  await move(2, 1)
  expect(status.asked).toHaveLength(2)
  const other = await opened(1)
  await other.live()
  await other.bob.time.pass(2_000)
  other.bob.server.last.say({ type: 'change', conversationId: 'c1', since: 1, version: 2, head: 1 })
  await other.bob.time.pass(2_000)
  expect(other.status.asked).toHaveLength(1)
})

test('[RDR2] a page that is newer than the one before does not hide that the other is old', async () => {
  const { bob, status, readers, live, move } = await opened(3, { pageSize: 1 })
  await live()
  await bob.time.pass(2_000)
  status.version = 2
  readers.more()
  await settled()
  await move(2, 1)
  expect(status.limits).toEqual(['1', '1', '2'])
})

test('[RDR2] one who reads in place of one who leaves moves it too', async () => {
  const { bob, status, live } = await opened(1)
  await live()
  await bob.time.pass(2_000)
  const people = [{ userId: 'bob', member: '1:*', delivered: '1', read: '1' }]
  bob.server.last.say({ type: 'change', conversationId: 'c1', since: 1, version: 2, head: 1, people })
  await settled()
  expect(status.asked).toHaveLength(2)
})

test('[RDR2] another history has versions of its own', async () => {
  const { bob, status, live, move, ids } = await opened(1)
  await live()
  await bob.time.pass(2_000)
  await move(2, 1)
  await bob.time.pass(2_000)
  await move(3, 2)
  await bob.time.pass(2_000)
  status.version = 2
  status.recipients = [{ userId: 'p9' }]
  bob.server.last.say(snapshot(2, { epoch: 'e2' }))
  await settled()
  expect(ids()).toBe('p9')
})

test('[RDR3] who may not look any more is told so', async () => {
  const { bob, status, live, now } = await opened(1)
  await live()
  await bob.time.pass(2_000)
  status.instead.push(problem(403, 'left_conversation'))
  const refusal = { code: 'left_conversation', detail: 'Left.', retry: false } as const
  bob.server.last.say({ type: 'refused', conversationId: 'c1', ...refusal })
  await settled()
  expect(now()).toMatchObject({ state: 'failed', failure: { code: 'left_conversation' } })
})

test('[RDR3] a page that was wanted when something failed is not loaded later', async () => {
  const { status, readers, ids } = await opened(3, { pageSize: 1 })
  status.instead.push('lost')
  readers.reload()
  readers.more()
  await settled()
  readers.reload()
  await settled()
  expect(ids()).toBe('p1')
})

test('[RDR3] a token that is refused is asked for anew once', async () => {
  const { status, readers, now, ids } = await opened(1)
  status.recipients = people(2)
  status.instead.push(problem(401, 'unauthenticated'))
  readers.reload()
  await settled()
  expect([now().state, ids(), status.asked.length]).toEqual(['ready', 'p1 p2', 3])
  status.instead.push(problem(401, 'unauthenticated'), problem(401, 'unauthenticated'))
  readers.reload()
  await settled()
  expect(now()).toMatchObject({ state: 'failed', failure: { code: 'unauthenticated' } })
  expect(status.asked).toHaveLength(5)
})

test.each([
  [problem(403, 'hidden'), { code: 'hidden', detail: 'hidden!' }],
  ['lost', { code: 'unreachable', detail: 'TypeError: fetch failed' }],
  [new Response('<h1>Bad gateway</h1>', { status: 502 }), { code: 'unreachable', detail: expect.any(String) }],
] as const)(
  '[RDR3] what fails says why, keeps what is shown, and is asked again on request',
  async (answer, failure) => {
    const { bob, status, readers, now, ids, live, move } = await opened(2, { pageSize: 1 })
    await live()
    status.instead.push(answer)
    readers.more()
    await settled()
    expect([now().state, now().failure, ids(), now().isLoadingMore]).toEqual(['failed', failure, 'p1', false])
    readers.more()
    await move(2, 1)
    await bob.time.pass(5_000)
    expect(status.asked).toHaveLength(2)
    readers.reload()
    expect(now()).toMatchObject({ state: 'loading', failure: null })
    await settled()
    expect([now().state, ids()]).toEqual(['ready', 'p1'])
  },
)

test('[RDR3] what failed is asked again when the connection is back', async () => {
  const { bob, status, readers, now, live } = await opened(1)
  await live()
  bob.server.last.end(1006)
  status.instead.push('lost')
  readers.reload()
  await settled()
  expect(now().state).toBe('failed')
  await bob.time.pass(1_000)
  expect(now().state).toBe('failed')
  await live()
  await bob.time.pass(1_000)
  expect(now().state).toBe('ready')
})
