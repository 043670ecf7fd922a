import { expect, test } from 'vitest'
import { aroundStore } from '../../../testing/around-store.ts'
import { cid, mid, uid } from '../../../testing/store-contract/sample-rows.ts'
import { openStore } from '../../storage/open-store.ts'
import { createEngine, DEFAULT_LIMITS } from '../engine.ts'

const c1 = { conversationId: cid('c1') }

test.each(['getMessageStatus', 'getSummaries'] as const)(
  '[PRV5] [STA5] %s tells nothing of a conversation that gets the id while it looks',
  async (what) => {
    const store = await openStore(':memory:')
    const [asked, made] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const options = { ...DEFAULT_LIMITS, onFault: console.error }
    const writer = createEngine(store, { now: () => 0 }, options)
    const slow = aroundStore(store, async ({ call, run }) => {
      if (call === 'members') {
        asked.resolve()
        await made.promise
      }
      return run()
    })
    const asker = createEngine(slow, { now: () => 0 }, options)
    await writer.createConversation({ ...c1, participants: [uid('ana'), uid('bo')] })
    await writer.post({ ...c1, messageId: mid('m1'), senderId: uid('ana') })
    const answer =
      what === 'getMessageStatus'
        ? asker.getMessageStatus({ ...c1, messageId: mid('m1'), viewerId: uid('bo') })
        : asker.getSummaries({ ...c1, messageIds: [mid('m1')], viewerId: uid('bo') })
    await asked.promise
    await writer.removeConversation(c1)
    await writer.createConversation({ ...c1, participants: ['xi', 'yan', 'zoe', 'wu'].map(uid) })
    made.resolve()
    expect(JSON.stringify(await answer)).not.toMatch(/xi|yan|zoe|wu|"totalRecipients":[1-9]/)
    await store.close()
  },
)
