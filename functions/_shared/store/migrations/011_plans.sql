-- Where a change by an assistant comes from: client, token, conversation, turn.
alter table operations add column origin jsonb;
alter table audit add column origin jsonb;
create index operations_turn on operations (user_id, (origin->>'turn_id')) where origin is not null;

-- Changes that an assistant proposed. A plan never changes: what the person confirms is what they saw.
create table plans (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  actor text not null,
  -- The token or conversation whose plan it is; no other assistant sees it.
  holder text not null,
  origin jsonb not null,
  reason text,
  status text not null default 'proposed'
    check (status in ('proposed', 'confirmed', 'declined', 'void', 'expired')),
  -- As text, since the hash of the commands and their fingerprints depend on the order of keys.
  items json not null,
  hash text not null,
  -- The versions that the plan is bound to.
  task_ids bigint[] not null,
  versions integer[] not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index plans_user on plans (user_id, created_at desc);

-- What an assistant changed by itself, counted by turn. One row for each operation, so that a repeat is not counted.
create table assistant_changes (
  operation_id uuid primary key,
  user_id uuid not null references users on delete cascade,
  holder text not null,
  turn_id text not null,
  kind text not null check (kind in ('create', 'change')),
  at timestamptz not null
);
create index assistant_changes_holder on assistant_changes (user_id, holder, at desc);
create index assistant_changes_turn on assistant_changes (user_id, turn_id);
