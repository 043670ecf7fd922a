import { expect, test } from 'vitest'
import { connectTo } from '../../testing/feed-chat.ts'
import { chanceOf } from '../../testing/histories/chance.ts'
import { type ChatNode, type NodeChat, openNodeChat } from '../../testing/node-chat.ts'
import { cid, mid, uid } from '../../testing/store-contract/sample-rows.ts'
import type { Engine } from '../engine/engine.ts'

test('[NOD1] [STA4] [NOD3] a message is answered to be deleted though a notice of its posting came late', async () => {
  await using chat = await openNodeChat(['alice', 'bob'], chanceOf(1))
  const [here, there] = chat.nodes.map(({ engine }) => engine) as [Engine, Engine]
  const m1 = { conversationId: cid('c1'), messageId: mid('m1') }
  await chat.watchOn(0, 'alice')
  chat.bus.unkindness = { lost: 0, doubled: 0, late: 1 }
  await postOn(chat, 1)
  // It is seen, and asked for, before the notice comes.
  await chat.watchOn(0, 'bob')
  expect(await here.getMessageStatus(m1)).toMatchObject({ seq: 1 })
  chat.bus.unkindness = { lost: 1, doubled: 0, late: 0 }
  await there.deleteMessage(m1)
  await chat.time.pass(1_600)
  expect(here.live().replicas.peek(m1.conversationId)?.version).toBe(3)
  expect(await here.getMessageStatus(m1)).toMatchObject({ refused: 'message_deleted' })
})

test.each(['is followed', 'was followed'])(
  '[NOD2] reads nothing for an inbox that %s, in a conversation that its user was erased from',
  async (how) => {
    await using chat = await openNodeChat(['alice', 'bob', 'carol'], chanceOf(1))
    const bob = await connect(chat, 1, 'bob')
    // Others have connections there all the time.
    await connect(chat, 1, 'carol')
    bob.say({ type: 'inbox', on: true })
    await chat.time.pass(10)
    await chat.nodes[0]?.engine.eraseUser({ userId: uid('bob') })
    await chat.time.pass(300)
    if (how === 'was followed') bob.cut()
    const before = chat.recorded.asked
    await postOn(chat, 0)
    await chat.time.pass(300)
    expect(chat.recorded.asked).toBe(before)
  },
)

const postOn = (chat: NodeChat, node: number) =>
  chat.nodes[node]?.engine.post({ conversationId: cid('c1'), messageId: mid('m1'), senderId: uid('alice') })

const connect = (chat: NodeChat, node: number, user: string) =>
  connectTo((chat.nodes[node] as ChatNode).feeds, chat.time, user)
