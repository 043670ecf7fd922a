import { describe, expect, test } from 'vitest'
import {
  dwellFor,
  expectSeen,
  hurry,
  ids,
  markedBy,
  marks,
  message,
  messages,
  type PageOfBob,
  pass,
  readingStage,
  scroller,
  scrollTo,
  seen,
  start,
} from './reading-stage.ts'

const shown = readingStage()

describe('what is marked', { concurrent: true }, () => {
  const list = scroller(messages(1, 60))

  test.each([
    ['prefix', ids(1, 60)],
    ['viewed', ids(55, 60)],
    ['manual', []],
  ] as const)('[REA3] what was scrolled past quickly, under %s', async (policy, expected) => {
    const page = await shown(list)
    await start(page, { policy, dwellMs: 60_000 })
    await hurry(page)
    await dwellFor(page, 100)
    await expectSeen(page, ids(55, 60))
    expect(markedBy(await marks(page))).toEqual(expected)
  })

  test.each([
    ['prefix', ids(1, 60)],
    ['viewed', [...ids(1, 6), ...ids(55, 60)]],
    ['manual', []],
  ] as const)('[REA3] a jump to the bottom, under %s', async (policy, expected) => {
    const page = await shown(list)
    await start(page, { policy, dwellMs: 300 })
    await expectSeen(page, ids(1, 6))
    expect(markedBy(await marks(page))).toEqual(expected.slice(0, 6))
    await page.mouse.move(100, 100)
    await page.mouse.wheel(0, 100_000)
    await expectSeen(page, [...ids(1, 6), ...ids(55, 60)])
    expect(markedBy(await marks(page))).toEqual(expected)
  })

  test('[REA3] under prefix a message whose place is not known is marked all the same', async () => {
    const page = await shown(list)
    await start(page, {}, false)
    await expectSeen(page, ids(1, 6))
    const made = await marks(page)
    const named = made.flatMap((mark) => ('messageIds' in mark ? mark.messageIds : []))
    const last = made.flatMap((mark) => ('upToMessageId' in mark ? [mark.upToMessageId] : []))
    expect([...new Set([...named, ...last])].toSorted()).toEqual(ids(1, 6))
    expect(last).toContain('m6')
  })

  test('[REA3] a private read is one for each mark', async () => {
    const page = await shown(list)
    await start(page, { private: true })
    await expectSeen(page, ids(1, 6))
    const made = await marks(page)
    expect(markedBy(made)).toEqual(ids(1, 6))
    expect(made.every((mark) => mark.private)).toBe(true)
  })

  test('[REA3] options count for what is seen from then on', async () => {
    const page = await shown(list)
    await start(page, { policy: 'manual', dwellMs: 60_000 })
    await dwellFor(page, 50)
    await expectSeen(page, ids(1, 6))
    await page.evaluate(() => (globalThis as unknown as PageOfBob).chat.reading.setOptions({ policy: 'viewed' }))
    await scrollTo(page, 50)
    await expectSeen(page, ids(1, 7))
    expect(await marks(page)).toEqual([{ messageIds: ['m7'] }])
  })
})

describe('what is covered', { concurrent: true }, () => {
  const OVERLAY = '<div id="cover" style="position:fixed;top:0;width:100%;height:120px">Hello</div>'

  test('[REA5] an overlay, until it is gone', async () => {
    const page = await shown(scroller(messages(1, 4)) + OVERLAY)
    await start(page, { notCovered: true })
    await expectSeen(page, ['m3', 'm4'])
    await pass(page, 300)
    await expectSeen(page, ['m3', 'm4'])
    await page.evaluate(() => document.querySelector('#cover')?.remove())
    await expectSeen(page, ids(1, 4))
  })

  test('[REA5] a bar within the scroller', async () => {
    const page = await shown(scroller(`${messages(1, 20)}<div style="position:sticky;bottom:0;height:80px"></div>`))
    await start(page, { notCovered: true })
    await expectSeen(page, ids(1, 4))
    await pass(page, 300)
    await expectSeen(page, ids(1, 4))
  })

  test('[REA5] a modal dialog, until it is closed', async () => {
    const page = await shown(`${scroller(messages(1, 4))}<dialog>Hello</dialog>`)
    await page.evaluate(() => document.querySelector('dialog')?.showModal())
    await start(page, { notCovered: true })
    await pass(page, 500)
    expect(await seen(page)).toEqual([])
    await page.evaluate(() => document.querySelector('dialog')?.close())
    await expectSeen(page, ids(1, 4))
  })

  test('[REA5] what is over a message does not matter if nothing is said', async () => {
    const page = await shown(scroller(messages(1, 4)) + OVERLAY)
    await start(page)
    await expectSeen(page, ids(1, 4))
  })

  test('[REA5] a message in or with a shadow tree does not cover itself, what else is in the tree may', async () => {
    const tree = (content: string) => `<template shadowrootmode="open">${content}</template>`
    const cover = '<div style="position:absolute;inset:0"></div>'
    const page = await shown(
      `<section>${tree('<div style="height:100px"><slot></slot></div>')}${message(1, 50)}</section>
       <section style="pointer-events:none">${tree('<div style="pointer-events:auto"><slot></slot></div>')}
         <div data-message="m2" style="pointer-events:none">Hello</div></section>
       <div data-message="m3">${tree('<p style="height:50px">Hello</p>')}</div>
       <section style="position:relative">${tree(`<slot></slot>${cover}`)}${message(4, 50)}</section>${message(5, 50)}`,
    )
    await start(page, { notCovered: true })
    await expectSeen(page, ['m1', 'm2', 'm3', 'm5'])
    await pass(page, 300)
    await expectSeen(page, ['m1', 'm2', 'm3', 'm5'])
  })
})
