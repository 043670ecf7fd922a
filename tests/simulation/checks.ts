import { formatSeqSet, isRefusal, type UserId, WINDOW_DEFAULT } from '@tallymark/core'
import type { ConversationSnapshot } from '../../packages/client/src/views/conversation-snapshot.ts'
import { type Fresh, FreshServer } from './expected.ts'
import type { SimTab, SimWindow } from './sim-device.ts'
import type { World } from './world.ts'

/** Looks whether every client sees what is, once nothing has happened for a while (FED1, FED10, FED13, CLT4). */
export async function checkAll(world: World): Promise<void> {
  await lookAgain(world)
  const fresh = new FreshServer(world)
  for (const tab of world.tabs()) {
    const who = `${tab.device.name}.${tab.device.tabs.indexOf(tab)}`
    const connection = tab.client.connection.getSnapshot()
    if (connection.state !== 'open') world.fail(`${who} is not connected: ${JSON.stringify(connection)}`)
    const waiting = tab.client.outbox.getSnapshot()
    if (waiting !== 0) world.fail(`${who} has ${waiting} marks on the way still`)
    for (const view of tab.views.values()) await checkView(world, fresh, tab, who, view.conversationId)
    await checkInbox(world, fresh, tab, who)
  }
  for (const lost of world.made.lost()) world.fail(lost)
  fresh.end()
}

/** Whoever was refused once looks again, as an application would when its user joins. */
async function lookAgain(world: World): Promise<void> {
  const refused = world
    .tabs()
    .flatMap((tab) => [...tab.views.values()].map((view) => ({ tab, view })))
    .filter(({ view }) => view.getSnapshot().state === 'refused')
  if (refused.length === 0) return
  for (const { tab, view } of refused) tab.lookAway(view.conversationId)
  await world.time.pass(2_000)
  for (const { tab, view } of refused) tab.look(view.conversationId)
  await world.time.pass(2_000)
}

async function checkView(world: World, fresh: FreshServer, tab: SimTab, who: string, id: string): Promise<void> {
  const { userId } = tab.device
  const seen = tab.client.conversation(id).getSnapshot()
  const expected = await fresh.look(userId, id, windowOf(tab, id, seen))
  const fail = (what: string): void =>
    world.fail(
      `${who} of ${userId} in ${id}: ${what}\n  sees     ${show(seen)}\n  expected ${JSON.stringify(expected)}`,
    )
  if (seen.state === 'refused') {
    if (expected.refused === undefined) fail('is refused')
    return
  }
  if (expected.snapshot === undefined) fail('sees what is refused')
  else if (seen.state !== 'live') fail(`is ${seen.state}`)
  else {
    const differs = differenceOf(seen, expected, tab.windows.get(id) ?? {})
    if (differs !== undefined) fail(differs)
    const tallies = await fresh.tallies(
      userId,
      id,
      seen.messages.map(({ messageId }) => messageId),
    )
    for (const message of seen.messages) {
      const asked = tallies.get(message.messageId)
      const { totalRecipients, deliveredCount, readCount, hiddenCount, overallStatus } = message
      const told = [totalRecipients, deliveredCount, readCount, hiddenCount, overallStatus].join(' ')
      if (overallStatus !== null && asked !== told) fail(`${message.messageId} is ${told}, and ${asked} when asked for`)
    }
  }
}

/** The window that a device's tabs share, by what each asked for and not by what is seen: without a first message that is the newest ones, and more where it has been for longer. */
function windowOf({ device }: SimTab, id: string, seen: ConversationSnapshot): { from: number; to: number | null } {
  const newest = Math.min(seen.from, Math.max(1, seen.head - WINDOW_DEFAULT + 1))
  const windows = device.tabs.filter(({ views }) => views.has(id)).map((tab) => tab.windows.get(id) ?? {})
  const to = Math.max(...windows.map((window) => window.to ?? Number.POSITIVE_INFINITY))
  return {
    from: Math.min(...windows.map(({ from = newest }) => from)),
    to: to === Number.POSITIVE_INFINITY ? null : to,
  }
}

