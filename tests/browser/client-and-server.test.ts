import { type Client, createClient, type RefusedMark } from '@tallymark/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../../packages/server/testing/eventually.ts'
import { tokenOf } from '../../packages/server/testing/http-server.ts'
import { Served } from '../../packages/server/testing/served.ts'

let served: Served
let client: Client
let refused: RefusedMark[]
beforeEach(async () => {
  served = await Served.start()
  await served.populate(3)
  refused = []
  const token = () => tokenOf('bob', Date.now())
  client = createClient({ url: served.address, userId: 'bob', token, onRefused: (mark) => refused.push(mark) })
})
afterEach(async () => {
  client.close()
  await served[Symbol.asyncDispose]()
})

test('[WIR3] [CLT5] what cannot be an id is given up and told of, and what else is marked arrives', async () => {
  const c1 = client.conversation('c1')
  c1.subscribe(() => undefined)
  c1.markRead({ messageId: '' })
  client.conversation('c'.repeat(129)).markRead({ upToMessageId: 'm1' })
  c1.markUnread({ fromMessageId: 'm\0' })
  await eventually(() => refused.map(({ mark, code }) => [mark.conversationId.length, mark.kind, code])).toEqual([
    [2, 'read', 'invalid_input'],
    [129, 'read', 'invalid_input'],
    [2, 'unread', 'invalid_input'],
  ])
  c1.markRead({ upToMessageId: 'm3' })
  await eventually(() => [c1.getSnapshot().own?.unreadCount, client.outbox.getSnapshot()]).toEqual([0, 0])
  expect(client.connection.getSnapshot()).toEqual({ state: 'open' })
})

test('[WIR3] a window that cannot be and a conversation of no possible id are refused, the others go on', async () => {
  const [c1, none] = [client.conversation('c1'), client.conversation('')]
  for (const view of [c1, none]) view.subscribe(() => undefined)
  await eventually(() => [c1, none].map((view) => view.getSnapshot().state)).toEqual(['live', 'refused'])
  c1.setWindow({ from: 0 })
  await eventually(() => c1.getSnapshot().refusal).toMatchObject({
    code: 'invalid_input',
    detail: 'The frame is not valid: from must be a whole number.',
  })
  c1.setWindow({ from: 1 })
  await eventually(() => [c1.getSnapshot().state, c1.getSnapshot().messages.length]).toEqual(['live', 3])
  expect(none.getSnapshot().refusal).toMatchObject({ code: 'invalid_input' })
  expect(client.connection.getSnapshot()).toEqual({ state: 'open' })
})
