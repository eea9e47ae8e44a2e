-- Indexes by age for removing old rows, in tables that grow with every event; rows are stored in order of arrival.
create index audit_at on audit using brin (at);
create index deliveries_created on deliveries using brin (created_at);
create index import_entries_unresolved on import_entries (operation_id) where task_id is null;

-- Replaced by tasks_words; during a rollout the previous version searches without an index.
drop index tasks_search;
