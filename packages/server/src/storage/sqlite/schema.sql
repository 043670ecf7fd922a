CREATE TABLE api_key (
  id text primary key,
  name text not null,
  hash text not null,
  created_at integer not null,
  revoked_at integer
) strict, without rowid;

CREATE TABLE conversation (
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

CREATE TABLE message (
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

CREATE TABLE meta (
  name text primary key,
  value text not null
) strict, without rowid;

CREATE TABLE participant (
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

CREATE TABLE receipt (
  conversation_key integer not null,
  ordinal integer not null,
  kind integer not null,
  first_seq integer not null,
  last_seq integer not null,
  at integer not null,
  primary key (conversation_key, ordinal, kind, first_seq)
) strict, without rowid;

CREATE TABLE user (
  key integer primary key,
  id text not null unique,
  name text,
  avatar_url text,
  sharing text
) strict;

CREATE UNIQUE INDEX message_by_id on message (conversation_key, id);

CREATE INDEX message_by_sender on message (conversation_key, sender, seq) where sender is not null;

CREATE INDEX message_deleted on message (conversation_key, seq) where deleted_at is not null;

CREATE UNIQUE INDEX participant_by_user on participant (user_key, conversation_key);
