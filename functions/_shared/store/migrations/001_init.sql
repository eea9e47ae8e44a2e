create extension if not exists unaccent;
create extension if not exists btree_gin;

create table users (
  id uuid primary key,
  email text not null,
  name text not null default '',
  time_zone text not null default 'UTC',
  password_hash text,
  external_subject text unique,
  settings jsonb not null default '{}',
  seq bigint not null default 0,
  -- Highest sequence whose task was removed permanently: a cursor before it has missed the removal.
  purged_seq bigint not null default 0,
  last_digest uuid,
  created_at timestamptz not null default now()
);
create unique index users_email on users (lower(email));

-- One row per refresh token; a family is one log-in, and using a rotated token again ends the family.
create table refresh_tokens (
  token_hash bytea primary key,
  family uuid not null,
  user_id uuid not null references users on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  rotated_at timestamptz
);
create index refresh_tokens_family on refresh_tokens (family);
create index refresh_tokens_user on refresh_tokens (user_id);

create function task_search(title text, notes text, tags text[]) returns tsvector
language plpgsql immutable parallel safe as $$
begin
  return setweight(to_tsvector('simple', unaccent(title)), 'A')
      || setweight(to_tsvector('simple', unaccent(array_to_string(tags, ' '))), 'B')
      || setweight(to_tsvector('simple', unaccent(left(notes, 20000))), 'C');
end $$;

create table tasks (
  id bigint generated always as identity primary key,
  user_id uuid not null references users on delete cascade,
  title text not null,
  notes text not null default '',
  status text not null default 'open' check (status in ('open', 'done')),
  priority smallint not null default 2 check (priority between 1 and 3),
  tags text[] not null default '{}',
  due jsonb,
  due_at timestamptz,
  reminders jsonb not null default '[]',
  snoozed_until timestamptz,
  recurrence jsonb,
  series_id uuid,
  occurrence integer,
  attachments jsonb not null default '[]',
  version integer not null default 1,
  seq bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  completed_at timestamptz,
  skipped_at timestamptz,
  deleted_at timestamptz,
  search tsvector generated always as (task_search(title, notes, tags)) stored
);
-- The natural key that makes a redelivered completion create one next occurrence only.
create unique index tasks_occurrence on tasks (series_id, occurrence) where series_id is not null;
create unique index tasks_seq on tasks (user_id, seq);
create index tasks_due on tasks (user_id, coalesce(due_at, 'infinity'), id) where deleted_at is null;
create index tasks_updated on tasks (user_id, updated_at, id) where deleted_at is null;
create index tasks_search on tasks using gin (user_id, search);
create index tasks_deleted on tasks (deleted_at) where deleted_at is not null;

-- The request and the result of an operation: this makes a second delivery harmless.
create table operations (
  id uuid primary key,
  user_id uuid not null,
  command text not null,
  fingerprint text not null default '',
  status text not null check (status in ('accepted', 'succeeded', 'failed')),
  task_id bigint,
  result jsonb,
  undo jsonb,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create index operations_created on operations (created_at);

-- Events written together with their change, kept until they are published.
create table outbox (
  id bigint generated always as identity primary key,
  cause uuid not null,
  topic text not null,
  event jsonb not null,
  created_at timestamptz not null default now()
);
create index outbox_cause on outbox (cause);

create table reminders (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  task_id bigint not null references tasks on delete cascade,
  title text not null,
  due_at timestamptz,
  remind_at timestamptz not null,
  state text not null default 'scheduled' check (state in ('scheduled', 'fired', 'cancelled')),
  reason text,
  created_at timestamptz not null default now(),
  fired_at timestamptz
);
create index reminders_due on reminders (remind_at) where state = 'scheduled';
create index reminders_task on reminders (task_id);
create index reminders_user on reminders (user_id, remind_at desc);

create table push_subscriptions (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  endpoint text not null unique,
  p256dh text not null,
  auth text not null,
  device text not null default '',
  created_at timestamptz not null default now(),
  last_success_at timestamptz
);
create index push_subscriptions_user on push_subscriptions (user_id);

-- The reminder ledger: one row for each notification, channel and target.
create table deliveries (
  notification_id uuid not null,
  channel text not null check (channel in ('push', 'email', 'in-app')),
  target text not null default '',
  user_id uuid not null references users on delete cascade,
  task_id bigint,
  title text not null default '',
  status text not null check (status in ('sending', 'sent', 'failed', 'skipped')),
  reason text,
  late boolean not null default false,
  attempts integer not null default 1,
  -- Until then the current attempt owns the delivery.
  claimed_until timestamptz not null default now(),
  due_at timestamptz,
  remind_at timestamptz,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  read_at timestamptz,
  primary key (notification_id, channel, target)
);
create index deliveries_user on deliveries (user_id, created_at desc);
create index deliveries_pending on deliveries (created_at) where status = 'sending';

-- The audit trail, one row for each task event, with the task as it was afterwards.
create table audit (
  event_id uuid primary key,
  user_id uuid not null,
  task_id bigint not null,
  version integer not null,
  seq bigint not null,
  action text not null,
  actor text not null,
  operation_id uuid,
  task_data jsonb not null,
  at timestamptz not null
);
create index audit_user on audit (user_id, seq desc);
create index audit_task on audit (task_id, version desc);

-- Why an attempt to handle an event failed, stored for its dead letter.
create table failures (
  event_id text not null,
  consumer text not null,
  reason text not null,
  attempts integer not null default 1,
  at timestamptz not null default now(),
  primary key (event_id, consumer)
);

create table dead_letters (
  id bigint generated always as identity primary key,
  event_id text not null,
  topic text not null,
  type text not null default '',
  user_id text,
  reason text not null,
  attempts integer not null,
  event jsonb not null,
  received_at timestamptz not null default now(),
  replayed_at timestamptz
);
create unique index dead_letters_open on dead_letters (event_id, topic) where replayed_at is null;

create table imports (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  format text not null,
  operation_ids uuid[] not null,
  report jsonb not null,
  created_at timestamptz not null default now()
);

-- Table of rate-limiter-flexible
create table rate_limits (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
