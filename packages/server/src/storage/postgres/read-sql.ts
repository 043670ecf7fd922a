import { CONVERSATION, MEMBER, MESSAGE, PARTICIPANT, USER } from '../rows.ts'

/** Members of a conversation as one text of JSON; null where the conversation with this key had as many commits, and this one as the last, when they were known last. */
export const MEMBERS = `select c.key, c.commits, c.stamp, case when c.key = $2 and c.commits = $3 and c.stamp = $4 then null else (
    select coalesce(json_agg(json_build_array(${MEMBER}) order by p.ordinal), '[]')
    from @.participant p join @.user u on u.key = p.user_key
    where p.conversation_key = c.key and p.member like '%*'
  ) end
  from @.conversation c where c.id = $1`

export const USER_ID_OF = `select u.id from @.participant p join @.user u on u.key = p.user_key
  where p.conversation_key = $1 and p.ordinal = $2`

export const MESSAGES_BETWEEN = `select ${MESSAGE} from @.message m
  where m.conversation_key = $1 and m.seq between $2 and $3 order by m.seq limit $4`

export const MESSAGE_IDS_AT = `select w.conversation_key, w.seq, m.id
  from unnest($1::bigint[], $2::bigint[]) as w (conversation_key, seq)
  join @.message m on m.conversation_key = w.conversation_key and m.seq = w.seq`

export const USERS_BY_KEY = `select ${USER} from @.user u where u.key = any($1::bigint[])`

/** Of each ordinal the time at which each kind of receipt covered the seq: at most one of a kind can. */
export const RECEIPTS_AT = `select w.ordinal, k.kind, r.at
  from unnest($3::bigint[]) as w (ordinal) cross join (values (1), (2), (3)) as k (kind)
  cross join lateral (
    select coalesce(r.last_seq, r.first_seq) as last_seq, r.at from @.receipt r
    where r.conversation_key = $1 and r.part = (4 * w.ordinal + k.kind)::integer and r.first_seq <= $2::integer
    order by r.first_seq desc limit 1
  ) as r
  where r.last_seq >= $2::integer`

/** The conversation, and the version below which a picture of it cannot be moved. */
export const CONVERSATION_SINCE = `select ${CONVERSATION}, c.reset_version from @.conversation c where c.key = $1`

/**
 * Participants with the name, picture and last change of their user's profile: those with these ordinals, and where the conversation is beyond
 * a version by now, all who moved since another.
 */
export const PARTICIPANTS_SINCE = `select ${PARTICIPANT}, u.name, u.avatar_url, p.profile_version from (
    select p.* from @.participant p where p.conversation_key = $1 and p.ordinal = any($2::bigint[])
    union all
    select p.* from @.conversation c join @.participant p on p.conversation_key = c.key
    where c.key = $1 and c.version > $3 and p.version > $4 and p.ordinal <> all($2::bigint[])
  ) as p join @.user u on u.key = p.user_key order by p.ordinal`

/** Messages above a seq. */
export const MESSAGES_ABOVE = `select ${MESSAGE} from @.message m
  where m.conversation_key = $1 and m.seq > $2 order by m.seq limit $3`

/** Messages up to a seq that were deleted after a version. */
export const MESSAGES_CHANGED = `select ${MESSAGE} from @.message m
  where m.conversation_key = $1 and m.seq <= $2 and m.changed_version > $3 order by m.seq limit $4`

export const API_KEYS = 'select id, name, hash, created_at, revoked_at from @.api_key order by created_at, id'
export const ADD_API_KEY = 'insert into @.api_key values ($1, $2, $3, $4, $5)'
export const REVOKE_API_KEY = 'update @.api_key set revoked_at = $1 where id = $2 and revoked_at is null returning 1'

/** Writes a row as it is, so that whatever hinders writing shows. */
export const WRITE_NOTHING = "update @.meta set value = value where name = 'epoch'"

/** Takes as many keys as are asked for, above all that are in use or were taken; the first of them. */
export const takeKeys = (table: 'conversation' | 'user'): string => `update @.next_key n
  set next = greatest(n.next, (select coalesce(max(t.key), 0) + 1 from @.${table} t)) + $1
  where n.name = '${table}' returning n.next - $1`
