import { describe, expect, test } from 'vitest'
import { type Device, openFeedChat } from '../../testing/feed-chat.ts'
import { HeldInbox } from '../../testing/held-inbox.ts'
import { HeldPicture } from '../../testing/held-picture.ts'
import { cid, mid, uid } from '../../testing/store-contract/sample-rows.ts'

const picture = (device: Device) => HeldPicture.of(device.frames).picture
const textOf = (device: Device): string => JSON.stringify(device.frames)

describe('who joined without the past', () => {
  test('[FED8] is told of nothing from before, whatever it asks for', async () => {
    await using chat = await openFeedChat(['alice', 'bob'])
    await chat.post('alice', 3)
    await chat.read('bob', '1:2')
    await chat.join('dave')
    const dave = await chat.watch('dave', { from: 1 })
    await chat.post('alice')
    await chat.read('bob', '1:4')
    await chat.engine.deleteMessage({ conversationId: 'c1' as never, messageId: 'm2' as never })
    await chat.time.pass(500)
    expect(picture(dave)).toMatchObject({ messages: [{ seq: 4 }], tallies: [[4, 2, 1, 1, 0]] })
    expect(picture(dave).people?.map(({ member, read }) => [member, read])).toEqual([
      ['4:*', ''],
      ['4:*', '4'],
      ['4:*', ''],
    ])
    expect(textOf(dave)).not.toMatch(/"m[123]"/)
  })

  test('[FED8] hears nothing at all when somebody marks what was before', async () => {
    await using chat = await openFeedChat(['alice', 'bob'])
    await chat.post('alice', 3)
    await chat.join('dave')
    const [alice, dave] = [await chat.watch('alice'), await chat.watch('dave')]
    await chat.time.pass(1_000)
    for (const device of [alice, dave]) device.clear()
    await chat.read('bob', '1:3')
    await chat.time.pass(1_000)
    expect(alice.of('change')).toHaveLength(1)
    expect(dave.frames).toEqual([])
  })

  test('[FED8] is told of the gap too, when it left and came again', async () => {
    await using chat = await openFeedChat(['alice', 'bob', 'dave'])
    await chat.post('alice', 2)
    await chat.leave('dave')
    await chat.post('alice', 2)
    await chat.join('dave')
    await chat.post('alice')
    const dave = await chat.watch('dave', { from: 1 })
    expect(picture(dave).messages.map(({ seq }) => seq)).toEqual([1, 2, 5])
    expect(textOf(dave)).not.toMatch(/"m[34]"/)
  })
})

describe('where the sender alone sees receipts', () => {
  test('[FED8, PRV5] each sees those of its own messages, the chat itself all', async () => {
    await using chat = await openFeedChat(['alice', 'bob', 'carol'])
    await chat.settings({ visibility: 'sender' })
    const devices = [await chat.watch('alice'), await chat.watch('bob'), await chat.watch('key')]
    await chat.post('alice')
    await chat.post('bob')
    await chat.post(null)
    await chat.read('carol', '1:3')
    await chat.time.pass(500)
    expect(devices.map((device) => picture(device).tallies)).toEqual([
      [[1, 2, 1, 1, 0]],
      [[2, 2, 1, 1, 0]],
      [
        [1, 2, 1, 1, 0],
        [2, 2, 1, 1, 0],
        [3, 3, 1, 1, 0],
      ],
    ])
    const readByCarol = devices.map((device) => picture(device).people?.find(({ userId }) => userId === 'carol')?.read)
    expect(readByCarol).toEqual(['1', '2', '1:3'])
  })

  test('[FED8, PRV5] who sent none of it hears nothing when it is marked', async () => {
    await using chat = await openFeedChat(['alice', 'bob', 'carol'])
    await chat.settings({ visibility: 'sender' })
    await chat.post('alice')
    await chat.post('carol')
    const [alice, carol] = [await chat.watch('alice'), await chat.watch('carol')]
    await chat.time.pass(1_000)
    for (const device of [alice, carol]) device.clear()
    await chat.read('bob', '1')
    await chat.time.pass(1_000)
    expect(alice.of('change')).toMatchObject([{ tallies: [[1, 2, 1, 1, 0]] }])
    expect(carol.frames).toEqual([])
  })

  test('[FED8, PRV5] a frame about its own messages tells of nobody that it marked others', async () => {
    const told: unknown[] = []
    for (const marksOfAlice of [[], ['dave']]) {
      await using chat = await openFeedChat(['alice', 'bob', 'carol', 'dave'])
      await chat.settings({ visibility: 'sender' })
      await chat.post('alice')
      await chat.post('carol')
      const carol = await chat.watch('carol')
      await chat.time.pass(1_000)
      carol.clear()
      await Promise.all([chat.read('bob', '2'), ...marksOfAlice.map((user) => chat.read(user, '1'))])
      await chat.time.pass(1_000)
      told.push(carol.of('change').map(({ tallies, people }) => ({ tallies, people })))
    }
    expect(told[1]).toEqual(told[0])
    expect(told[0]).toMatchObject([{ tallies: [[2, 3, 1, 1, 0]] }])
  })
})

