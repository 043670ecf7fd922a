import { expect, test } from 'vitest'
import { BusNode } from '../../testing/bus-contract/bus-node.ts'
import type { NodeParts } from '../../testing/bus-contract/bus-place.ts'
import { openBus } from './open-bus.ts'
import { withoutSecrets } from './without-secrets.ts'

const at = (url: string) => ({
  open: (name: string, parts: NodeParts) => openBus(url, { name, random: Math.random, ...parts }),
})

test.each(['nats://127.0.0.1', 'http://127.0.0.1', 'none', ''])('[BUS9] %s is no address of a bus', async (url) => {
  await expect(BusNode.at(at(url))).rejects.toThrow('The bus must be an address that starts with postgres://')
})

test.each([
  'postgres://tally:se%2Fcret@127.0.0.1:1/chat',
  'postgres://tally:se/cret@127.0.0.1:1/chat',
  'postgres://127.0.0.1:1/chat?password=se%2Fcret',
  'redis://tally:se%2Fcret@127.0.0.1:1',
  'redis://tally:se/cret@127.0.0.1:1',
  'rediss://:se%2Fcret@127.0.0.1:1',
])('[BUS9] of %s it is told why it cannot be reached, without the password', async (url) => {
  await using alice = await BusNode.at(at(url))
  expect(alice.said).toEqual([expect.stringMatching(/^The bus is out of reach, and is tried again: .+[^.]\.$/)])
  expect(alice.said.join()).not.toContain('cret')
})

test.each([
  ['redis://tally:se%2Fcret@cache.example', 'se%2Fcret and se/cret'],
  ['redis://:secret@cache.example', 'secret and secret'],
  ['postgres://tally:p@ss@db.example', 'p@ss and p%40ss'],
  ['postgres://db.example/chat?user=tally&password=p%25&x=1', 'p%25 and p%'],
  ['postgres://tally:50%@db.example', '50% and 50%'],
])('[BUS9] of %s the password is cut out as it stands there and as it is meant', (url, said) => {
  expect(withoutSecrets(`Refused with ${said}.`, url)).toBe('Refused with … and ….')
})

test('[BUS9] of an address without a password nothing is cut out', () => {
  const said = 'No answer of cache.example:6379.'
  expect(withoutSecrets(said, 'redis://cache.example:6379')).toBe(said)
  expect(withoutSecrets(said, 'redis://tally@cache.example:6379/0')).toBe(said)
})
