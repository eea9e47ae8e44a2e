-- The operation that an operation undid, so that undos follow each other.
alter table operations add column undoes uuid;
create index operations_task on operations (task_id) where task_id is not null;
