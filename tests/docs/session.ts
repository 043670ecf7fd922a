import type { ServerFrame } from '@tallymark/core'

/** What is said in a step of a session, in a sentence, by the client, and by the server then, which promises no order among its frames. */
export interface Step {
  readonly words: string
  readonly says: { readonly type: string; readonly [field: string]: unknown }
  readonly hears: readonly ServerFrame[]
}

/** What stands for what is another each time. */
export const TOKEN = 'tmk_…'
export const EPOCH = '7d0c'
const PICTURE = `${EPOCH}.1`

const c1 = { conversationId: 'c1' }
const nobody = { userName: null, userAvatarUrl: null }
const unread = { unreadCount: 1, firstUnreadMessageId: 'm1', lastReadMessageId: null, markedUnread: false }

/** Bo's session, where Ana has posted m1 in c1: from hello to marked, and two refusals. */
export const SESSION: readonly Step[] = [
  {
    words:
      'Bo’s device says who it is, here with an API key that acts for Bo; with a JWT of Bo it leaves `userId` out.',
    says: { type: 'hello', token: TOKEN, userId: 'bo' },
    hears: [{ type: 'welcome', userId: 'bo', epoch: EPOCH, expiresAt: null, lastsMs: null, silenceMs: 60_000 }],
  },
  {
    words: 'It asks for the newest messages of c1 and all that come. `own` is for Bo alone.',
    says: { type: 'watch', ...c1 },
    hears: [
      {
        ...{ type: 'snapshot', ...c1, epoch: PICTURE, version: 2, head: 1, from: 1, to: null },
        ...{ headline: 'all', visibility: 'everyone', messages: [{ seq: 1, messageId: 'm1', senderId: 'ana' }] },
        tallies: [[1, 1, 0, 0, 0]],
        people: ['ana', 'bo'].map((userId) => ({ userId, member: '1:*', delivered: '', read: '', profile: nobody })),
      },
      { type: 'own', ...c1, revision: 1, member: '1:*', delivered: '', read: '', reopened: '', ...unread },
    ],
  },
  {
    words:
      'm1 has arrived. The number is the device’s own; `marked` says that it is on disk, `change` is what Ana hears too.',
    says: { type: 'mark', id: 1, ...c1, kind: 'delivered', upToMessageId: 'm1' },
    hears: [
      {
        ...{ type: 'change', ...c1, since: 2, version: 3, head: 1, tallies: [[1, 1, 1, 0, 0]] },
        people: [{ userId: 'bo', member: '1:*', delivered: '1', read: '' }],
      },
      { type: 'own', ...c1, revision: 2, member: '1:*', delivered: '1', read: '', reopened: '', ...unread },
      { type: 'marked', id: 1, delivered: '1', read: '', version: 3, revision: 2 },
    ],
  },
  {
    words: 'Bo has read it, and nothing is unread any more.',
    says: { type: 'mark', id: 2, ...c1, kind: 'read', seqs: '1' },
    hears: [
      {
        ...{ type: 'change', ...c1, since: 3, version: 4, head: 1, tallies: [[1, 1, 1, 1, 0]] },
        people: [{ userId: 'bo', member: '1:*', delivered: '1', read: '1' }],
      },
      {
        ...{ type: 'own', ...c1, revision: 3, member: '1:*', delivered: '1', read: '1', reopened: '' },
        ...{ unreadCount: 0, firstUnreadMessageId: null, lastReadMessageId: 'm1', markedUnread: false },
      },
      { type: 'marked', id: 2, delivered: '1', read: '1', version: 4, revision: 3 },
    ],
  },
  {
    words: 'What was lost on the way is said again: a mark that changes nothing is answered like any other.',
    says: { type: 'mark', id: 3, ...c1, kind: 'read', seqs: '1' },
    hears: [{ type: 'marked', id: 3, delivered: '1', read: '1', version: 4, revision: 3 }],
  },
  {
    words: 'A wrong field is refused under the number of its mark, and the connection goes on.',
    says: { type: 'mark', id: 4, ...c1, kind: 'seen', seqs: '1' },
    hears: [
      {
        ...{ type: 'refused', id: 4, ...c1, code: 'invalid_input', retry: false },
        detail: 'The frame is not valid: kind must be delivered or read.',
      },
    ],
  },
]

/** The session as a page shows it, a frame a line. */
export const sessionText = (): string =>
  SESSION.map(({ words, says, hears }) => {
    const lines = [`> ${JSON.stringify(says)}`, ...hears.map((frame) => `< ${JSON.stringify(frame)}`)]
    return `${words}\n\n\`\`\`\n${lines.join('\n')}\n\`\`\`\n`
  }).join('\n')
