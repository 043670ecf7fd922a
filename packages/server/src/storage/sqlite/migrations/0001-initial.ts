/** The tables of design: small integer keys, every key starting with the conversation, sets as texts. */
export const INITIAL = `
create table meta (
  name text primary key,
  value text not null
) strict, without rowid;

create table user (
  key integer primary key,
  id text not null unique,
  name text,
  avatar_url text,
  sharing text
) strict;

create table conversation (
  key integer primary key,
  id text not null unique,
  head integer not null,
  version integer not null,
  next_ordinal integer not null,
  silent_count integer not null,
  visibility text not null,
  sharing text not null,
  headline text not null
) strict;

-- shown_delivered and shown_read are null where they equal delivered and read.
create table participant (
  conversation_key integer not null,
  ordinal integer not null,
  user_key integer not null,
  member text not null,
  delivered text not null,
  read text not null,
  shown_delivered text,
  shown_read text,
  reopened text not null,
  sharing text,
  revision integer not null,
  posted_count integer not null,
  posted_silent_count integer not null,
  primary key (conversation_key, ordinal)
) strict, without rowid;

create unique index participant_by_user on participant (user_key, conversation_key);

-- sender is a participant's ordinal. The three counts run up to and including the row's own message.
create table message (
  conversation_key integer not null,
  seq integer not null,
  id text not null,
  sender integer,
  posted_at integer not null,
  silent integer not null,
  deleted_at integer,
  sender_count integer not null,
  silent_count integer not null,
  sender_silent_count integer not null,
  primary key (conversation_key, seq)
) strict, without rowid;

create unique index message_by_id on message (conversation_key, id);
create index message_by_sender on message (conversation_key, sender, seq) where sender is not null;
create index message_deleted on message (conversation_key, seq) where deleted_at is not null;

-- kind: 1 delivered, 2 read, 3 both at once. A row for each range that a mark covered for the first time.
create table receipt (
  conversation_key integer not null,
  ordinal integer not null,
  kind integer not null,
  first_seq integer not null,
  last_seq integer not null,
  at integer not null,
  primary key (conversation_key, ordinal, kind, first_seq)
) strict, without rowid;

create table api_key (
  id text primary key,
  name text not null,
  hash text not null,
  created_at integer not null,
  revoked_at integer
) strict, without rowid;
`
