import { REFUSALS } from '@tallymark/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Chat, codeOf, openChat } from '../../../testing/chat.ts'
import { TallymarkError } from '../tallymark-error.ts'

let chat: Chat
beforeAll(async () => {
  chat = await openChat()
  await chat.post('alice', 3)
})
afterAll(() => chat.tallymark.close())

/** The refusal of a call whose input is not of its type. */
async function refusalOf(method: keyof Chat['tallymark'], input: unknown): Promise<TallymarkError> {
  const call = chat.tallymark[method] as (of: unknown) => Promise<unknown>
  const error = await call(input).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(TallymarkError)
  return error as TallymarkError
}

const pathsOf = async (method: keyof Chat['tallymark'], input: unknown): Promise<readonly string[]> => {
  const error = await refusalOf(method, input)
  expect(error.code).toBe('invalid_input')
  return [...new Set(error.errors.map(({ path }) => path))]
}

const bob = { conversationId: 'c1', recipientId: 'bob' }

describe('[INP1] ids', () => {
  test.each([
    ['empty', ''],
    ['of 129 characters', 'x'.repeat(129)],
    ['with a NUL', 'a\0b'],
    ['with half of a surrogate pair', 'a\ud800'],
  ])('[INP1] one that is %s is refused wherever it stands', async (_what, id) => {
    expect(await pathsOf('getUser', { userId: id })).toEqual(['userId'])
    expect(await pathsOf('getConversation', { conversationId: id })).toEqual(['conversationId'])
    expect(await pathsOf('post', { conversationId: 'c1', messageId: id })).toEqual(['messageId'])
    expect(await pathsOf('markRead', { ...bob, messageIds: ['m1', id] })).toEqual(['messageIds.1'])
    expect(await pathsOf('createConversation', { conversationId: 'c9', participants: [id] })).toEqual([
      'participants.0',
    ])
  })

  test('[INP1] they are compared exactly: no case, no folding, no trimming, no prefixes', async () => {
    const ids = ['é', 'e\u0301', 'É', ' é', 'é ', 'x'.repeat(128), 'x'.repeat(127), '__proto__', '👍']
    await chat.tallymark.createConversation({ conversationId: 'ids', participants: ids })
    for (const messageId of ids) await chat.tallymark.post({ conversationId: 'ids', messageId })
    for (const [i, messageId] of ids.entries()) {
      const status = await chat.tallymark.getMessageStatus({ conversationId: 'ids', messageId, viewerId: messageId })
      expect(status).toMatchObject({ messageId, seq: i + 1, totalRecipients: ids.length })
    }
  })
})

test.each(['a\0b', 'a\ud800'])(
  '[STO13] a name or picture that not every store can keep is refused: %j',
  async (text) => {
    expect(await pathsOf('putUser', { userId: 'bob', userName: text })).toEqual(['userName'])
    expect(await pathsOf('putUser', { userId: 'bob', userAvatarUrl: text })).toEqual(['userAvatarUrl'])
  },
)

describe('[INP2] a mark names exactly one of', () => {
  const tooMany = Array.from({ length: 10_001 }, (_, i) => `m${i}`)

  test.each([
    ['none', {}],
    ['two', { messageId: 'm1', upToMessageId: 'm2' }],
    ['all', { messageId: 'm1', messageIds: ['m1'], upToMessageId: 'm1', seqs: '1' }],
  ])('[INP2] %s is refused', async (_what, target) => {
    expect(await pathsOf('markRead', { ...bob, ...target })).toEqual([''])
    expect(await pathsOf('markDelivered', { ...bob, ...target })).toEqual([''])
    expect(await pathsOf('markMany', [{ ...bob, kind: 'read', ...target }])).toEqual(['0'])
  })

  test.each([
    ['no message', []],
    ['one message twice', ['m1', 'm2', 'm1']],
    ['10,001 messages', tooMany],
  ])('[INP2] a list of %s is refused', async (_what, messageIds) => {
    expect(await pathsOf('markRead', { ...bob, messageIds })).toEqual(['messageIds'])
  })

  test('[INP2] 10,000 different messages are taken', async () => {
    const messageIds = tooMany.slice(1)
    expect(await codeOf(chat.tallymark.markRead({ ...bob, messageIds }))).toBe('unknown_message')
  })
})

test.each(['', '2:1', '1,2', '1:2,2', '01', '1e1', ' 1', '1:*', '2:2', '1,', '9007199254740992', '1-3'])(
  '[INP3] the SeqSet %j is refused',
  async (seqs) => {
    expect(await pathsOf('markRead', { ...bob, seqs })).toEqual(['seqs'])
  },
)

