import { DatabaseSync } from 'node:sqlite'
import type { Crowd } from '../crowd.ts'

/** One row per message and recipient, with the indexes that its questions need. Everybody is known by a small number. */
const SCHEMA = `
create table user_profile (
  id integer primary key,
  display_name text not null,
  avatar_url text
) strict;
create table message (
  id integer primary key,
  conversation_id integer not null,
  sender_id integer not null,
  status text not null,
  is_deleted integer not null
) strict;
create index message_by_conversation on message (conversation_id, id);
create table conversation_participant (
  id integer primary key,
  conversation_id integer not null,
  user_id integer not null,
  is_active integer not null,
  unread_count integer not null,
  last_read_at integer,
  last_read_message_id integer,
  updated_at integer not null
) strict;
create unique index participant_by_conversation on conversation_participant (conversation_id, user_id);
create table message_status (
  id integer primary key,
  message_id integer not null,
  user_id integer not null,
  delivered_at integer,
  read_at integer
) strict;
create unique index status_by_message on message_status (message_id, user_id);
`

/** Opens a new file with the settings that Tallymark opens its own with. */
export function openBriefsDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 5_000 })
  database.exec(
    `pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on; pragma cache_size = -8192;
     pragma wal_autocheckpoint = 4000`,
  )
  database.exec(SCHEMA)
  return database
}

/** The numbers that the brief's way knows a crowd by. */
export const briefsUser = (crowd: Crowd, conversation: number, member: number): number =>
  conversation * crowd.members + member
export const briefsMessage = (crowd: Crowd, conversation: number, seq: number): number =>
  conversation * crowd.messages + seq

/** Writes a crowd: all messages sent and read by nobody. */
export function fillBriefsDatabase(database: DatabaseSync, crowd: Crowd): void {
  const profile = database.prepare('insert into user_profile values (?, ?, null)')
  const participant = database.prepare('insert into conversation_participant values (?, ?, ?, 1, ?, null, null, 0)')
  const message = database.prepare(`insert into message values (?, ?, ?, 'sent', 0)`)
  database.exec('begin immediate')
  for (let conversation = 0; conversation < crowd.conversations; conversation += 1) {
    for (let member = 1; member <= crowd.members; member += 1) {
      const user = briefsUser(crowd, conversation, member)
      profile.run(user, `Person ${member}`)
      participant.run(user, conversation + 1, user, member === 1 ? 0 : crowd.messages)
    }
    for (let seq = 1; seq <= crowd.messages; seq += 1)
      message.run(briefsMessage(crowd, conversation, seq), conversation + 1, briefsUser(crowd, conversation, 1))
  }
  database.exec('commit')
}