/** Where a view is not as a fresh picture; nothing if it is. */
function differenceOf(
  seen: ConversationSnapshot,
  { snapshot, own }: Fresh,
  { from = 1, to = Number.POSITIVE_INFINITY }: SimWindow,
): string | undefined {
  if (snapshot === undefined) return undefined
  // Other tabs of the device may watch more than this one shows.
  const messages = snapshot.messages.filter(({ seq }) => from <= seq && seq <= to)
  const tallies = new Map(snapshot.tallies.map((tally) => [tally[0], tally]))
  const expected = messages.map(({ seq, messageId, senderId, silent = false, deleted = false }) => {
    const [, audience = 0, delivered = 0, read = 0, hidden = 0] = tallies.get(seq) ?? []
    return [seq, messageId, senderId, silent, deleted, audience, delivered, read, hidden].join(' ')
  })
  const actual = seen.messages.map((one) =>
    [
      one.seq,
      one.messageId,
      one.senderId,
      one.silent,
      one.deleted,
      one.totalRecipients,
      one.deliveredCount,
      one.readCount,
      one.hiddenCount,
    ].join(' '),
  )
  if (actual.join() !== expected.join()) return 'other messages'
  if (seen.head !== snapshot.head) return 'another head'
  return peopleDiffer(seen, snapshot.people) ?? ownDiffers(seen, own)
}

function peopleDiffer(
  seen: ConversationSnapshot,
  people: NonNullable<Fresh['snapshot']>['people'],
): string | undefined {
  // At the same size a server that has been there for longer may still leave the names out (FED6).
  if (seen.people === null || people === null) return seen.people !== null && people === null ? 'names' : undefined
  const line = (of: {
    userId: string
    userName?: string | null
    member: string
    delivered: string
    read: string
  }): string => [of.userId, of.userName, of.member, of.delivered, of.read].join(' ')
  const actual = seen.people.map((one) =>
    line({
      userId: one.userId,
      userName: one.userName,
      member: formatSeqSet(one.member),
      delivered: formatSeqSet(one.delivered),
      read: formatSeqSet(one.read),
    }),
  )
  const expected = people.map((one) => line({ ...one, userName: one.profile?.userName ?? null }))
  return actual.sort().join() === expected.sort().join() ? undefined : 'other people'
}

function ownDiffers({ own }: ConversationSnapshot, expected: Fresh['own']): string | undefined {
  if (own === null || expected === undefined) return own === null ? 'no truth of its own' : undefined
  const actual = [
    formatSeqSet(own.member),
    formatSeqSet(own.delivered),
    formatSeqSet(own.read),
    formatSeqSet(own.reopened),
    own.unreadCount,
    own.firstUnreadMessageId,
    own.lastReadMessageId,
    own.markedUnread,
  ].join(' ')
  const wanted = [
    expected.member,
    expected.delivered,
    expected.read,
    expected.reopened,
    expected.unreadCount,
    expected.firstUnreadMessageId,
    expected.lastReadMessageId,
    expected.markedUnread,
  ].join(' ')
  return actual === wanted ? undefined : `another truth of its own: ${actual} and not ${wanted}`
}

async function checkInbox(world: World, fresh: FreshServer, tab: SimTab, who: string): Promise<void> {
  const { userId } = tab.device
  const answer = await fresh.engine.getInbox({ userId: userId as UserId, limit: 1_000 })
  const expected = isRefusal(answer) ? { unreadMessages: 0, unreadConversations: 0, conversations: [] } : answer
  const seen = tab.client.inbox.getSnapshot()
  const line = (of: typeof expected.conversations): string =>
    of
      .map((one) =>
        [one.conversationId, one.unreadCount, one.firstUnreadMessageId, one.lastReadMessageId, one.markedUnread].join(
          ' ',
        ),
      )
      .sort()
      .join()
  const told = `${seen.unreadMessages} ${seen.unreadConversations} ${line(seen.conversations as never)}`
  const wanted = `${expected.unreadMessages} ${expected.unreadConversations} ${line(expected.conversations)}`
  if (told !== wanted) world.fail(`the inbox of ${who} says ${told}, and not ${wanted}`)
}

const show = (seen: ConversationSnapshot): string =>
  JSON.stringify(seen, (_, value: unknown) => (value === Number.POSITIVE_INFINITY ? '∞' : value))
