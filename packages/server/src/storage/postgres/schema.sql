create table api_key (
  id text collate "C" not null,
  name text not null,
  hash text not null,
  created_at bigint not null,
  revoked_at bigint
);

create table conversation (
  key bigint not null,
  id text collate "C" not null,
  head bigint not null,
  version bigint not null,
  next_ordinal bigint not null,
  silent_count bigint not null,
  visibility text not null,
  sharing text not null,
  headline text not null,
  commits bigint not null,
  stamp bigint not null,
  reset_version bigint not null
) with (fillfactor=50);

create table message (
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
  changed_version bigint
);

create table meta (
  name text not null,
  value text not null
);

create table next_key (
  name text not null,
  next bigint not null
);

create table participant (
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
  profile_version bigint not null
) with (fillfactor=70);

create table receipt (
  conversation_key bigint not null,
  at bigint not null,
  part integer not null,
  first_seq integer not null,
  last_seq integer
);

create table user (
  key bigint not null,
  id text collate "C" not null,
  name text,
  avatar_url text,
  sharing text,
  commits bigint not null
);

CREATE UNIQUE INDEX api_key_pkey ON api_key USING btree (id);

CREATE UNIQUE INDEX conversation_id_key ON conversation USING btree (id);

CREATE UNIQUE INDEX conversation_pkey ON conversation USING btree (key);

CREATE UNIQUE INDEX message_by_id ON message USING btree (conversation_key, id);

CREATE INDEX message_by_sender ON message USING btree (conversation_key, sender, seq) WHERE (sender IS NOT NULL);

CREATE INDEX message_changed ON message USING btree (conversation_key, changed_version) WHERE (changed_version IS NOT NULL);

CREATE INDEX message_deleted ON message USING btree (conversation_key, seq) WHERE (deleted_at IS NOT NULL);

CREATE UNIQUE INDEX message_pkey ON message USING btree (conversation_key, seq);

CREATE UNIQUE INDEX meta_pkey ON meta USING btree (name);

CREATE UNIQUE INDEX next_key_pkey ON next_key USING btree (name);

CREATE UNIQUE INDEX participant_by_user ON participant USING btree (user_key, conversation_key);

CREATE UNIQUE INDEX participant_pkey ON participant USING btree (conversation_key, ordinal);

CREATE UNIQUE INDEX receipt_pkey ON receipt USING btree (conversation_key, part, first_seq);

CREATE UNIQUE INDEX user_id_key ON "user" USING btree (id);

CREATE UNIQUE INDEX user_pkey ON "user" USING btree (key);
