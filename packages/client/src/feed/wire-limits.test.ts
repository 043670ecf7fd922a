import * as core from '@tallymark/core'
import { expect, test } from 'vitest'
import { MARK_IDS_MAX, WINDOW_DEFAULT, WINDOW_MAX } from './wire-limits.ts'

test('the limits of the wire are those of core', () => {
  expect({ MARK_IDS_MAX, WINDOW_DEFAULT, WINDOW_MAX }).toEqual({
    MARK_IDS_MAX: core.MARK_IDS_MAX,
    WINDOW_DEFAULT: core.WINDOW_DEFAULT,
    WINDOW_MAX: core.WINDOW_MAX,
  })
})
