/**
 * The tables of SQLite's schema, with what several nodes need beside it: `commits` is raised by every commit that writes anything in the
 * conversation (nobody outside of the store ever sees it), the versions tell what moved since. Nothing that a mark changes is in an index.
 */
export const INITIAL = `
create table @.meta (
  name text primary key,
  value text not null
);

-- The next key that no row has and nobody was offered.
create table @.next_key (
  name text primary key,
  next bigint not null
);
insert into @.next_key values ('conversation', 1), ('user', 1);

create table @.user (
  key bigint primary key,
  id text collate "C" not null unique,
  name text,
  avatar_url text,
  sharing text,
  commits bigint not null
);

-- stamp is that of the last commit, by which one that was sent behind it knows it again.
-- reset_version is the version at which something happened that rows do not tell: participants were erased.
create table @.conversation (
  key bigint primary key,
  id text collate "C" not null unique,
  head bigint not null,
  version bigint not null,
  next_ordinal bigint not null,
  silent_count bigint not null,
  visibility text not null,
  sharing text not null,
  headline text not null,
  commits bigint not null,
  stamp bigint not null default 0,
  reset_version bigint not null
) with (fillfactor = 50);

-- shown_delivered and shown_read are null where they equal delivered and read.
-- version is the conversation's at the row's last write, profile_version that at which the user's profile changed last.
create table @.participant (
  conversation_key bigint not null,
  ordinal bigint not null,
  user_key bigint not null,
  member text not null,
  delivered text not null,
  read text not null,
  shown_delivered text,
  shown_read text,
  reopened text not null,
  sharing text,
  revision bigint not null,
  posted_count bigint not null,
  posted_silent_count bigint not null,
  version bigint not null,
  profile_version bigint not null default 0,
  primary key (conversation_key, ordinal)
) with (fillfactor = 70);

create unique index participant_by_user on @.participant (user_key, conversation_key);

-- sender is a participant's ordinal. The three counts run up to and including the row's own message.
-- changed_version is the conversation's version when the message was deleted, null before.
create table @.message (
  conversation_key bigint not null,
  seq bigint not null,
  id text collate "C" not null,
  sender bigint,
  posted_at bigint not null,
  silent smallint not null,
  deleted_at bigint,
  sender_count bigint not null,
  silent_count bigint not null,
  sender_silent_count bigint not null,
  changed_version bigint,
  primary key (conversation_key, seq)
);

create unique index message_by_id on @.message (conversation_key, id);
create index message_by_sender on @.message (conversation_key, sender, seq) where sender is not null;
create index message_changed on @.message (conversation_key, changed_version) where changed_version is not null;
create index message_deleted on @.message (conversation_key, seq) where deleted_at is not null;

-- When these seqs were marked for the first time. There are more of these rows than of all others, so they are as narrow as can be:
-- part is the participant's ordinal times four and the kind of receipt (bit 1 delivered, bit 2 read), last_seq is null where it is first_seq.
create table @.receipt (
  conversation_key bigint not null,
  at bigint not null,
  part integer not null,
  first_seq integer not null,
  last_seq integer,
  primary key (conversation_key, part, first_seq)
);

create table @.api_key (
  id text collate "C" primary key,
  name text not null,
  hash text not null,
  created_at bigint not null,
  revoked_at bigint
);
`
