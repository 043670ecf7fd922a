import { describe, expect, test } from 'vitest'
import { sightOf } from './sight.ts'

/** A rectangle as wide as a page of 400 pixels. */
const rect = (top: number, bottom: number, left = 0, right = 400) =>
  ({ top, bottom, left, right, height: bottom - top, width: right - left }) as DOMRectReadOnly

const report = (boundingClientRect: DOMRectReadOnly, intersectionRect: DOMRectReadOnly) => ({
  isIntersecting: true,
  boundingClientRect,
  intersectionRect,
})

describe('in a viewport of 300 pixels', () => {
  test.each([
    ['within', rect(0, 50), rect(0, 50), 'end'],
    ['at the lower edge', rect(250, 300), rect(250, 300), 'end'],
    ['cut off by a fraction', rect(250, 300.9), rect(250, 300), 'end'],
    ['cut off by two pixels', rect(252, 302), rect(252, 300), 'part'],
    ['cut off above', rect(-40, 10), rect(0, 10), 'end'],
    ['taller, its end below', rect(-100, 900), rect(0, 300), 'part'],
    ['taller, its end there', rect(-700, 300), rect(0, 300), 'end'],
    ['just above', rect(-50, 0), rect(0, 0), 'part'],
    ['just below', rect(300, 350), rect(300, 300), 'part'],
    ['without a height', rect(100, 100), rect(100, 100), 'end'],
  ] as const)('[REA1] %s', (_, whole, part, sight) => {
    expect(sightOf(report(whole, part))).toBe(sight)
  })

  test('[REA1] what does not intersect is out of sight', () => {
    expect(sightOf({ ...report(rect(900, 950), rect(0, 0)), isIntersecting: false })).toBe('none')
  })
})

describe('on a screen that shows a part of it', () => {
  const screen = { offsetLeft: 100, offsetTop: 50, width: 200, height: 100 }

  test.each([
    ['in it', rect(60, 110), 'end'],
    ['its end at the lower edge', rect(100, 150), 'end'],
    ['its end below, behind a keyboard', rect(102, 152), 'part'],
    ['its end above', rect(0, 50), 'part'],
    ['left of it', rect(60, 110, 0, 100), 'part'],
    ['right of it', rect(60, 110, 300, 400), 'part'],
    ['partly right of it', rect(60, 110, 290, 400), 'end'],
  ] as const)('[REA1] %s', (_, whole, sight) => {
    expect(sightOf(report(whole, whole), screen)).toBe(sight)
  })
})
