-- About the bytes that a person keeps (tasks, trail, operations), and those written on a day, in UTC. Each operation adds
-- its own; the daily clean-up counts anew what heavy users keep.
alter table users
  add column kept_bytes bigint not null default 0,
  add column written_bytes bigint not null default 0,
  add column written_on date not null default (now() at time zone 'UTC')::date;

-- Bytes as they are stored, compressed.
create function kept_bytes_of(person uuid) returns bigint
language sql stable as $$
  select
    (select coalesce(sum(pg_column_size(notes) + pg_column_size(searched) + 1000), 0) from tasks where user_id = person)
    + (select coalesce(sum(pg_column_size(task_data) + 300), 0) from audit where user_id = person)
    + (select coalesce(sum(coalesce(pg_column_size(result), 0) + coalesce(pg_column_size(undo), 0) + 300), 0)
       from operations where user_id = person)
$$;
