/** A statement of a commit over arrays of columns. */
export interface Write {
  readonly text: string
  /** How many columns it takes. */
  readonly width: number
}

/** Columns with their types, like `key bigint, id text`. */
const write = (columns: string, text: (rows: string) => string): Write => {
  const each = columns.split(', ').map((column) => column.split(' ') as [string, string])
  const arrays = each.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ')
  const rows = `unnest(${arrays}) as w (${each.map(([name]) => name).join(', ')})`
  return { text: text(rows), width: each.length }
}

const insert = (table: string, columns: string): Write =>
  write(columns, (rows) => `insert into @.${table} (${namesOf(columns)}) select * from ${rows}`)

const namesOf = (columns: string): string =>
  columns
    .split(', ')
    .map((column) => column.split(' ')[0])
    .join(', ')

/**
 * Fails, with a division by zero, unless as many rows were changed as must be: then nothing of the transaction stands, though all of
 * it was sent at once.
 */
const all = (changing: string, rows: string, must: string): string =>
  `with due as (select * from ${rows}), changed as (${changing})
  select 1 / (case when (select count(*) from changed) = (select count(*) from due${must}) then 1 else 0 end)`

/** Holds conversations in the order that everyone keeps. */
export const HOLD_CONVERSATIONS =
  'select 1 from @.conversation c where c.key = any($1::bigint[]) order by c.key for no key update'

/** Holds users in the order that everyone keeps; fails unless they are as they were. */
export const HOLD_USERS = write('key bigint, commits bigint', (rows) =>
  all(
    `select 1 from @.user u join due on due.key = u.key and due.commits = u.commits order by u.key for no key update of u`,
    rows,
    '',
  ),
)

/**
 * Raises the number of commits of each conversation that is written to, and writes its row where it has changed (where head is not null).
 * Fails unless nobody else has raised it since it was looked at (where commits is not null), and unless the last to do so
 * was the commit that this one was sent behind (where before is not null).
 */
export const RAISE_CONVERSATIONS = write(
  'key bigint, commits bigint, before bigint, stamp bigint, head bigint, version bigint, next_ordinal bigint, silent_count bigint, visibility text, sharing text, headline text',
  (rows) =>
    all(
      `update @.conversation c set commits = c.commits + 1, stamp = due.stamp, head = coalesce(due.head, c.head),
        version = coalesce(due.version, c.version), next_ordinal = coalesce(due.next_ordinal, c.next_ordinal),
        silent_count = coalesce(due.silent_count, c.silent_count), visibility = coalesce(due.visibility, c.visibility),
        sharing = coalesce(due.sharing, c.sharing), headline = coalesce(due.headline, c.headline)
      from due where c.key = due.key and c.commits = coalesce(due.commits, c.commits) and c.stamp = coalesce(due.before, c.stamp)
      returning case when due.commits is not null or due.head is not null then 1 end as due`,
      rows,
      ' where commits is not null or head is not null',
    ).replace('count(*) from changed', 'count(changed.due) from changed'),
)

/** Fails unless nobody has written to these conversations since they were looked at. */
export const CHECK_CONVERSATIONS = write('key bigint, commits bigint, before bigint', (rows) =>
  all(
    `select 1 from @.conversation c join due on due.key = c.key and due.commits = c.commits
      and c.stamp = coalesce(due.before, c.stamp)`,
    rows,
    '',
  ),
)

export const FORGET_RECEIPTS = `delete from @.receipt r using @.participant p
  where p.user_key = any($1::bigint[]) and r.conversation_key = p.conversation_key and r.ordinal = p.ordinal`

/** What these users took part in has changed, whatever else is written there. */
export const RAISE_PARTICIPATIONS = `update @.conversation c set commits = c.commits + 1
  where c.key in (select p.conversation_key from @.participant p where p.user_key = any($1::bigint[]))`

/** Whose picture is older than this version must be made anew: nothing tells of those who are gone. */
export const RESET_PARTICIPATIONS = `update @.conversation c set reset_version = c.version
  where c.key in (select p.conversation_key from @.participant p where p.user_key = any($1::bigint[]))`

