import { expect, test } from 'vitest'
import { busOf } from '../bus/bus-of.ts'
import { DEFAULT_FEED_LIMITS } from '../realtime/feed-limits.ts'
import { readSettings, type SettingFault } from './read-settings.ts'
import { feedLimitsOf, type Settings } from './settings.ts'

const read = (flags: Readonly<Record<string, string>>) => readSettings(new Map(Object.entries(flags)), {}) as Settings

test('[OPS2] unless something is set feeds are bounded as a library’s', () => {
  expect(feedLimitsOf(read({}))).toEqual(DEFAULT_FEED_LIMITS)
})

test('[OPS2] each setting of feeds is a bound of its own', () => {
  const settings = read({
    'feed-budget': '1',
    'feed-names-up-to': '2',
    'feed-watches': '3',
    'feed-connections': '4',
    'feed-connections-per-user': '5',
    'feed-frames-per-second': '6',
    'replica-megabytes': '7',
  })
  expect(feedLimitsOf(settings)).toEqual({
    ...DEFAULT_FEED_LIMITS,
    budget: 1,
    namesUpTo: 2,
    watches: 3,
    connections: 4,
    connectionsPerUser: 5,
    framesPerSecond: 6,
    replicaBytes: 7_340_032,
  })
})

test('[CON3] origins are named one by one, as browsers send them', () => {
  expect(read({}).allowedOrigins).toEqual([])
  expect(read({ 'allowed-origins': 'https://chat.example, http://localhost:3000' }).allowedOrigins).toEqual([
    'https://chat.example',
    'http://localhost:3000',
  ])
})

test.each([
  ['TALLYMARK_PROT', 'TALLYMARK_PORT'],
  ['TALLYMARK_LOGLEVEL', 'TALLYMARK_LOG_LEVEL'],
  ['TALLYMARK_ALLOWED_ORIGIN', 'TALLYMARK_ALLOWED_ORIGINS'],
])('[OPS2] the variable %s is none, and the nearest is named', (variable, near) => {
  const fault = `There is no setting ${variable}, but ${near}; see tallymark --help.`
  expect(readSettings(new Map(), { [variable]: 'secret' })).toEqual({ fault })
})

test('[OPS2] variables of others, empty ones and those of a service of Kubernetes are let be', () => {
  const environment = {
    PATH: '/bin',
    TALLYMARKS: '7',
    TALLYMARK_PROT: '',
    TALLYMARK_REDIS_SERVICE_HOST: '10.0.0.1',
    TALLYMARK_REDIS_SERVICE_PORT_MAIN: '6379',
    TALLYMARK_REDIS_PORT: 'tcp://10.0.0.1:6379',
    TALLYMARK_REDIS_PORT_6379_TCP_ADDR: '10.0.0.1',
  }
  expect(readSettings(new Map(), environment)).toEqual(read({}))
})

test.each([
  '*',
  'null',
  'chat.example',
  'https://chat.example/',
  'https://chat.example/app',
  'https://*.chat.example',
  'https://Chat.example',
  'https://chat.example:443',
  'https://a@chat.example',
  'ws://chat.example',
  'file:///',
  'https://chat.example,',
  'https://chat.example https://other.example',
])('[CON3] %s names no origin', (origins) => {
  expect(read({ 'allowed-origins': origins })).toEqual({
    fault: `--allowed-origins must be origins like https://chat.example or http://localhost:3000, without a path, separated by commas, not ${JSON.stringify(origins)}.`,
  })
})

test('[BUS9] unless a bus is named it is that of a PostgreSQL database, and none for a file', () => {
  const database = 'postgres://tally@db.example/chat'
  expect(busOf({ ...read({}), database: 'file:x' })).toBeUndefined()
  expect(busOf({ ...read({}), database: ':memory:' })).toBeUndefined()
  expect(busOf({ ...read({}), database })).toBe(database)
  expect(busOf({ ...read({ bus: 'none' }), database })).toBeUndefined()
  expect(busOf({ ...read({ bus: 'redis://cache.example' }), database })).toBe('redis://cache.example')
})

test.each([
  'none',
  'postgres://tally:s%40cret@db.example:5432/chat?sslmode=require',
  'postgresql:///chat',
  'redis://cache.example',
  'rediss://:secret@cache.example:6380',
])('[BUS9] %s is a bus', (bus) => {
  expect(read({ bus }).bus).toBe(bus)
})

test.each([
  ['nats://cache.example', 'nats://cache.example'],
  ['None', 'None'],
  ['cache.example:6379', 'cache.example:6379'],
  ['redis:/tally:se@cret@cache.example', 'redis:…@cache.example'],
  ['redis://tally:se/cret@cache.example', 'redis://tally:…@cache.example'],
  ['redis://:se#cret@cache.example', 'redis://:…@cache.example'],
])('[BUS9] %s is none, and its password is not repeated', (bus, told) => {
  const { fault } = readSettings(new Map([['bus', bus]]), {}) as unknown as SettingFault
  expect(fault).toContain('--bus must be none, or an address that starts with postgres://')
  expect(fault).toContain(`not ${JSON.stringify(told)}.`)
})
