import type { Mark } from '../oracle/marks.ts'
import type { Command, Oracle } from '../oracle/oracle.ts'
import { textOf } from '../oracle/seq-text.ts'
import type { Settings, Sharing } from '../oracle/world.ts'
import type { Chance } from './chance.ts'

/** How often each kind of command comes where a seed says nothing else. */
export const WEIGHTS = {
  post: 24,
  repost: 2,
  read: 22,
  receive: 9,
  many: 5,
  unread: 5,
  join: 7,
  leave: 4,
  share: 4,
  user: 3,
  create: 3,
  settings: 2,
  delete: 4,
  erase: 1.5,
  remove: 0.5,
}

/** What commands are drawn from. */
export interface Scene {
  readonly weights: Readonly<Record<keyof typeof WEIGHTS, number>>
  readonly people: readonly string[]
  readonly conversations: readonly string[]
  /** How often a mark is private. */
  readonly privacy: number
  /** How often something is named that is not there. */
  readonly strangeness: number
  /** Follows the history, so that most commands name what there is. */
  readonly known: Oracle
}

const SHARINGS: readonly (Sharing | null)[] = ['everything', 'delivered', 'nothing', null]

/** A command that may come next. */
export function randomCommand(chance: Chance, scene: Scene): Command {
  const conversationId = chance.hits(0.6) ? 'c1' : chance.pick(scene.conversations)
  const userId = someone(chance, scene)
  const kind = chance.weighted(scene.weights)
  switch (kind) {
    case 'post':
    case 'repost':
      return randomPost(chance, scene, conversationId, kind === 'post')
    case 'read':
      return randomRead(chance, scene, conversationId)
    case 'receive':
      return {
        name: 'markDelivered',
        input: { conversationId, recipientId: userId, ...target(chance, scene, conversationId) },
      }
    case 'many':
      return { name: 'markMany', input: Array.from({ length: chance.between(1, 5) }, () => randomMark(chance, scene)) }
    case 'unread':
      return randomUnread(chance, scene, conversationId, userId)
    case 'delete':
      return { name: 'deleteMessage', input: { conversationId, messageId: message(chance, scene, conversationId) } }
    case 'join':
      return randomJoin(chance, scene, conversationId, userId)
    case 'leave':
      return { name: 'leave', input: { conversationId, userId } }
    case 'share':
      return { name: 'setSharing', input: { conversationId, userId, sharing: chance.pick(SHARINGS) } }
    case 'erase':
      return { name: 'eraseUser', input: { userId } }
    case 'user':
      return randomUser(chance, userId)
    case 'create':
      return randomCreate(chance, scene)
    case 'settings':
      return { name: 'createConversation', input: { conversationId, settings: randomSettings(chance) } }
    case 'remove':
      return { name: 'removeConversation', input: { conversationId } }
    default:
      return kind satisfies never
  }
}

const someone = (chance: Chance, { people, strangeness }: Scene): string =>
  chance.hits(strangeness / 4) ? 'mallory' : chance.pick(people)

/** Mostly a message that there is, more often a late one. */
function message(chance: Chance, { known, strangeness }: Scene, conversationId: string): string {
  const ids = known.messageIds(conversationId)
  if (ids.length === 0 || chance.hits(strangeness / 2)) return 'm99'
  return chance.hits(0.3) ? chance.pick(ids.slice(-3)) : chance.pick(ids)
}

function randomPost(chance: Chance, scene: Scene, conversationId: string, isNew: boolean): Command {
  const next = `m${scene.known.messageIds(conversationId).length + 1}`
  const messageId = isNew ? next : message(chance, scene, conversationId)
  const sender = chance.hits(0.1) ? {} : { senderId: someone(chance, scene) }
  return {
    name: 'post',
    input: { conversationId, messageId, ...sender, ...(chance.hits(0.15) ? { silent: true } : {}) },
  }
}

