import { expect, test } from 'vitest'
import { CLOSE_CODES, FINAL_CLOSE_CODE, mayReconnect } from './close-codes.ts'

const rows = Object.entries(CLOSE_CODES)

test('[WIR4] no two reasons have one close code', () => {
  const codes = rows.map(([, { code }]) => code)
  expect(new Set(codes).size).toBe(codes.length)
})

test.each(rows)('[WIR4] the code of %s alone tells whether to connect again', (_reason, { code, retry }) => {
  expect(code).toBeGreaterThanOrEqual(4_000)
  expect(code).toBeLessThan(5_000)
  expect(code < FINAL_CLOSE_CODE).toBe(retry)
  expect(mayReconnect(code)).toBe(retry)
})

test.each(rows)('[WIR4] %s says what to do, and fits into a close frame', (_reason, { detail }) => {
  expect(detail).toMatch(/^[A-Z].*\.$/)
  expect(Buffer.byteLength(detail)).toBeLessThanOrEqual(123)
})

test.each([
  [4_000, true],
  [4_499, true],
  [4_500, false],
  [4_999, false],
])('[WIR4] a code that is not known yet, %i, tells it by its range: %s', (code, may) => {
  expect(mayReconnect(code)).toBe(may)
})

test.each([
  [1_000, 'normal closure', true],
  [1_001, 'going away', true],
  [1_005, 'no status', true],
  [1_006, 'the connection broke', true],
  [1_011, 'internal error', true],
  [1_012, 'service restart', true],
  [1_013, 'try again later', true],
  [1_014, 'bad gateway', true],
  [1_002, 'protocol error', false],
  [1_003, 'unsupported data', false],
  [1_007, 'invalid payload', false],
  [1_009, 'message too big', false],
])('[WIR4] after %i of RFC 6455, %s, connect again: %s', (code, _what, may) => {
  expect(mayReconnect(code)).toBe(may)
})
