-- Notifications that still have to be delivered on some channel: `notify` works from these rows, and one that must be
-- retried has its next try.
create table pending_notifications (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  event jsonb not null,
  attempts integer not null default 0,
  next_try timestamptz not null default now(),
  -- Until then one replica works on it, and on no other of the same person.
  claimed_until timestamptz,
  created_at timestamptz not null default now()
);
create index pending_notifications_next on pending_notifications (next_try);
create index pending_notifications_user on pending_notifications (user_id);
