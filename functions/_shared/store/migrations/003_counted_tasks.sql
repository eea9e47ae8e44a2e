-- How many tasks the user had when they were counted last, and at which sequence number that was. Each task since
-- then was a change of its own, so that there are at most `counted_tasks + seq - counted_seq`.
alter table users
  add column counted_tasks bigint not null default 0,
  add column counted_seq bigint not null default 0;
