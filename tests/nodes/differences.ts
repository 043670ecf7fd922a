import { formatSeqSet, intersect, range, type SeqSet } from '@tallymark/core'
import type { Acknowledged } from './acknowledged.ts'
import type { RoamingClient } from './roaming-client.ts'
import type { ConversationTruth, Truth } from './truth.ts'

/**
 * What of clients' pictures is not as the database has it, in words; nothing if all of it is. Of a client with marks on the way its own truth and its inbox are
 * not looked at: it shows those marks already.
 */
export async function differences(
  truth: Truth,
  clients: readonly RoamingClient[],
  conversations: readonly Acknowledged[],
): Promise<readonly string[]> {
  const people = clients.map(({ userId }) => userId)
  const found: string[] = []
  const names = new Map<string, string | null>()
  for (const person of people) names.set(person, await truth.nameOf(person))
  for (const { conversationId } of conversations) {
    const all = await truth.conversation(conversationId, people)
    const summaries = await truth.summaries(conversationId, all.messages)
    for (const client of clients) {
      const picture = { conversationId, client, all, summaries, names }
      found.push(...differencesIn(picture))
      if (client.hasSettled) found.push(...(await ownDifferences(picture, truth)))
    }
  }
  for (const client of clients) if (client.hasSettled) found.push(...(await inboxDifferences(client, truth)))
  return found
}

interface Looked {
  readonly conversationId: string
  readonly client: RoamingClient
  readonly all: ConversationTruth
  readonly summaries: Awaited<ReturnType<Truth['summaries']>>
  readonly names: ReadonlyMap<string, string | null>
}

function differencesIn({ conversationId, client, all, summaries, names }: Looked): readonly string[] {
  const view = client.client.conversation(conversationId).getSnapshot()
  const what = `${conversationId} of ${client.userId}`
  if (view.state !== 'live') return [`${what} is ${view.state}`]
  const window = range(view.from, Number.POSITIVE_INFINITY)
  const seen = summaries.slice(view.from - 1)
  return [
    ...unlike(`version and head in ${what}`, [view.version, view.head], [all.version, all.head]),
    ...unlike(
      `messages in ${what}`,
      view.messages.map((one) => [one.messageId, one.overallStatus, one.deliveredCount, one.readCount]),
      seen.map((one) =>
        'refused' in one
          ? [one.messageId, null, 0, 0]
          : [one.messageId, one.overallStatus, one.deliveredCount, one.readCount],
      ),
    ),
    ...unlike(
      `people in ${what}`,
      view.people?.map((one) => [one.userId, one.userName, text(one.delivered), text(one.read)].join(' ')).sort(),
      all.participants
        .map(({ userId, shownDelivered, shownRead }) =>
          [userId, names.get(userId), text(intersect(shownDelivered, window)), text(intersect(shownRead, window))].join(
            ' ',
          ),
        )
        .sort(),
    ),
  ]
}

async function ownDifferences({ conversationId, client, all }: Looked, truth: Truth): Promise<readonly string[]> {
  const { own } = client.client.conversation(conversationId).getSnapshot()
  const must = await truth.unread(conversationId, client.userId)
  const mine = all.participants.find(({ userId }) => userId === client.userId)
  return unlike(
    `the own truth in ${conversationId} of ${client.userId}`,
    [own?.unreadCount, own?.firstUnreadMessageId, own?.lastReadMessageId, text(own?.delivered), text(own?.read)],
    [must.unreadCount, must.firstUnreadMessageId, must.lastReadMessageId, text(mine?.delivered), text(mine?.read)],
  )
}

async function inboxDifferences({ client, userId }: RoamingClient, truth: Truth): Promise<readonly string[]> {
  const counts = (of: readonly { readonly conversationId: string; readonly unreadCount: number }[]) =>
    of.map(({ conversationId, unreadCount }) => `${conversationId}:${unreadCount}`).sort()
  const is = client.inbox.getSnapshot()
  const must = await truth.inbox(userId)
  return unlike(
    `the inbox of ${userId}`,
    [is.state, is.unreadMessages, is.unreadConversations, ...counts(is.conversations)],
    ['live', must.unreadMessages, must.unreadConversations, ...counts(must.conversations)],
  )
}

const text = (set: SeqSet | undefined): string | undefined => set && formatSeqSet(set)

function unlike(what: string, is: unknown, must: unknown): readonly string[] {
  const [one, other] = [JSON.stringify(is), JSON.stringify(must)]
  return one === other ? [] : [`${what}: ${one} instead of ${other}`]
}
