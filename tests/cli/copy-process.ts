import { once } from 'node:events'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { type Ended, type Start, TallymarkProcess } from './tallymark-process.ts'

/** A copy by the command line. */
export const startCopy = (from: string, to: string, start?: Start): TallymarkProcess =>
  new TallymarkProcess(['copy', '--from', from, '--to', to], start)

/** A copy to its end. */
export const runCopy = (from: string, to: string, start?: Start): Promise<Ended> => startCopy(from, to, start).ended

/** Starts a copy, does something once it has written a first batch, and gives how the copy ended. */
export async function interruptedCopy(
  from: string,
  to: string,
  interrupt: (copy: TallymarkProcess) => unknown,
): Promise<Ended> {
  const copy = startCopy(from, to)
  while (!copy.stderr.includes('"copying"')) {
    const isOver = await Promise.race([
      once(copy.child.stderr as NonNullable<typeof copy.child.stderr>, 'data').then(() => false),
      copy.ended.then(() => true),
    ])
    if (isOver) throw new Error(`the copy ended before it could be interrupted: ${copy.stderr}`)
  }
  await interrupt(copy)
  return copy.ended
}

/** Sums of all columns that matter, which are another if any row is missing, doubled or changed. */
const SUMS = (of: (table: string) => string): string => `select
  (select count(*) from ${of('user')}), (select sum(key * version * head) from ${of('conversation')}),
  (select count(*) from ${of('participant')}), (select sum(conversation_key * seq * sender_count) from ${of('message')}),
  (select count(*) from ${of('receipt')}),
  (select sum((conversation_key + 7 * ordinal) * (first_seq + 3 * last_seq)) from ${of('receipt')}),
  (select sum(at - 1700000000000) from ${of('receipt')}), (select count(*) from ${of('api_key')})`

/** What a file holds. */
export function sumsOfFile(file: string): readonly number[] {
  using database = new DatabaseSync(file)
  return Object.values(database.prepare(SUMS((table) => table)).get() ?? {}).map(Number)
}

/** PostgreSQL keeps ordinal and kind in one column, and a last seq only where there is more than one. */
const RECEIPTS = `(select conversation_key, part / 4 as ordinal, first_seq, coalesce(last_seq, first_seq) as last_seq, at
  from tallymark.receipt) as receipt`

/** What a PostgreSQL database holds. */
export async function sumsOfPostgres(url: string): Promise<readonly number[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<unknown[]>({
    text: SUMS((table) => (table === 'receipt' ? RECEIPTS : `tallymark.${table}`)),
    rowMode: 'array',
  })
  await client.end()
  return (rows[0] ?? []).map(Number)
}
