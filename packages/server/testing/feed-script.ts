import { type ConversationId, isRefusal, type MessageId, range, type SeqSet, type UserId } from '@tallymark/core'
import type { Engine } from '../src/engine/engine.ts'
import type { Chance } from './histories/chance.ts'

/** Something that happens in `c1`: drawn by chance, the same whatever happened before it. */
export type Act = (engine: Engine) => Promise<unknown>

export const ACT_WEIGHTS = {
  post: 20,
  read: 26,
  deliver: 12,
  hide: 8,
  unread: 3,
  join: 7,
  leave: 5,
  share: 4,
  settings: 3,
  remove: 4,
  profile: 4,
  erase: 2,
}

const conversationId = 'c1' as ConversationId

/** An act by or about one of these people, which may come at any time. */
export function randomAct(chance: Chance, people: readonly string[], weights: Partial<typeof ACT_WEIGHTS> = {}): Act {
  const userId = chance.pick(people) as UserId
  const spot = [chance.between(0, 999), chance.between(0, 999)] as const
  const kind = chance.weighted({ ...ACT_WEIGHTS, ...weights })
  const sharing = chance.pick(['everything', 'delivered', 'nothing', null] as const)
  const history = chance.pick(['none', 'all'] as const)
  const settings = chance.pick([
    { visibility: 'everyone' },
    { visibility: 'sender' },
    { visibility: 'counts' },
    { headline: 'any' },
    { headline: 'all' },
    { sharing: 'forbidden' },
    { sharing: 'optional' },
  ] as const)
  const mark = (seqs: SeqSet) => ({ conversationId, recipientId: userId, seqs })
  switch (kind) {
    case 'post':
      return async (engine) =>
        engine.post({ conversationId, messageId: await nextId(engine), ...sender(userId, spot[0]) })
    case 'read':
    case 'hide':
      return async (engine) => engine.markRead({ ...mark(await someSeqs(engine, spot)), private: kind === 'hide' })
    case 'deliver':
      return async (engine) => engine.markDelivered(mark(await someSeqs(engine, spot)))
    case 'unread':
      return async (engine) =>
        engine.markUnread({ conversationId, recipientId: userId, fromMessageId: await someId(engine, spot) })
    case 'join':
      return (engine) => engine.join({ conversationId, userId, history })
    case 'leave':
      return (engine) => engine.leave({ conversationId, userId })
    case 'share':
      return (engine) => engine.setSharing({ conversationId, userId, sharing })
    case 'settings':
      return (engine) => engine.createConversation({ conversationId, settings })
    case 'remove':
      return async (engine) => engine.deleteMessage({ conversationId, messageId: await someId(engine, spot) })
    case 'profile':
      return (engine) =>
        engine.putUser({ userId, userName: `${userId} ${spot[0]}`, ...(spot[1] < 300 ? { sharing } : {}) })
    case 'erase':
      return (engine) => engine.eraseUser({ userId })
    default:
      return kind satisfies never
  }
}

const sender = (senderId: UserId, by: number) => (by < 60 ? {} : { senderId })

async function headOf(engine: Engine): Promise<number> {
  const conversation = await engine.getConversation({ conversationId })
  return isRefusal(conversation) ? 0 : conversation.head
}

const nextId = async (engine: Engine): Promise<MessageId> => `m${(await headOf(engine)) + 1}` as MessageId

const someId = async (engine: Engine, [spot]: readonly [number, number]): Promise<MessageId> =>
  `m${1 + Math.floor((spot * (await headOf(engine))) / 1_000)}` as MessageId

/** Some seqs near the head, not beyond it. */
async function someSeqs(engine: Engine, [spot, width]: readonly [number, number]): Promise<SeqSet> {
  const head = Math.max(1, await headOf(engine))
  const last = Math.max(1, head - Math.floor((spot * 12) / 1_000))
  return range(Math.max(1, last - Math.floor((width * 6) / 1_000)), last)
}
