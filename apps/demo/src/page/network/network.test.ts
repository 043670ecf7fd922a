import type { Call, Transport } from '@tallymark/client'
import { expect, test, vi } from 'vitest'
import { Network } from './network.ts'

/** A transport that is looked at from both ends, over a network. */
function wired(network = new Network()) {
  const calls: Call[] = []
  const sent: string[] = []
  const close = vi.fn()
  const transport: Transport = (call) => {
    calls.push(call)
    return { send: (text) => sent.push(text), renew() {}, close }
  }
  const onFrame = vi.fn()
  const [heard, ended] = [vi.fn(), vi.fn()]
  const dial = () => network.over(transport, onFrame)({ url: 'http://chat', token: 't', userId: 'alice', heard, ended })
  return { network, calls, sent, close, onFrame, heard, ended, dial }
}

test('frames go through, and are counted', () => {
  const { dial, calls, sent, heard, onFrame } = wired()
  dial().send('mark')
  calls[0]?.heard('change')
  expect([sent, heard.mock.calls, onFrame.mock.calls]).toEqual([['mark'], [['change']], [['change']]])
})

test('taken offline, an open connection is lost and the next one never comes about', async () => {
  const { network, dial, calls, close, ended, heard } = wired()
  dial()
  network.setOffline(true)
  expect(close).toHaveBeenCalledOnce()
  expect(ended.mock.calls).toEqual([[1006]])
  calls[0]?.heard('late')
  expect(heard).not.toHaveBeenCalled()
  dial()
  await vi.waitFor(() => expect(ended).toHaveBeenCalledTimes(2))
  expect(calls).toHaveLength(1)
})

test('a connection that was closed by its owner ends without a word', () => {
  const { network, dial, ended } = wired()
  dial().close()
  network.setOffline(true)
  expect(ended).not.toHaveBeenCalled()
})

test('offline, nothing is asked; what is under way is answered by nothing', async () => {
  const network = new Network()
  const ask = vi.fn(async () => 'answer')
  await expect(network.through(ask)).resolves.toBe('answer')
  const underWay = network.through(() => new Promise((resolve) => setTimeout(resolve, 20)))
  network.setOffline(true)
  await expect(underWay).rejects.toThrow('cut')
  await expect(network.through(ask)).rejects.toThrow('cut')
  expect(ask).toHaveBeenCalledOnce()
})

test('only coming and going is told, not slowness', () => {
  const network = new Network()
  const changed = vi.fn()
  const off = network.onCut(changed)
  network.setSlow(true)
  expect(changed).not.toHaveBeenCalled()
  network.setOffline(true)
  network.setOffline(false)
  expect(changed).toHaveBeenCalledTimes(2)
  off()
  network.setOffline(true)
  expect(changed).toHaveBeenCalledTimes(2)
})
