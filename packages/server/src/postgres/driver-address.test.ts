import { expect, test } from 'vitest'
import { driverAddress } from './driver-address.ts'

test.each([
  'postgres://ana:se@cret@db.example/chat',
  'postgresql:///chat?host=/var/run/postgresql',
  'postgres://db.example/chat?application_name=a%26sslmode=require',
])('[STO17] %s, which says nothing of TLS, goes to the driver as it stands', (url) => {
  expect(driverAddress(url)).toEqual({ connectionString: url })
})

test.each([
  ['sslmode=verify-full', '', {}],
  ['sslmode=require&application_name=a%26b', '?application_name=a%26b', {}],
  ['options=-c%20x&ssl=1&host=%2Frun', '?options=-c%20x&host=%2Frun', {}],
  ['sslmode=disable&sslrootcert=%2Fnowhere', '', false],
  ['ssl=0', '', false],
  ['ssl=true&sslmode=disable', '', false],
  ['ssl=no-verify', '', { rejectUnauthorized: false }],
  ['sslrootcert=system', '', {}],
  ['%73slmode=no-verify', '', { rejectUnauthorized: false }],
])('[STO17] of %s the driver gets “%s” and what it is to do', (query, rest, ssl) => {
  const place = 'postgres://ana:p%3Fw@db.example/chat'
  expect(driverAddress(`${place}?${query}`)).toEqual({ connectionString: `${place}${rest}`, ssl })
})

test('[STO17] sslnegotiation=direct begins with TLS, which is checked', () => {
  const url = 'postgres://db.example/chat'
  expect(driverAddress(`${url}?sslnegotiation=direct`)).toEqual({
    connectionString: url,
    ssl: {},
    sslnegotiation: 'direct',
  })
})
