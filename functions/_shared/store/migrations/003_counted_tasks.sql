-- The number of the user's tasks at the last count, and the sequence number of that moment. Each task since then was a
-- change of its own, so there are at most `counted_tasks + seq - counted_seq` tasks.
alter table users
  add column counted_tasks bigint not null default 0,
  add column counted_seq bigint not null default 0;
