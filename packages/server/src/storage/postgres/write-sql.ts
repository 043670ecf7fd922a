/** A statement of a commit over arrays of columns, and perhaps further values after these. */
export interface Write {
  readonly text: string
  /** How many columns it takes. */
  readonly width: number
  /** Whether it takes the number of rows that must be met, and fails where others are. */
  readonly isCounting: boolean
}

/**
 * Columns with their types, like `key bigint, id text`. They are made rows of side by side in a list of results, where the server keeps nothing of them, and not
 * in a list of tables, where it keeps all of them twice.
 */
const write = (columns: string, text: (rows: string) => string, isCounting = false): Write => {
  const each = columns.split(', ').map((column) => column.split(' ') as [string, string])
  const arrays = each.map(([name, type], i) => `unnest($${i + 1}::${type}[]) as ${name}`).join(', ')
  return { text: text(`(select ${arrays})`), width: each.length, isCounting }
}

const insert = (table: string, columns: string): Write =>
  write(columns, (rows) => `insert into @.${table} (${namesOf(columns)}) select * from ${rows} as due`)

const namesOf = (columns: string): string =>
  columns
    .split(', ')
    .map((column) => column.split(' ')[0])
    .join(', ')

/**
 * Fails, with a division by zero, unless as many rows were changed as must be: then nothing of the transaction stands, though all of
 * it was sent at once. `changing` gives back for each whether it counts.
 */
const all = (columns: string, changing: (rows: string) => string): Write => {
  const width = columns.split(', ').length
  const sql = (rows: string): string =>
    `with changed (counts) as (${changing(`${rows} as due`)})
    select 1 / (case when (select count(*) from changed where counts) = $${width + 1}::bigint then 1 else 0 end)`
  return write(columns, sql, true)
}

/** Holds conversations in the order that everyone keeps. */
export const HOLD_CONVERSATIONS = `select count(*) from (
    select 1 from @.conversation c where c.key = any($1::bigint[]) order by c.key for no key update
  ) as held`

/** Holds users in the order that everyone keeps; fails unless they are as they were. */
export const HOLD_USERS = all(
  'key bigint, commits bigint',
  (rows) => `select true from @.user u join ${rows} on due.key = u.key and due.commits = u.commits
    order by u.key for no key update of u`,
)

/**
 * Nobody else has written to a conversation since it was looked at (where that is known), but the commits of ours that this one was sent behind. The number alone does not tell: a database
 * that has lost commits comes to the same number by others.
 */
const IS_AS_IT_WAS = `c.key = due.key and c.commits = coalesce(due.commits, c.commits) and c.stamp = coalesce(due.before, c.stamp)`

/** A conversation's key, how often it had been written to, the stamp that was left in it. */
const PLACE_COLUMNS = 'key bigint, commits bigint, before bigint'

/**
 * Raises the number of commits of each conversation that is written to, and its version to one that is not null; leaves a stamp. Fails unless each is as it was; of those that were not looked at, all are that are there.
 */
export const RAISE_CONVERSATIONS = all(
  `${PLACE_COLUMNS}, version bigint`,
  (
    rows,
  ) => `update @.conversation c set commits = c.commits + 1, stamp = $6::bigint, version = coalesce(due.version, c.version)
    from ${rows} where ${IS_AS_IT_WAS} returning due.commits is not null`,
)

/** The same where more has changed than the version. */
export const CHANGE_CONVERSATIONS = all(
  `${PLACE_COLUMNS}, head bigint, version bigint, next_ordinal bigint, silent_count bigint, visibility text, sharing text, headline text`,
  (
    rows,
  ) => `update @.conversation c set commits = c.commits + 1, stamp = $12::bigint, head = due.head, version = due.version,
      next_ordinal = due.next_ordinal, silent_count = due.silent_count, visibility = due.visibility, sharing = due.sharing,
      headline = due.headline
    from ${rows} where ${IS_AS_IT_WAS} returning true`,
)

/** Fails unless nobody has written to these conversations since they were looked at. */
export const CHECK_CONVERSATIONS = all(
  PLACE_COLUMNS,
  (rows) => `select true from @.conversation c join ${rows} on ${IS_AS_IT_WAS}`,
)

export const FORGET_RECEIPTS = `delete from @.receipt r using @.participant p
  where p.user_key = any($1::bigint[]) and r.conversation_key = p.conversation_key
    and r.part between (4 * p.ordinal)::integer and (4 * p.ordinal + 3)::integer`

/** What these users took part in has changed, whatever else is written there. */
export const RAISE_PARTICIPATIONS = `update @.conversation c set commits = c.commits + 1, stamp = 1 + floor(random() * 281474976710655)::bigint
  where c.key in (select p.conversation_key from @.participant p where p.user_key = any($1::bigint[]))`

/** Whose picture is older than this version must be made anew: nothing tells of those who are gone. */
export const RESET_PARTICIPATIONS = `update @.conversation c set reset_version = greatest(c.reset_version, c.version)
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

export const CHANGE_USERS = all(
  'key bigint, name text, avatar_url text, sharing text',
  (
    rows,
  ) => `update @.user u set name = due.name, avatar_url = due.avatar_url, sharing = due.sharing, commits = u.commits + 1
    from ${rows} where u.key = due.key returning true`,
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
    coalesce(w.version, (select c.version from @.conversation c where c.key = w.conversation_key), 0) from ${rows} as w`,
)

export const CHANGE_PARTICIPANTS = all(
  `conversation_key bigint, ordinal bigint, ${PARTICIPANT_COLUMNS}`,
  (rows) => `update @.participant p set member = due.member, delivered = due.delivered, read = due.read,
      shown_delivered = due.shown_delivered, shown_read = due.shown_read, reopened = due.reopened, sharing = due.sharing,
      revision = due.revision, posted_count = due.posted_count, posted_silent_count = due.posted_silent_count,
      version = coalesce(due.version, (select c.version from @.conversation c where c.key = due.conversation_key), 0)
    from ${rows} where p.conversation_key = due.conversation_key and p.ordinal = due.ordinal returning true`,
)

/** The same where nothing has changed but what a mark can change. */
export const MARK_PARTICIPANTS = all(
  'conversation_key bigint, ordinal bigint, delivered text, read text, shown_delivered text, shown_read text, reopened text, revision bigint, version bigint',
  (
    rows,
  ) => `update @.participant p set delivered = due.delivered, read = due.read, shown_delivered = due.shown_delivered,
      shown_read = due.shown_read, reopened = due.reopened, revision = due.revision,
      version = coalesce(due.version, (select c.version from @.conversation c where c.key = due.conversation_key), 0)
    from ${rows} where p.conversation_key = due.conversation_key and p.ordinal = due.ordinal returning true`,
)

export const ADD_MESSAGES = insert(
  'message',
  'conversation_key bigint, seq bigint, id text, sender bigint, posted_at bigint, silent smallint, deleted_at bigint, sender_count bigint, silent_count bigint, sender_silent_count bigint',
)

export const DELETE_MESSAGES = all(
  'conversation_key bigint, seq bigint, deleted_at bigint',
  (rows) => `update @.message m set deleted_at = due.deleted_at,
      changed_version = (select c.version from @.conversation c where c.key = due.conversation_key)
    from ${rows} where m.conversation_key = due.conversation_key and m.seq = due.seq returning true`,
)

export const ADD_RECEIPTS = insert(
  'receipt',
  'conversation_key bigint, at bigint, part integer, first_seq integer, last_seq integer',
)
