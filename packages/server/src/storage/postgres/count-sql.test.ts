import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PostgresServer } from '../../../testing/postgres-server.ts'
import { COUNT_FILLABLE, COUNT_UNREAD } from './count-sql.ts'
import { openPostgresStore } from './open-postgres-store.ts'
import { withSchema } from './statement.ts'

const MESSAGES = 60_000

let server: PostgresServer
let client: pg.Client

beforeAll(async () => {
  server = await PostgresServer.start()
  const store = await openPostgresStore({ url: server.url, schema: 'counts', allowAsynchronousCommit: true })
  await store.close()
  client = new pg.Client({ connectionString: server.url })
  await client.connect()
  // Every third message is of participant 1, every tenth is silent; those up to the last hundred are of nobody who asks.
  await client.query(`insert into counts.message
    select 1, n, 'm' || n, 1 + n % 3, 0, (n % 10 = 0)::int, null, (n + 2) / 3, n / 10, n / 30, null from generate_series(1, ${MESSAGES}) as n`)
  await client.query('analyze counts.message')
})

afterAll(async () => {
  await client.end()
  await server[Symbol.asyncDispose]()
})

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
  readonly Plans?: readonly Plan[]
}

async function planOf(text: string, first: number, last: number): Promise<Plan> {
  const values = ['{0}', '{1}', '{1}', `{${first}}`, `{${last}}`]
  const { rows } = await client.query(`explain (analyze, buffers, format json) ${withSchema(text, 'counts')}`, values)
  return rows[0]['QUERY PLAN'][0].Plan as Plan
}

const nodesOf = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

test.for([
  ['unread', COUNT_UNREAD],
  ['fillable', COUNT_FILLABLE],
] as const)(
  '[UNR2] counting what is %s reads as few pages of sixty thousand messages as of sixty',
  async ([, text]) => {
    const pages = async (first: number, last: number): Promise<number> => {
      const plan = await planOf(text, first, last)
      return plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
    }
    const [few, many] = [await pages(MESSAGES - 59, MESSAGES), await pages(1, MESSAGES)]
    expect(many).toBeLessThan(few + 20)
    const scans = nodesOf(await planOf(text, 1, MESSAGES)).filter((node) => node['Relation Name'] === 'message')
    expect(scans.length).toBeGreaterThan(0)
    for (const scan of scans) expect(scan['Node Type']).toMatch(/Index/)
  },
)