test('[INP3] a SeqSet of more than 16,384 characters is refused', async () => {
  const odd = (count: number): string => Array.from({ length: count }, (_, i) => 1_000_001 + 2 * i).join(',')
  expect(odd(2_048)).toHaveLength(16_383)
  expect(await codeOf(chat.tallymark.markRead({ ...bob, seqs: odd(2_048) }))).toBe('beyond_head')
  expect(await pathsOf('markRead', { ...bob, seqs: odd(2_049) })).toEqual(['seqs'])
})

describe('[INP4] nothing is coerced', () => {
  test.each([
    ['markRead', { ...bob, messageId: 'm1', privat: true }, ['privat']],
    ['markDelivered', { ...bob, messageId: 'm1', private: true }, ['private']],
    ['markRead', { ...bob, messageId: 'm1', private: 'true' }, ['private']],
    ['markRead', { ...bob, messageId: 'm1', private: 1 }, ['private']],
    ['markRead', { ...bob, messageId: 7 }, ['messageId']],
    ['markRead', { ...bob, messageIds: 'm1' }, ['messageIds']],
    ['markRead', { ...bob, seqs: 1 }, ['seqs']],
    ['markRead', { conversationId: 1, recipientId: null, messageId: 'm1' }, ['conversationId', 'recipientId']],
    ['getInbox', { userId: 'bob', limit: '5' }, ['limit']],
    ['getInbox', { userId: 'bob', limit: 1.5 }, ['limit']],
    ['getInbox', { userId: 'bob', limit: 0 }, ['limit']],
    ['post', { conversationId: 'c1', messageId: 'm9', silent: 'no' }, ['silent']],
    ['post', { conversationId: 'c1', messageId: 'm9', postedAt: 'yesterday' }, ['postedAt']],
    ['post', { conversationId: 'c1', messageId: 'm9', postedAt: 1_700_000_000_000 }, ['postedAt']],
    ['post', { conversationId: 'c1', messageId: 'm9', postedAt: new Date(Number.NaN) }, ['postedAt']],
    ['join', { conversationId: 'c1', userId: 'dave', history: 'some' }, ['history']],
    ['createConversation', { conversationId: 'c9', settings: { headline: 'most' } }, ['settings.headline']],
    ['createConversation', { conversationId: 'c9', settings: { color: 'red' } }, ['settings.color']],
    ['putUser', { userId: 'bob', sharing: 'all' }, ['sharing']],
    ['getUser', undefined, ['']],
    ['getUser', null, ['']],
    ['getUser', 'bob', ['']],
    ['markMany', { marks: [] }, ['']],
  ] as const)('[INP4] %s of %j is refused and says where', async (method, input, paths) => {
    expect(await pathsOf(method, input)).toEqual(paths)
  })

  test('[INP4] names of prototypes are unknown fields', async () => {
    const input = JSON.parse(
      '{"conversationId":"c1","recipientId":"bob","messageId":"m1","__proto__":{"private":true}}',
    )
    expect(await pathsOf('markRead', input)).toEqual(['__proto__'])
  })

  test('[INP4] every fault is named, each with a sentence', async () => {
    const input = { conversationId: '', recipientId: 5, private: 'x', extra: 1 }
    expect((await pathsOf('markRead', input)).toSorted()).toEqual(['conversationId', 'extra', 'private', 'recipientId'])
    for (const { message } of (await refusalOf('markRead', input)).errors) expect(message).not.toBe('')
  })
})

test('[INP5] a refused request changes nothing', async () => {
  const all = async () =>
    JSON.stringify([
      await chat.tallymark.getConversation({ conversationId: 'c1' }),
      await Promise.all(['alice', 'bob', 'carol'].map((user) => chat.participant(user))),
      await chat.status('m1'),
    ])
  const before = await all()
  const refused = [
    chat.read('bob', { seqs: '4' }),
    chat.read('mallory', { messageId: 'm1' }),
    chat.read('bob', { messageIds: ['m1', 'm9'] }),
    chat.tallymark.post({ conversationId: 'c1', messageId: 'm1', senderId: 'bob' }),
    chat.tallymark.createConversation({
      conversationId: 'c1',
      participants: ['dave'],
      settings: { headline: 'any' },
    }),
    chat.join('dave', { fromMessageId: 'm9' }),
    chat.leave('mallory'),
    chat.tallymark.setSharing({ conversationId: 'c1', userId: 'mallory', sharing: 'nothing' }),
    chat.remove('m9'),
    chat.tallymark.markUnread({ conversationId: 'c1', recipientId: 'bob', fromMessageId: 'm9' }),
  ]
  const codes = await Promise.all(refused.map(codeOf))
  expect(codes).not.toContain(undefined)
  expect(await all()).toBe(before)
})

test('[INP5] code and sentence are those of the one table', async () => {
  const error = await refusalOf('markRead', { ...bob, seqs: '4' })
  const { title, detail, retry } = REFUSALS.beyond_head
  expect(error).toMatchObject({ code: 'beyond_head', message: `${title}. ${detail}`, isTemporary: retry, errors: [] })
})
