import type { Oracle, Question } from '../oracle/oracle.ts'
import type { Cast } from './cast.ts'
import type { Chance } from './chance.ts'

const FILTERS = [undefined, 'read', 'delivered', 'pending'] as const

/** Every question that can be asked about those of the cast, for every viewer and every filter. */
export function allQuestions(cast: Cast, oracle: Oracle): readonly Question[] {
  const ofUsers = cast.userIds.flatMap((userId): Question[] => [
    { name: 'getUser', input: { userId } },
    { name: 'getInbox', input: { userId } },
  ])
  const ofConversations = cast.conversationIds.flatMap((conversationId) => [
    ...cast.userIds.flatMap((userId): Question[] => [
      { name: 'getParticipant', input: { conversationId, userId } },
      { name: 'getUnread', input: { conversationId, userId } },
    ]),
    ...viewersOf(cast).flatMap((viewer) => questionsOf(conversationId, viewer, oracle, FILTERS)),
  ])
  return [...ofUsers, ...ofConversations]
}

/** The questions that cost little and yet show every cell once: what the chat sees of all, and one other viewer of each conversation. */
export function someQuestions(cast: Cast, oracle: Oracle, chance: Chance): readonly Question[] {
  return cast.conversationIds.flatMap((conversationId) => {
    const userId = chance.pick(cast.userIds)
    const viewers = viewersOf(cast)
    return [
      { name: 'getInbox', input: { userId } },
      { name: 'getParticipant', input: { conversationId, userId } },
      ...questionsOf(conversationId, {}, oracle, []),
      ...questionsOf(conversationId, chance.pick(viewers), oracle, []),
      ...chance.sample(questionsOf(conversationId, {}, oracle, [undefined]), 3),
    ] satisfies Question[]
  })
}

/** All that is worth asking at the end of one history of thousands: every cell and every viewer, and of the filters one in a few. */
export function mostQuestions(cast: Cast, oracle: Oracle, chance: Chance): readonly Question[] {
  return allQuestions(cast, oracle).filter(({ name, input }) => {
    if (name === 'getSummaries') return input.messageIds !== undefined || chance.hits(0.2)
    if (name !== 'getMessageStatus') return true
    if (input.viewerId !== undefined) return chance.hits(0.02)
    return chance.hits(input.filter === undefined ? 0.7 : 0.1)
  })
}

type Viewer = { readonly viewerId?: string }

const viewersOf = (cast: Cast): readonly Viewer[] => [{}, ...cast.userIds.map((viewerId) => ({ viewerId }))]

function questionsOf(
  conversationId: string,
  viewer: Viewer,
  oracle: Oracle,
  filters: readonly (typeof FILTERS)[number][],
): readonly Question[] {
  const messageIds = [...oracle.messageIds(conversationId), 'nothing']
  const [first = 'nothing'] = messageIds
  const last = messageIds.at(-2) ?? 'nothing'
  return [
    { name: 'getConversation', input: { conversationId, ...viewer } },
    { name: 'getSummaries', input: { conversationId, ...viewer, messageIds } },
    { name: 'getSummaries', input: { conversationId, ...viewer, fromMessageId: first, toMessageId: last } },
    ...messageIds.flatMap((messageId) =>
      filters.map((filter): Question => {
        const filtered = filter === undefined ? {} : { filter }
        return { name: 'getMessageStatus', input: { conversationId, ...viewer, messageId, ...filtered } }
      }),
    ),
  ]
}