/** The profiles of these users have moved in all of their conversations. */
export const MOVE_PARTICIPATIONS = `update @.participant p set version = c.version, profile_version = c.version from @.conversation c
  where p.user_key = any($1::bigint[]) and c.key = p.conversation_key`

export const FORGET_PARTICIPANTS = 'delete from @.participant where user_key = any($1::bigint[])'
export const FORGET_USERS = 'delete from @.user where key = any($1::bigint[])'
export const REMOVE_RECEIPTS = 'delete from @.receipt where conversation_key = any($1::bigint[])'
export const REMOVE_MESSAGES = 'delete from @.message where conversation_key = any($1::bigint[])'
export const REMOVE_PARTICIPANTS = 'delete from @.participant where conversation_key = any($1::bigint[])'
export const REMOVE_CONVERSATIONS = 'delete from @.conversation where key = any($1::bigint[])'

export const ADD_USERS = insert('user', 'key bigint, id text, name text, avatar_url text, sharing text, commits bigint')

export const CHANGE_USERS = write('key bigint, name text, avatar_url text, sharing text', (rows) =>
  all(
    `update @.user u set name = due.name, avatar_url = due.avatar_url, sharing = due.sharing, commits = u.commits + 1
    from due where u.key = due.key returning 1`,
    rows,
    '',
  ),
)

export const ADD_CONVERSATIONS = insert(
  'conversation',
  'key bigint, id text, head bigint, version bigint, next_ordinal bigint, silent_count bigint, visibility text, sharing text, headline text, commits bigint, stamp bigint, reset_version bigint',
)

/** The columns of a participant that change; `version` is null where the conversation's own is meant, which did not change. */
const PARTICIPANT_COLUMNS =
  'member text, delivered text, read text, shown_delivered text, shown_read text, reopened text, sharing text, revision bigint, posted_count bigint, posted_silent_count bigint, version bigint'

export const ADD_PARTICIPANTS = write(
  `conversation_key bigint, ordinal bigint, user_key bigint, ${PARTICIPANT_COLUMNS}`,
  (rows) => `insert into @.participant (conversation_key, ordinal, user_key, ${namesOf(PARTICIPANT_COLUMNS)})
    select w.conversation_key, w.ordinal, w.user_key, w.member, w.delivered, w.read,
    w.shown_delivered, w.shown_read, w.reopened, w.sharing, w.revision, w.posted_count, w.posted_silent_count,
    coalesce(w.version, (select c.version from @.conversation c where c.key = w.conversation_key), 0) from ${rows}`,
)

export const CHANGE_PARTICIPANTS = write(`conversation_key bigint, ordinal bigint, ${PARTICIPANT_COLUMNS}`, (rows) =>
  all(
    `update @.participant p set member = due.member, delivered = due.delivered, read = due.read,
      shown_delivered = due.shown_delivered, shown_read = due.shown_read, reopened = due.reopened, sharing = due.sharing,
      revision = due.revision, posted_count = due.posted_count, posted_silent_count = due.posted_silent_count,
      version = coalesce(due.version, (select c.version from @.conversation c where c.key = due.conversation_key), 0)
    from due where p.conversation_key = due.conversation_key and p.ordinal = due.ordinal returning 1`,
    rows,
    '',
  ),
)

export const ADD_MESSAGES = insert(
  'message',
  'conversation_key bigint, seq bigint, id text, sender bigint, posted_at bigint, silent smallint, deleted_at bigint, sender_count bigint, silent_count bigint, sender_silent_count bigint',
)

export const DELETE_MESSAGES = write('conversation_key bigint, seq bigint, deleted_at bigint', (rows) =>
  all(
    `update @.message m set deleted_at = due.deleted_at,
      changed_version = (select c.version from @.conversation c where c.key = due.conversation_key)
    from due where m.conversation_key = due.conversation_key and m.seq = due.seq returning 1`,
    rows,
    '',
  ),
)

export const ADD_RECEIPTS = insert(
  'receipt',
  'conversation_key bigint, ordinal bigint, kind smallint, first_seq bigint, last_seq bigint, at bigint',
)
