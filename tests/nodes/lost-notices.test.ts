import { afterAll, expect, test } from 'vitest'
import type { CountedBus } from '../../packages/server/src/engine/ports/bus.ts'
import { chanceOf } from '../../packages/server/testing/histories/chance.ts'
import { PostgresServer } from '../../packages/server/testing/postgres-server.ts'
import { Installation } from './installation.ts'
import { LocalNode } from './local-node.ts'

const SEED = 41
const server = await PostgresServer.start({ durable: true })
afterAll(() => server[Symbol.asyncDispose]())

/** A bus that loses some of what is sent over it by chance, and counts what it lost. */
function losing(bus: CountedBus, share: number, seed: number): CountedBus & { lost: number } {
  const chance = chanceOf(seed)
  const around = {
    ...{ maxBytes: bus.maxBytes, counts: bus.counts, lost: 0 },
    send: (text: string): void => {
      if (chance.hits(share)) around.lost += 1
      else bus.send(text)
    },
    listen: (listener: Parameters<CountedBus['listen']>[0]) => bus.listen(listener),
    close: () => bus.close(),
  }
  return around
}

test('[NOD3] half of all notices between three nodes are lost', { timeout: 120_000 }, async () => {
  const buses: { readonly lost: number }[] = []
  const around = (bus: CountedBus): CountedBus => {
    const made = losing(bus, 0.5, SEED + buses.length)
    buses.push(made)
    return made
  }
  const names = ['one', 'two', 'three']
  const nodes = []
  for (const name of names) nodes.push(await LocalNode.start(name, server.url, around))
  await using installation = await Installation.of(server.url, nodes, SEED)
  installation.load()
  await installation.goOn(300)
  const outcome = await installation.settle()
  const lost = buses.reduce((sum, bus) => sum + bus.lost, 0)
  console.info(`${lost} notices lost, seed ${SEED}:`, outcome)
  expect(lost).toBeGreaterThan(50)
  expect(outcome.refusals).toEqual({})
})
