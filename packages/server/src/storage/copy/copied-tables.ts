/** The name of a table that is copied. Each store has all of them. */
export type TableName = 'user' | 'conversation' | 'participant' | 'message' | 'receipt' | 'api_key'

/** What a column holds in every store: whole numbers, or texts. */
export type ColumnKind = 'number' | 'text'

/** A table as every store has it: the columns that mean the same everywhere, those of its key first. */
export interface CopiedTable {
  readonly name: TableName
  readonly columns: readonly (readonly [name: string, kind: ColumnKind])[]
  /** How many columns at the beginning are the key, in whose order rows are read. */
  readonly keyWidth: number
  /** Whether the first column is the key of a conversation. */
  readonly isOfConversations: boolean
  /** How many rows are read and written at once: few where a row may be long. */
  readonly batch: number
}

const table = (
  name: TableName,
  batch: number,
  [key, others]: readonly [readonly string[], readonly string[]],
): CopiedTable => ({
  name,
  columns: [...key, ...others].map((column) => [column.replace(/^#/, ''), column.startsWith('#') ? 'number' : 'text']),
  keyWidth: key.length,
  isOfConversations: ['#key', '#conversation_key'].includes(key[0] as string) && name !== 'user',
  batch,
})

/** The tables in the order in which they are copied: what others point at goes first. A number's column is marked here by a `#`. */
export const COPIED_TABLES: readonly CopiedTable[] = [
  table('user', 2_000, [['#key'], ['id', 'name', 'avatar_url', 'sharing']]),
  table('conversation', 5_000, [
    ['#key'],
    ['id', '#head', '#version', '#next_ordinal', '#silent_count', 'visibility', 'sharing', 'headline'],
  ]),
  table('participant', 500, [
    ['#conversation_key', '#ordinal'],
    [
      '#user_key',
      'member',
      'delivered',
      'read',
      'shown_delivered',
      'shown_read',
      'reopened',
      'sharing',
      '#revision',
      '#posted_count',
      '#posted_silent_count',
    ],
  ]),
  table('message', 5_000, [
    ['#conversation_key', '#seq'],
    ['id', '#sender', '#posted_at', '#silent', '#deleted_at', '#sender_count', '#silent_count', '#sender_silent_count'],
  ]),
  table('receipt', 10_000, [
    ['#conversation_key', '#ordinal', '#kind', '#first_seq'],
    ['#last_seq', '#at'],
  ]),
  table('api_key', 1_000, [['id'], ['name', 'hash', '#created_at', '#revoked_at']]),
]

/** The names of a table's columns, separated by commas. */
export const columnNames = ({ columns }: CopiedTable): string => columns.map(([name]) => name).join(', ')

/** The names of the columns of a table's key, separated by commas. */
export const keyNames = ({ columns, keyWidth }: CopiedTable): string =>
  columns
    .slice(0, keyWidth)
    .map(([name]) => name)
    .join(', ')
