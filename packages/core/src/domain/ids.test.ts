import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ID_MAX_LENGTH, isId } from './ids.ts'

test.each([
  ['a single character', 'a'],
  ['blanks and signs', ' a/b?c#d%00 '],
  ['line breaks', 'a\r\nb'],
  ['other alphabets', 'Ünï-汉字-١'],
  ['a whole surrogate pair', '👍'],
  ['128 characters', 'x'.repeat(128)],
  ['64 surrogate pairs', '👍'.repeat(64)],
  ['names of prototypes', '__proto__'],
])('[INP1] %s can be an id', (_what, text) => {
  expect(isId(text)).toBe(true)
})

test.each([
  ['the empty text', ''],
  ['129 characters', 'x'.repeat(129)],
  ['65 surrogate pairs', '👍'.repeat(65)],
  ['a NUL', 'a\0b'],
  ['the first half of a surrogate pair', 'a\ud83d'],
  ['the second half of a surrogate pair', '\udc4da'],
  ['the halves turned around', '\udc4d\ud83d'],
])('[INP1] %s cannot be an id', (_what, text) => {
  expect(isId(text)).toBe(false)
})

test('[INP1] whatever is an id survives UTF-8, so no two ids become one in the store', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2 * ID_MAX_LENGTH }), (text) => {
      fc.pre(isId(text))
      expect(Buffer.from(text, 'utf8').toString('utf8')).toBe(text)
    }),
  )
})
