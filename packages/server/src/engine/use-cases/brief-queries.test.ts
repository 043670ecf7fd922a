import { expect, test } from 'vitest'
import { aroundStore } from '../../../testing/around-store.ts'
import { openStore } from '../../storage/open-store.ts'
import { createEngine, DEFAULT_LIMITS } from '../engine.ts'
import { createConversationInput } from './create-conversation.ts'
import { messageStatusInput } from './get-message-status.ts'
import { markReadInput } from './mark.ts'
import { postInput } from './post.ts'

const c1 = { conversationId: 'c1' }

/** An engine with a conversation of this size, and the calls of the store that an act needs. */
async function openCounted(people: number, messages: number) {
  const calls: string[] = []
  const store = aroundStore(await openStore(':memory:'), ({ call, run }) => {
    calls.push(call)
    return run()
  })
  const engine = createEngine(store, { now: () => 0 }, { ...DEFAULT_LIMITS, onFault: () => expect.unreachable() })
  const participants = ['alice', ...Array.from({ length: people }, (_, i) => `user-${i}`)]
  await engine.createConversation(createConversationInput.parse({ ...c1, participants }))
  for (let i = 1; i <= messages; i += 1)
    await engine.post(postInput.parse({ ...c1, messageId: `m${i}`, senderId: 'alice' }))
  const callsOf = async (act: () => Promise<unknown>): Promise<readonly string[]> => {
    calls.length = 0
    await act()
    return [...calls]
  }
  const close = async () => {
    await engine.stop()
    await store.close()
  }
  return { engine, callsOf, close }
}

test('[RCP9] a bulk mark asks the store as often for 200 messages as for 2', async () => {
  const asked = []
  for (const messages of [2, 200]) {
    const { engine, callsOf, close } = await openCounted(1, messages)
    const mark = markReadInput.parse({ ...c1, recipientId: 'user-0', upToMessageId: `m${messages}` })
    asked.push(await callsOf(() => engine.markRead(mark)))
    await close()
  }
  expect(asked[1]).toEqual(asked[0])
})

test('[STA5] details ask the store as often for 80 recipients as for 2: no profile query for each', async () => {
  const asked = []
  for (const people of [2, 80]) {
    const { engine, callsOf, close } = await openCounted(people, 1)
    const question = messageStatusInput.parse({ ...c1, messageId: 'm1', viewerId: 'alice' })
    asked.push(await callsOf(() => engine.getMessageStatus(question)))
    await close()
  }
  expect(asked[1]).toEqual(asked[0])
})
