/**
 * Counting in ranges of seqs from the running counts on the message rows: a few look-ups a range, however long it is (UNR2). Only deleted
 * messages are counted one by one, in an index of their own. All ranges of all participants are counted in one statement.
 */

/** The ranges: which question each belongs to, of whom, from where to where. */
const RANGES = `unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
  as w (i, conversation_key, ordinal, first, last)`

/** What a participant has posted up to a seq: in all, and silent. */
const own = (name: string, upTo: string): string => `left join lateral (
    select m.sender_count as posted, m.sender_silent_count as silent from @.message m
    where m.conversation_key = w.conversation_key and m.sender = w.ordinal and m.seq <= ${upTo}
    order by m.seq desc limit 1
  ) as ${name} on true`

/** How many messages up to a seq are silent. */
const silent = (upTo: string): string => `coalesce((select m.silent_count from @.message m
    where m.conversation_key = w.conversation_key and m.seq = ${upTo}), 0)`

const deleted = (last: string, andMore: string): string => `(select count(*) from @.message m
    where m.conversation_key = w.conversation_key and m.deleted_at is not null and m.seq between w.first and ${last}
    and m.sender is distinct from w.ordinal ${andMore})`

/** Messages of each range that are the participant's own or deleted. */
export const COUNT_FILLABLE = `select w.i,
    coalesce(upto.posted, 0) - coalesce(before.posted, 0) + ${deleted('w.last', '')}
  from ${RANGES} ${own('before', 'w.first - 1')} ${own('upto', 'w.last')}`

/** Messages from the range's first to a seq that are not own, not silent and not deleted, next to `before`. */
const unread = (last: string, upTo: string): string => `(${last} - w.first + 1
    - (coalesce(${upTo}.posted, 0) - coalesce(before.posted, 0))
    - (${silent(last)} - ${silent('w.first - 1')} - (coalesce(${upTo}.silent, 0) - coalesce(before.silent, 0)))
    - ${deleted(last, 'and m.silent = 0')})`

/** How many messages past the first one are looked at one by one before the first that counts is sought by halving. */
const SCAN = 64

/** The first message of a range that counts, if it is near. */
const NEAR = `(select m.id from @.message m
    where m.conversation_key = w.conversation_key and m.seq between w.first and least(w.last, w.first + ${SCAN})
    and m.sender is distinct from w.ordinal and m.silent = 0 and m.deleted_at is null
    order by m.seq limit 1)`

/** The same wherever it is: each step halves the seqs among which it must be. */
const FAR = `(with recursive halving (low, high) as (
      select w.first, w.last
      union all
      select case when n.count > 0 then h.low else h.middle + 1 end, case when n.count > 0 then h.middle else h.high end
      from (select low, high, (low + high) / 2 as middle from halving where low < high) as h
      ${own('part', 'h.middle')}
      cross join lateral (select ${unread('h.middle', 'part')} as count) as n
    )
    select m.id from halving join @.message m on m.conversation_key = w.conversation_key and m.seq = low
    where low = high)`

/** Of each range how many messages count as unread, and the first of them. */
export const COUNT_UNREAD = `select w.i, n.count, case when n.count > 0 then coalesce(${NEAR}, ${FAR}) end
  from ${RANGES} ${own('before', 'w.first - 1')} ${own('upto', 'w.last')}
  cross join lateral (select ${unread('w.last', 'upto')} as count) as n
  order by w.i, w.first`
