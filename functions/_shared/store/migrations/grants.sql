-- Privileges of each role, if the roles exist (clusters have them, a single machine need not). Run after every
-- migration, as the owner of the tables.
do $$
begin
  if exists (select from pg_roles where rolname = 'taskwake_functions') then
    grant usage on schema public to taskwake_functions;
    grant select, insert, update, delete on all tables in schema public to taskwake_functions;
    -- Only the migration changes the schema, and recorded rows are not changed; erasing a person
    -- or deleting a task forever deletes them.
    revoke insert, update, delete on migrations from taskwake_functions;
    revoke update on audit from taskwake_functions;
    -- The sidecar of chat keeps its state there.
    grant usage, create on schema dapr to taskwake_functions;
  end if;
  -- KEDA and `meter` may see when something is due, but not what.
  if exists (select from pg_roles where rolname = 'taskwake_scaler') then
    grant usage on schema public to taskwake_scaler;
    grant select (state, remind_at, fired_at, created_at) on reminders to taskwake_scaler;
    grant select (channel, status, reason, created_at) on deliveries to taskwake_scaler;
    grant select (seen_at) on presence to taskwake_scaler;
    grant select (next_try) on pending_notifications to taskwake_scaler;
    grant select (topic, created_at) on outbox to taskwake_scaler;
    grant select (state, lease_until) on turns to taskwake_scaler;
    grant select (status, created_at, finished_at) on operations to taskwake_scaler;
    grant select (topic, replayed_at) on dead_letters to taskwake_scaler;
    grant select (state, created_at) on imports to taskwake_scaler;
  end if;
end $$;
