import type { Crowd } from '../crowd.ts'
import type { SchemaPool } from './schema-pool.ts'

/** The chat's own tables, with the indexes that the questions need. Everybody is known by a small number. */
const CHAT = `
create table user_profile (
  id bigint primary key,
  display_name text not null,
  avatar_url text
);
create table message (
  id bigint primary key,
  conversation_id bigint not null,
  sender_id bigint not null,
  status text not null,
  is_deleted boolean not null
);
create index message_by_conversation on message (conversation_id, id);
create table conversation_participant (
  id bigint generated always as identity primary key,
  conversation_id bigint not null,
  user_id bigint not null,
  is_active boolean not null,
  unread_count integer not null,
  last_read_at timestamptz,
  last_read_message_id bigint,
  updated_at timestamptz not null,
  unique (conversation_id, user_id)
);
`

/** One row per message and recipient as the brief has it. */
const BRIEFS_STATUS = `
create table message_status (
  id bigint generated always as identity primary key,
  message_id bigint not null,
  user_id bigint not null,
  delivered_at timestamptz,
  read_at timestamptz,
  unique (message_id, user_id)
);
`

/** One row per message and recipient, and nothing that the row does not need: what names it is its key. */
const TUNED_STATUS = `
create table message_status (
  message_id bigint not null,
  user_id bigint not null,
  delivered_at timestamptz,
  read_at timestamptz,
  primary key (message_id, user_id)
);
`

/** Makes the tables of a way of keeping rows and writes a crowd into them: all messages sent and read by nobody. */
export async function fillRows(pool: SchemaPool, way: 'brief' | 'tuned', crowd: Crowd): Promise<void> {
  const { conversations, members, messages } = crowd
  await pool.run(`create schema ${pool.schema}`)
  await pool.run(CHAT + (way === 'brief' ? BRIEFS_STATUS : TUNED_STATUS))
  const everyone = `generate_series(0, ${conversations - 1}) c cross join generate_series(1, ${members}) m`
  await pool.run(`
    insert into user_profile select c * ${members} + m, 'Person ' || m, null from ${everyone};
    insert into conversation_participant (conversation_id, user_id, is_active, unread_count, updated_at)
      select c + 1, c * ${members} + m, true, case when m = 1 then 0 else ${messages} end, now() from ${everyone};
    insert into message select c * ${messages} + s, c + 1, c * ${members} + 1, 'sent', false
      from generate_series(0, ${conversations - 1}) c cross join generate_series(1, ${messages}) s`)
  for (const table of ['user_profile', 'conversation_participant', 'message', 'message_status'])
    await pool.run(`vacuum (analyze) ${table}`)
}
