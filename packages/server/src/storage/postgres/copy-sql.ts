import { type CopiedTable, columnNames, keyNames, type TableName } from '../copy/copied-tables.ts'

/** What the tables hold beside the columns that are copied, as it is right for a row that has just come: nobody has a picture of it. */
const VERSION = 'coalesce((select c.version from @.conversation c where c.key = w.conversation_key), 0)'
const OWN_COLUMNS: Readonly<Record<TableName, readonly (readonly [name: string, value: string])[]>> = {
  user: [['commits', '1']],
  conversation: [
    ['commits', '1'],
    ['reset_version', 'w.version'],
  ],
  participant: [['version', VERSION]],
  message: [['changed_version', `case when w.deleted_at is not null then ${VERSION} end`]],
  receipt: [],
  api_key: [],
}

/** Columns that are kept otherwise than they are copied: what they are made of here, and what is made of copied ones (`w`) to go in their place. */
interface OtherColumns {
  readonly read: string
  readonly key: string
  readonly beyond: string
  readonly into: string
  readonly values: string
}
const OTHER_COLUMNS: Readonly<Partial<Record<TableName, OtherColumns>>> = {
  receipt: {
    read: 'conversation_key, part / 4, part % 4, first_seq, coalesce(last_seq, first_seq), at',
    key: 'conversation_key, part, first_seq',
    beyond: '$1, $2::integer * 4 + $3::integer, $4',
    into: 'conversation_key, at, part, first_seq, last_seq',
    values: 'w.conversation_key, w.at, 4 * w.ordinal + w.kind, w.first_seq, nullif(w.last_seq, w.first_seq)',
  },
}

/** Adds rows, given as an array for each of the table's columns. */
export function addRows(table: CopiedTable): string {
  const arrays = table.columns.map(([, kind], i) => `$${i + 1}::${kind === 'number' ? 'bigint' : 'text'}[]`)
  const names = columnNames(table)
  const own = OWN_COLUMNS[table.name]
  const other = OTHER_COLUMNS[table.name]
  const same = table.columns.map(([name]) => `w.${name}`).join(', ')
  const into = [other?.into ?? names, ...own.map(([name]) => name)].join(', ')
  const values = [other?.values ?? same, ...own.map(([, value]) => value)].join(', ')
  return `insert into @.${table.name} (${into}) select ${values} from unnest(${arrays.join(', ')}) as w (${names})`
}

/** Reads rows beyond a key whose columns are the first parameters, or from the first row on; the last parameter says how many. */
export function scanRows(table: CopiedTable, isFromFirst: boolean): string {
  const other = OTHER_COLUMNS[table.name]
  const key = other?.key ?? keyNames(table)
  const width = isFromFirst ? 0 : table.keyWidth
  const places = other?.beyond ?? Array.from({ length: width }, (_, i) => `$${i + 1}`).join(', ')
  const beyond = isFromFirst ? '' : `where (${key}) > (${places})`
  return `select ${other?.read ?? columnNames(table)} from @.${table.name} ${beyond} order by ${key} limit $${width + 1}`
}

/** Fails, with a division by zero, unless the row was there to be changed. */
const must = (changing: string): string =>
  `with changed as (${changing} returning 1) select 1 / (select count(*) from changed)`

export const BEGIN_COPY = "insert into @.meta values ('copy', $1)"
export const MOVE_COPY = must("update @.meta set value = $2 where name = 'copy' and value = $1")
export const END_COPY = must("delete from @.meta where name = 'copy' and value = $1")
export const NOTE_SOURCE = "insert into @.meta values ('copied_from', $1)"

export const COPY_MARKS = "select name, value from @.meta where name in ('copy', 'copied_from')"

/** The keys that nobody was offered. */
export const NEXT_KEYS = `select
  (select greatest(n.next, (select coalesce(max(key), 0) + 1 from @.conversation)) from @.next_key n where n.name = 'conversation'),
  (select greatest(n.next, (select coalesce(max(key), 0) + 1 from @.user)) from @.next_key n where n.name = 'user')`

/** Keys below these are given to nobody. */
export const RAISE_KEYS = `update @.next_key n set next = greatest(n.next, w.next)
  from unnest($1::text[], $2::bigint[]) as w (name, next) where n.name = w.name`

export const RENAME = "update @.meta set value = $1 where name = 'epoch'"

/** What a running server's database and schema have in common with no other. */
export const PLACE = `select 'postgres ' || (extract(epoch from pg_postmaster_start_time()) * 1000000)::bigint || ' ' || d.oid || ' ' || n.oid
  from pg_catalog.pg_database d, pg_catalog.pg_namespace n where d.datname = current_database() and n.nspname = $1`
