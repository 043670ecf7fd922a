import type { Crowd } from '../crowd.ts'
import type { SchemaPool } from './schema-pool.ts'

/** How the columns differ that are not the same in each conversation; `g` counts the conversations from 1 beside the first. */
const shiftsOf = ({ members }: Crowd): Readonly<Record<string, Readonly<Record<string, string>>>> => ({
  user: { key: `r.key + g * ${members}`, id: `'u' || (r.key + g * ${members})` },
  conversation: { key: 'r.key + g', id: `'c' || g` },
  participant: { conversation_key: 'r.conversation_key + g', user_key: `r.user_key + g * ${members}` },
  message: { conversation_key: 'r.conversation_key + g' },
})

/**
 * Makes a crowd of its first conversation, which is there: as many millions of rows as it has, in the time that the server alone needs for
 * them. Leaves the tables as a database is that has rested: vacuumed and analysed.
 */
export async function multiply(pool: SchemaPool, crowd: Crowd): Promise<void> {
  for (const [table, shifts] of Object.entries(shiftsOf(crowd))) {
    if (crowd.conversations > 1) {
      const columns = await columnsOf(pool, table)
      const values = columns.map((column) => shifts[column] ?? `r."${column}"`)
      await pool.run(`insert into "${table}" (${columns.map((column) => `"${column}"`).join(', ')})
        select ${values.join(', ')} from generate_series(1, ${crowd.conversations - 1}) g cross join "${table}" r`)
    }
    await pool.run(`vacuum (analyze) "${table}"`)
  }
}

const COLUMNS = {
  name: 'columns',
  text: `select column_name from information_schema.columns
    where table_schema = $1 and table_name = $2 and is_generated = 'NEVER' order by ordinal_position`,
}

async function columnsOf(pool: SchemaPool, table: string): Promise<readonly string[]> {
  const rows = await pool.rows<{ column_name: string }>(COLUMNS, pool.schema, table)
  return rows.map(({ column_name: name }) => name)
}
