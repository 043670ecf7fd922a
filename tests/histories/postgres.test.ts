import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseHistory } from '../../packages/server/testing/histories/parse-history.ts'
import { postgresGrounds } from '../../packages/server/testing/histories/postgres-ground.ts'
import { runHistory } from '../../packages/server/testing/histories/run-history.ts'
import { PostgresServer } from '../../packages/server/testing/postgres-server.ts'
import { HISTORIES, hunt, timeoutMs } from './hunt-seeds.ts'
import { KEPT_HISTORIES } from './kept-seeds.ts'

let server: PostgresServer
let grounds: Awaited<ReturnType<typeof postgresGrounds>>

beforeAll(async () => {
  server = await PostgresServer.start()
  grounds = await postgresGrounds(server.url)
})

afterAll(async () => {
  await grounds[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

for (const { title, line } of KEPT_HISTORIES) {
  test(`${title}, on PostgreSQL`, async () => {
    expect(await runHistory(parseHistory(line), { checks: 'every', newGround: grounds })).toBeUndefined()
  })
}

/** One seed in so many is run on PostgreSQL too. */
const EVERY = 40

test(`[STO1][SEQ1][PRV6][RCP1][RCP3][RCP8][MEM2][UNR2][VER1][VER2] ${HISTORIES / EVERY} random histories on PostgreSQL`, {
  timeout: timeoutMs(HISTORIES),
}, async () => {
  expect(await hunt(EVERY, EVERY, grounds)).toEqual([])
})
