-- Where a change by an assistant comes from: client, token, conversation, turn.
alter table operations add column origin jsonb;
alter table audit add column origin jsonb;
create index operations_turn on operations (user_id, (origin->>'turn_id')) where origin is not null;