function randomRead(chance: Chance, scene: Scene, conversationId: string): Command {
  const recipientId = someone(chance, scene)
  const privately = chance.hits(scene.privacy) ? { private: true } : {}
  if (chance.hits(0.15)) {
    const upToMessageId = message(chance, scene, conversationId)
    return { name: 'bulkMarkRead', input: { conversationId, recipientId, upToMessageId, ...privately } }
  }
  return {
    name: 'markRead',
    input: { conversationId, recipientId, ...target(chance, scene, conversationId), ...privately },
  }
}

function target(chance: Chance, scene: Scene, conversationId: string) {
  const kind = chance.weighted({ messageId: 5, messageIds: 2, upToMessageId: 3, seqs: 2 })
  if (kind === 'messageId') return { messageId: message(chance, scene, conversationId) }
  if (kind === 'upToMessageId') return { upToMessageId: message(chance, scene, conversationId) }
  const size = chance.between(1, 4)
  if (kind === 'messageIds')
    return { messageIds: [...new Set(Array.from({ length: size }, () => message(chance, scene, conversationId)))] }
  const head = scene.known.messageIds(conversationId).length
  const highest = chance.hits(0.05 + scene.strangeness) ? head + 1 : Math.max(1, head)
  return { seqs: textOf(Array.from({ length: size }, () => chance.between(1, highest))) }
}

function randomMark(chance: Chance, scene: Scene): Mark {
  const conversationId = chance.pick(scene.conversations)
  const privately = chance.hits(scene.privacy) ? { private: true } : {}
  const kind = chance.hits(0.7) ? 'read' : 'delivered'
  return {
    conversationId,
    kind,
    recipientId: someone(chance, scene),
    ...target(chance, scene, conversationId),
    ...privately,
  }
}

/** Mostly from the last that was read, or from one of the first: from any later one there is nothing to reopen. */
function randomUnread(chance: Chance, scene: Scene, conversationId: string, recipientId: string): Command {
  const unread = scene.known.ask({ name: 'getUnread', input: { conversationId, userId: recipientId } })
  const lastRead = (unread as { readonly lastReadMessageId?: string | null }).lastReadMessageId
  const anyOne = message(chance, scene, conversationId)
  const fromMessageId = chance.hits(0.5) ? (lastRead ?? anyOne) : anyOne
  return { name: 'markUnread', input: { conversationId, recipientId, fromMessageId } }
}

function randomJoin(chance: Chance, scene: Scene, conversationId: string, userId: string): Command {
  const kind = chance.weighted({ silent: 2, none: 2, all: 2, from: 3 })
  const history = kind === 'from' ? { fromMessageId: message(chance, scene, conversationId) } : kind
  const sharing = chance.hits(0.15) ? { sharing: chance.pick(SHARINGS) } : {}
  const visible = history === 'silent' ? {} : { history }
  return { name: 'join', input: { conversationId, userId, ...visible, ...sharing } }
}

function randomUser(chance: Chance, userId: string): Command {
  const sharing = chance.hits(0.6) ? { sharing: chance.pick(SHARINGS) } : {}
  const userName = chance.hits(0.5) ? { userName: chance.pick(['Al', 'Bo', null]) } : {}
  const userAvatarUrl = chance.hits(0.2) ? { userAvatarUrl: chance.pick(['a.png', null]) } : {}
  return { name: 'putUser', input: { userId, ...userName, ...userAvatarUrl, ...sharing } }
}

function randomCreate(chance: Chance, scene: Scene): Command {
  const participants = scene.people.filter(() => chance.hits(0.5))
  return {
    name: 'createConversation',
    input: {
      conversationId: chance.pick(scene.conversations),
      ...(participants.length > 0 ? { participants } : {}),
      ...(chance.hits(0.4) ? { settings: randomSettings(chance) } : {}),
    },
  }
}

function randomSettings(chance: Chance): Partial<Settings> {
  const settings: Partial<Settings> = {}
  if (chance.hits(0.5)) settings.visibility = chance.pick(['everyone', 'sender', 'counts'])
  if (chance.hits(0.5)) settings.sharing = chance.pick(['optional', 'optional', 'required', 'forbidden'])
  if (chance.hits(0.5)) settings.headline = chance.pick(['all', 'any'])
  return Object.keys(settings).length > 0 ? settings : { headline: 'any' }
}
