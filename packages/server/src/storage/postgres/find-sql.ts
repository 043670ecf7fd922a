import { CONVERSATION, MESSAGE, PARTICIPANT, USER } from '../rows.ts'

/** What tells of commits stands after the columns of the conversation. */
export const CONVERSATIONS_BY_ID = `select ${CONVERSATION}, c.commits, c.stamp from @.conversation c where c.id = any($1::text[])`

/** Its counter of changes stands after the columns of the user. */
export const USERS_BY_ID = `select ${USER}, u.commits from @.user u where u.id = any($1::text[])`

/** The ids of conversation and user come after the row, because that is how it was asked for. */
export const PARTICIPANTS_BY_ID = `select ${PARTICIPANT}, c.id
  from unnest($1::text[], $2::text[]) as w (conversation_id, user_id)
  join @.conversation c on c.id = w.conversation_id
  join @.user u on u.id = w.user_id
  join @.participant p on p.user_key = u.key and p.conversation_key = c.key`

export const MESSAGES_BY_ID = `select ${MESSAGE}, c.id
  from unnest($1::text[], $2::text[]) as w (conversation_id, message_id)
  join @.conversation c on c.id = w.conversation_id
  join @.message m on m.conversation_key = c.key and m.id = w.message_id`

/** The ids of conversation and message come first, because that is how it was asked for. */
export const SEQS_BY_ID = `select c.id, m.id, m.seq
  from unnest($1::text[], $2::text[]) as w (conversation_id, message_id)
  join @.conversation c on c.id = w.conversation_id
  join @.message m on m.conversation_key = c.key and m.id = w.message_id`

/** Where messages stand, by the keys of their conversations. */
export const PLACES_BY_KEY = `select m.conversation_key, m.seq, m.id
  from unnest($1::bigint[], $2::text[]) as w (conversation_key, message_id)
  join @.message m on m.conversation_key = w.conversation_key and m.id = w.message_id`

/** Where those stand whose seqs are in ranges, of which each is short: the limit has the server look at them one after the other. */
export const PLACES_BETWEEN = `select m.conversation_key, m.seq, m.id
  from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as w (conversation_key, first_seq, last_seq)
  cross join lateral (
    select n.conversation_key, n.seq, n.id from @.message n
    where n.conversation_key = w.conversation_key and n.seq between w.first_seq and w.last_seq order by n.seq limit 100
  ) m`

export const PARTICIPATIONS_OF = `select ${CONVERSATION}, ${PARTICIPANT}, c.commits, c.stamp
  from @.user u join @.participant p on p.user_key = u.key join @.conversation c on c.key = p.conversation_key
  where u.id = any($1::text[]) order by c.key`

/**
 * Holds the conversations with these ids and every one that these users take part in, all in the order that everyone keeps. The users
 * must be held before, so that no conversation of theirs comes.
 */
export const LOCK_CONVERSATIONS = `select c.key from @.conversation c where c.key in (
    select k.key from @.conversation k where k.id = any($1::text[])
    union
    select p.conversation_key from @.user u join @.participant p on p.user_key = u.key where u.id = any($2::text[])
  ) order by c.key for no key update`

/** Holds users in the order that everyone keeps. */
export const LOCK_USERS = 'select u.key from @.user u where u.id = any($1::text[]) order by u.key for no key update'
