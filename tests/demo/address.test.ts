import { expect, test } from 'vitest'
import { reachedBy } from '../../apps/demo/src/chat/address.ts'

const about = { netmask: '255.255.255.0', mac: '00:00:00:00:00:00', cidr: null }
const INTERFACES = {
  lo: [{ ...about, family: 'IPv4' as const, address: '127.0.0.1', internal: true }],
  wlan: [
    { ...about, family: 'IPv4' as const, address: '192.168.1.5', internal: false },
    { ...about, family: 'IPv6' as const, address: 'fe80::1', internal: false, scopeid: 2 },
  ],
  eth: [{ ...about, family: 'IPv4' as const, address: '10.0.0.7', internal: false }],
}
const LOCAL = 'http://127.0.0.1:7410'

test.each([
  ['127.0.0.1', LOCAL, { addresses: [LOCAL], isOpen: false }],
  ['localhost', 'http://localhost:7410', { addresses: ['http://localhost:7410'], isOpen: false }],
  ['::1', 'http://[::1]:7410', { addresses: ['http://[::1]:7410'], isOpen: false }],
  ['0.0.0.0', LOCAL, { addresses: ['http://192.168.1.5:7410', 'http://10.0.0.7:7410'], isOpen: true }],
  ['::', 'http://[::1]:7410', { addresses: ['http://192.168.1.5:7410', 'http://10.0.0.7:7410'], isOpen: true }],
  ['10.0.0.7', 'http://10.0.0.7:7410', { addresses: ['http://10.0.0.7:7410'], isOpen: true }],
])('[DEM8] a server that listens on %s', (listensOn, address, reached) => {
  expect(reachedBy(address, listensOn, INTERFACES)).toEqual(reached)
})

test('[DEM8] a machine without a network reaches itself alone', () => {
  expect(reachedBy(LOCAL, '0.0.0.0', { lo: INTERFACES.lo })).toEqual({ addresses: [LOCAL], isOpen: false })
})
