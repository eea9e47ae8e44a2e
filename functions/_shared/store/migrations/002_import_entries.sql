-- What each import sent. An entry is kept longer than its operation, so that even years later the same file creates no
-- duplicates.
create table import_entries (
  operation_id uuid not null,
  import_id uuid not null,
  user_id uuid not null references users on delete cascade,
  -- Copied from the operation before that is removed.
  task_id bigint references tasks on delete cascade,
  primary key (operation_id, import_id)
);
create index import_entries_import on import_entries (import_id);
create index import_entries_task on import_entries (task_id) where task_id is not null;
create index import_entries_user on import_entries (user_id);

alter table imports
  drop column operation_ids,
  add column total integer not null default 0,
  -- Entries that existed before and were not sent again.
  add column already integer not null default 0;
create index imports_user on imports (user_id, created_at desc);
