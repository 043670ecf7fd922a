import { expect, test } from 'vitest'
import { FakeLinks } from '../../testing/fake-links.ts'
import { ManualTime } from '../../testing/manual-time.ts'
import { LinkedBus } from './linked-bus.ts'

function openBus(links?: FakeLinks, random = 1) {
  const time = new ManualTime()
  const said: string[] = []
  const report = { said: (sentence: string) => said.push(sentence), threw: () => expect.unreachable() }
  const made = links ?? new FakeLinks(() => time.now())
  const bus = new LinkedBus(made.connect, 7_999, { timers: time, random: () => random, report })
  return { bus, time, said, links: made }
}

const refused = () => Promise.reject(new Error('refused'))
const ever = () => new Promise<void>(() => {})

test('[BUS6] the bound of the pause between two connections doubles up to five seconds', async () => {
  const { bus, time, said, links } = openBus()
  await time.settle()
  links.listening = refused
  links.last.owner.lost(new Error('reset'))
  await time.pass(30_000)
  const pauses = links.all.slice(1).map(({ beganAt }, i) => beganAt - (links.all[i]?.beganAt ?? 0))
  expect(pauses).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000, 5_000])
  expect(links.all.every(({ isEnded }, i) => isEnded || i === links.all.length - 1)).toBe(true)
  expect(said).toEqual(['The bus is out of reach, and is tried again: reset.'])
  await bus.close()
  expect(time.waiting).toBe(0)
})

test('[BUS6] the pause is a random share of that bound', async () => {
  const { bus, time, links } = openBus(undefined, 0.25)
  await time.settle()
  links.last.owner.lost(new Error('reset'))
  await time.pass(24)
  expect(links.all).toHaveLength(1)
  await time.pass(1)
  expect(links.all).toHaveLength(2)
  await bus.close()
})

test('[BUS6] a server that listens and answers nothing is left alone for longer and longer', async () => {
  const { bus, time, links } = openBus()
  await time.pass(41_000)
  const pauses = links.all.slice(1).map(({ beganAt }, i) => beganAt - (links.all[i]?.beganAt ?? 0) - 7_000)
  expect(pauses).toEqual([100, 200, 400, 800, 1_600])
  links.last.answers[0]?.resolve()
  await time.settle()
  links.last.owner.lost(new Error('reset'))
  const { length } = links.all
  await time.pass(100)
  expect(links.all).toHaveLength(length + 1)
  await bus.close()
})

test('[BUS6] a connection that does not come to listen is given up after five seconds', async () => {
  const { bus, time, said, links } = openBus()
  links.listening = ever
  links.last.owner.lost(new Error('reset'))
  await time.pass(100)
  expect(links.all).toHaveLength(2)
  await time.pass(4_999)
  expect(links.all[1]?.isEnded).toBe(false)
  await time.pass(1)
  expect(links.all[1]?.isEnded).toBe(true)
  expect(said).toHaveLength(1)
  await bus.close()
})

test('[BUS6] where nothing is sent the server is asked every two seconds, and where something is it is not', async () => {
  const { bus, time, links } = openBus()
  await time.pass(1_999)
  expect(links.last.probes).toBe(0)
  await time.pass(1)
  expect(links.last.probes).toBe(1)
  links.last.answers[0]?.resolve()
  await time.pass(1_500)
  bus.send('m1')
  await time.settle()
  links.last.answers[1]?.resolve()
  await time.pass(1_999)
  expect([links.last.probes, links.last.batches]).toEqual([1, [['m1']]])
  await time.pass(1)
  expect(links.last.probes).toBe(2)
  links.last.answers[2]?.resolve()
  await bus.close()
})

test('[BUS3] what is sent while a send is under way goes together in the next', async () => {
  const { bus, time, links } = openBus()
  await time.settle()
  bus.send('m1')
  for (let i = 0; i < 50; i += 1) await Promise.resolve()
  bus.send('m2')
  await time.settle()
  for (const text of ['m3', 'm4', 'm5']) bus.send(text)
  await time.settle()
  expect(links.last.batches).toEqual([['m1', 'm2']])
  links.last.answers[0]?.resolve()
  await time.settle()
  expect(links.last.batches).toEqual([
    ['m1', 'm2'],
    ['m3', 'm4', 'm5'],
  ])
  expect(bus.counts).toMatchObject({ sent: 2, dropped: 0 })
  links.last.owner.lost(new Error('reset'))
  bus.send('m6')
  await time.settle()
  expect(bus.counts).toMatchObject({ sent: 2, dropped: 4 })
  await bus.close()
})

test('[BUS3] a send holds a thousand texts and a mebibyte at most', async () => {
  const { bus, time, links } = openBus()
  await time.settle()
  const answerAll = async () => {
    for (let i = 0; i < links.last.answers.length; i += 1) {
      links.last.answers[i]?.resolve()
      await time.settle()
    }
  }
  for (let i = 0; i < 2_500; i += 1) bus.send('m')
  await time.settle()
  await answerAll()
  expect(links.last.batches.map(({ length }) => length)).toEqual([1_000, 1_000, 500])
  for (let i = 0; i < 500; i += 1) bus.send('m'.repeat(4_096))
  await time.settle()
  await answerAll()
  expect(links.last.batches.slice(3).map(({ length }) => length)).toEqual([256, 244])
  await bus.close()
})

test('[BUS5] closing waits for what is under way, for a second at most', async () => {
  const { bus, time, links } = openBus()
  await time.settle()
  bus.send('m1')
  await time.settle()
  bus.send('m2')
  let isClosed = false
  void bus.close().then(() => {
    isClosed = true
  })
  await time.pass(500)
  links.last.answers[0]?.resolve()
  await time.pass(499)
  expect([isClosed, links.last.batches]).toEqual([false, [['m1'], ['m2']]])
  await time.pass(1)
  expect([isClosed, links.last.isEnded, time.waiting]).toEqual([true, true, 0])
  expect(bus.counts).toMatchObject({ sent: 1, dropped: 1 })
})
