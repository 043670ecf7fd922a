import type { Crowd, Reading } from '../crowd.ts'
import type { Rows } from '../database.ts'
import { BriefsWay } from './briefs-way.ts'
import { fillRows } from './rows-schema.ts'
import type { SchemaPool } from './schema-pool.ts'
import { TunedWay } from './tuned-way.ts'

/** How many rows a statement writes where only the rows are asked for. */
const AT_ONCE = 5_000

const LEAVE = {
  name: 'leave',
  text: `insert into message_status (message_id, user_id, delivered_at, read_at)
    select message_id, user_id, now(), now() from unnest($1::bigint[], $2::bigint[]) as w (message_id, user_id)`,
}

/** Rows in a schema of their own, kept in one of the two ways. */
export async function openRows(pool: SchemaPool, way: 'brief' | 'tuned', crowd: Crowd): Promise<Rows> {
  await fillRows(pool, way, crowd)
  const calls = way === 'brief' ? new BriefsWay(pool) : new TunedWay(pool)
  const messageOf = ({ conversation, seq }: Reading): number => conversation * crowd.messages + seq
  const userOf = ({ conversation, member }: Reading): number => conversation * crowd.members + member
  const leave = async (some: readonly Reading[]): Promise<void> => {
    await pool.rows(LEAVE, some.map(messageOf), some.map(userOf))
  }
  return {
    markRead: (reading) => calls.markRead(messageOf(reading), userOf(reading)),
    bulkMarkRead: (upTo) => calls.bulkMarkRead(upTo.conversation + 1, userOf(upTo), messageOf(upTo)),
    leave: async (readings) => {
      for (const some of inParts(readings, AT_ONCE)) await leave(some)
    },
    bytes: () => pool.bytes(),
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  }
}

function* inParts<Item>(items: Iterable<Item>, length: number): Generator<readonly Item[]> {
  let part: Item[] = []
  for (const item of items) {
    part.push(item)
    if (part.length < length) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}