test('[FED8, PRV5] where there are counts only, nobody is named', async () => {
  await using chat = await openFeedChat(['alice', 'bob', 'carol'])
  await chat.settings({ visibility: 'counts' })
  await chat.post('alice')
  const alice = await chat.watch('alice')
  await chat.read('bob', '1')
  await chat.leave('carol')
  await chat.time.pass(500)
  expect(picture(alice)).toMatchObject({ people: null, tallies: [[1, 1, 1, 1, 0]] })
  expect(textOf(alice)).not.toMatch(/bob|carol/)
})

test('[FED8] one who turns receipts off is not shown in any frame that follows', async () => {
  await using chat = await openFeedChat(['alice', 'bob'])
  const alice = await chat.watch('alice')
  await chat.post('alice', 2)
  await chat.read('bob', '1')
  await chat.engine.setSharing({ conversationId: 'c1' as never, userId: 'bob' as never, sharing: 'nothing' })
  await chat.read('bob', '2')
  await chat.time.pass(500)
  expect(picture(alice).tallies).toEqual([
    [1, 1, 1, 1, 0],
    [2, 1, 0, 0, 1],
  ])
  expect(picture(alice).people?.find(({ userId }) => userId === 'bob')?.read).toBe('1')
})

test('[FED1] [PRV6] one who is erased and joins anew in one commit is somebody new in every picture and inbox', async () => {
  await using chat = await openFeedChat(['alice', 'bob', 'carol'])
  await chat.post('bob')
  const [alice, bob] = [await chat.watch('alice'), await chat.connect('bob')]
  bob.say({ type: 'inbox', on: true })
  await chat.time.pass(3_000)
  const of = { conversationId: cid('c1'), userId: uid('bob') }
  await Promise.all([
    chat.post('alice'),
    chat.engine.eraseUser({ userId: uid('bob') }),
    chat.engine.join({ ...of, history: 'none' }),
    chat.engine.post({ conversationId: cid('c1'), messageId: mid('x'), senderId: uid('bob') }),
    chat.engine.post({ conversationId: cid('c1'), messageId: mid('y'), senderId: uid('alice') }),
  ])
  await chat.time.pass(10_000)
  const fresh = await chat.fresh('alice')
  expect(HeldPicture.of(alice.frames).picture).toEqual(HeldPicture.of(fresh.frames).picture)
  const inbox = await chat.engine.getInbox({ userId: uid('bob') })
  expect(inbox).toMatchObject({ unreadMessages: expect.anything() })
  expect(HeldInbox.of(bob.frames).inbox).toMatchObject(
    'unreadMessages' in inbox ? { unreadMessages: inbox.unreadMessages } : {},
  )
})
