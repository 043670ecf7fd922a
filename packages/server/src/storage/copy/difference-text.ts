import type { Difference } from './compare-rows.ts'
import { COPIED_TABLES, type CopiedTable, type TableName } from './copied-tables.ts'
import type { RowsSource } from './rows-source.ts'

const CONVERSATIONS = COPIED_TABLES.find(({ name }) => name === 'conversation') as CopiedTable

/** Where a table differs, as `message of conversation "c1": 3 rows in the source and 2 in the target`. */
export async function differenceText(
  source: RowsSource,
  target: RowsSource,
  table: TableName,
  differences: readonly Difference[],
): Promise<string> {
  const texts: string[] = []
  for (const { conversationKey, counts } of differences) {
    const id = (await conversationId(source, conversationKey)) ?? (await conversationId(target, conversationKey))
    const of = conversationKey === 0 ? '' : ` of conversation ${JSON.stringify(id ?? conversationKey)}`
    texts.push(`table ${table}${of}: ${countsText(counts)}`)
  }
  return texts.join('; ')
}

async function conversationId(place: RowsSource, key: number): Promise<string | undefined> {
  if (key === 0) return undefined
  const [row] = await place.scan(CONVERSATIONS, [key - 1], 1)
  return row?.[0] === key ? (row[1] as string) : undefined
}

const countsText = ([source, target]: Difference['counts']): string =>
  source === target
    ? `${source} rows, not all of them equal`
    : `${source} rows in the source and ${target} in the target`
