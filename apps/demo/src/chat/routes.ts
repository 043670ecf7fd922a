import { reachedBy } from './address.ts'
import { type Asked, numberIn, textIn } from './asked.ts'
import { avatarOf } from './avatar.ts'
import type { Chat } from './chat.ts'
import type { Crowd } from './crowd.ts'
import type { Events } from './events.ts'
import type { Host } from './host.ts'
import { PEOPLE, personOf } from './people.ts'
import type { Receipts, Sharing } from './receipts.ts'
import { Refused } from './refused.ts'
import { isOurPage } from './trusted.ts'

/** What the routes work with. */
export interface RouteParts {
  readonly host: Host
  readonly chat: Chat
  readonly crowd: Crowd
  readonly events: Events
  readonly receipts: Receipts
}

/** What answers an address; its answer is sent as JSON, and nothing is sent for `undefined`, because it was. */
export interface Route {
  readonly method: string
  /** The parts of the address; those that start with a colon are params. */
  readonly path: string
  /** Whether it answers to who brings no token. */
  readonly isOpen?: boolean
  readonly answer: (asked: Asked) => unknown
}

const MOST_MESSAGES = 1_000
const MOST_TEXT = 4_000
const MOST_ID = 128
const SHARINGS: readonly string[] = ['everything', 'delivered', 'nothing'] satisfies readonly Sharing[]

/** Every address of the chat. */
export const routesOf = (parts: RouteParts): readonly Route[] => [
  ...openRoutes(parts),
  ...conversationRoutes(parts),
  ...personRoutes(parts),
]

const openRoutes = ({ host }: RouteParts): readonly Route[] => [
  { method: 'GET', path: '/chat/people', isOpen: true, answer: () => ({ people: PEOPLE }) },
  {
    method: 'GET',
    path: '/chat/avatars/:file',
    isOpen: true,
    answer: ({ params: { file = '' }, response }) => {
      const person = personOf(file.replace(/\.svg$/, ''))
      if (person === undefined) throw new Refused(404, 'There is no such picture.')
      response
        .setHeader('cache-control', 'max-age=3600')
        .setHeader('content-type', 'image/svg+xml')
        .end(avatarOf(person))
    },
  },
  {
    method: 'POST',
    path: '/chat/login',
    isOpen: true,
    answer: async (asked) => {
      if (!isOurPage(asked.request, host)) throw new Refused(403, 'Only the demo’s own page may log people in.')
      const person = personOf(textIn(asked, 'userId', MOST_ID))
      if (person === undefined) throw new Refused(403, 'Only the people of the demo log in without a password.')
      return { token: await host.signToken(person.userId) }
    },
  },
  { method: 'GET', path: '/chat/address', isOpen: true, answer: () => reachedBy(host.address, host.listensOn) },
]

const conversationRoutes = ({ chat, crowd }: RouteParts): readonly Route[] => [
  {
    method: 'GET',
    path: '/chat/conversations',
    answer: (asked) => ({ conversations: chat.conversations(own(asked, asked.query.get('userId') ?? '')) }),
  },
  {
    method: 'GET',
    path: '/chat/conversations/:conversationId/messages',
    answer: (asked) => {
      const [after, before] = [asked.query.get('after') ?? undefined, asked.query.get('before') ?? undefined]
      const page = { after, before, limit: numberIn(asked, 'limit', MOST_MESSAGES, 50) }
      return { messages: chat.messages(conversationIn(asked), caller(asked), page) }
    },
  },
  {
    method: 'POST',
    path: '/chat/conversations/:conversationId/messages',
    answer: async (asked) => {
      const senderId = own(asked, textIn(asked, 'senderId', MOST_ID))
      const [messageId, text] = [textIn(asked, 'messageId', MOST_ID), textIn(asked, 'text', MOST_TEXT)]
      return { message: await chat.post({ conversationId: conversationIn(asked), senderId, messageId, text }) }
    },
  },
  {
    method: 'DELETE',
    path: '/chat/conversations/:conversationId/messages/:messageId',
    answer: async (asked) => {
      await chat.delete(conversationIn(asked), asked.params.messageId ?? '', caller(asked))
      return {}
    },
  },
  {
    method: 'PUT',
    path: '/chat/conversations/:conversationId/members/:userId',
    answer: async (asked) => {
      await chat.join(conversationIn(asked), own(asked, asked.params.userId ?? ''))
      return {}
    },
  },
  {
    method: 'DELETE',
    path: '/chat/conversations/:conversationId/members/:userId',
    answer: async (asked) => {
      await chat.leave(conversationIn(asked), own(asked, asked.params.userId ?? ''))
      return {}
    },
  },
  { method: 'POST', path: '/chat/crowd/read', answer: () => crowd.read() },
]

const personRoutes = ({ events, receipts }: RouteParts): readonly Route[] => [
  {
    method: 'GET',
    path: '/chat/people/:userId/sharing',
    answer: async (asked) => ({ sharing: await receipts.sharingOf(own(asked, asked.params.userId ?? '')) }),
  },
  {
    method: 'PUT',
    path: '/chat/people/:userId/sharing',
    answer: async (asked) => {
      const sharing = asked.body.sharing as Sharing
      if (!SHARINGS.includes(sharing)) throw new Refused(400, `sharing must be one of ${SHARINGS.join(', ')}.`)
      await receipts.setSharing(own(asked, asked.params.userId ?? ''), sharing)
      return { sharing }
    },
  },
  {
    method: 'GET',
    path: '/chat/events',
    answer: (asked) => {
      const named = asked.query.getAll('userId').map((userId) => own(asked, userId))
      if (!events.hasRoom()) throw new Refused(503, 'Too many pages listen; try again later.')
      events.open(asked.response, named.length > 0 ? named : asked.userIds)
    },
  },
]

const caller = ({ userIds }: Asked): string => userIds[0] as string

const conversationIn = ({ params }: Asked): string => params.conversationId as string

/** A person that the request names, who must be one whose token it carries. */
function own({ userIds }: Asked, userId: string): string {
  if (!userIds.includes(userId)) throw new Refused(403, 'This is for somebody whose token was not sent.')
  return userId
}
