import { afterAll, beforeAll } from 'vitest'
import { PostgresServer } from '../../../testing/postgres-server.ts'
import { postgresPlace } from '../../../testing/store-contract/postgres-place.ts'
import { storeContract } from '../../../testing/store-contract.ts'

let server: PostgresServer

beforeAll(async () => {
  server = await PostgresServer.start()
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
})

storeContract(
  'PostgreSQL',
  postgresPlace(() => server.url),
)
