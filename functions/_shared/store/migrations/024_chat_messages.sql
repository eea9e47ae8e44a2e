-- Messages of a person to the assistant on a day, also of conversations that were deleted.
alter table chat_usage add column messages integer not null default 0;
-- Whether a person has turns that wait or run is asked for each message and each claim.
create index turns_open on turns (user_id) where state in ('queued', 'running');
