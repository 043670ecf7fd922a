import * as core from '@tallymark/core'
import { expect, test } from 'vitest'
import { WINDOW_DEFAULT, WINDOW_MAX } from './wire-limits.ts'

test('the limits of the wire are those of core', () => {
  expect({ WINDOW_DEFAULT, WINDOW_MAX }).toEqual({ WINDOW_DEFAULT: core.WINDOW_DEFAULT, WINDOW_MAX: core.WINDOW_MAX })
})
