import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Step } from '../../packages/server/testing/histories/history.ts'
import { movingGrounds } from '../../packages/server/testing/histories/moving-ground.ts'
import { randomHistory } from '../../packages/server/testing/histories/random-history.ts'
import { runHistory } from '../../packages/server/testing/histories/run-history.ts'
import { PostgresServer } from '../../packages/server/testing/postgres-server.ts'
import { HISTORIES } from './hunt-seeds.ts'

let server: PostgresServer

beforeAll(async () => {
  server = await PostgresServer.start()
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
})

/** One seed in so many is copied. */
const EVERY = 200

/** The steps with three times at which everything is copied, the last one at the end. */
function movedThrice(steps: readonly Step[]): readonly Step[] {
  const third = Math.ceil(steps.length / 3)
  return steps.flatMap((step, i): Step[] =>
    i % third === third - 1 || i === steps.length - 1 ? [step, { do: 'reopen' }] : [step],
  )
}

test(`[CPY1][CPY2] ${HISTORIES / EVERY} random histories go on rightly on copies, from SQLite to PostgreSQL and back`, {
  timeout: 60_000 + 3_000 * (HISTORIES / EVERY),
}, async () => {
  for (let seed = EVERY; seed <= HISTORIES; seed += EVERY) {
    const history = randomHistory(seed)
    const steps = movedThrice(history.steps)
    const found = await runHistory({ ...history, steps }, { checks: seed, newGround: movingGrounds(server.url) })
    expect({ seed, found }).toEqual({ seed, found: undefined })
  }
})
