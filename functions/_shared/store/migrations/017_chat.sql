-- What people and the assistant say to each other.
create table conversations (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  title text not null,
  -- What was said up to a turn, in short; the model gets it in place of those turns.
  summary text not null default '',
  summarised integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index conversations_user on conversations (user_id, updated_at);

-- A message of a person and the reply to it.
create table turns (
  id uuid primary key,
  conversation_id uuid not null references conversations on delete cascade,
  user_id uuid not null references users on delete cascade,
  -- Its place in the conversation, from 1.
  n integer not null,
  message text not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'stopped', 'failed')),
  -- Each claim counts, so that a process whose lease has lapsed recognises that it is not the owner any more.
  attempt integer not null default 0,
  lease_until timestamptz not null default now(),
  stop boolean not null default false,
  -- What has been said so far, and the calls of tools.
  reply text not null default '',
  steps jsonb not null default '[]',
  -- Why it failed: a code, and a sentence for the person.
  problem jsonb,
  tokens integer not null default 0,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  unique (conversation_id, n)
);
create index turns_unfinished on turns (lease_until) where state in ('queued', 'running');
create index turns_user on turns (user_id);

-- Tokens of the model that a person's turns used on a day, in UTC.
create table chat_usage (
  user_id uuid not null references users on delete cascade,
  day date not null,
  tokens bigint not null,
  primary key (user_id, day)
);

-- Tables of the state store, which its sidecar creates itself: it may create them in no other schema.
create schema if not exists dapr;
