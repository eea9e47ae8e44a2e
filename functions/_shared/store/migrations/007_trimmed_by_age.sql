-- What is trimmed by age is found by it, in tables that grow with every event; rows lie in the order they came.
create index audit_at on audit using brin (at);
create index deliveries_created on deliveries using brin (created_at);
create index import_entries_unresolved on import_entries (operation_id) where task_id is null;

-- Replaced by tasks_words; the version before this one searches without an index for as long as the rollout takes.
drop index tasks_search;
