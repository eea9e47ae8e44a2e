-- A session is one log-in, the family of its refresh tokens; those of the previous version get a row with their next token.
create table sessions (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  -- In words, such as "Firefox · Windows"; empty: not known yet.
  device text not null
);
create index sessions_of_user on sessions (user_id);
insert into sessions (id, user_id, device) select distinct family, user_id, '' from refresh_tokens;
-- The session that subscribed, with which the subscription is ended.
alter table push_subscriptions add column session_id uuid;
-- When an account is erased, unless its owner calls it off before. `pending`: registered, but only the link in the mail to
-- the address begins it.
alter table users
  add column erase_at timestamptz,
  add column pending boolean not null default false;
create index users_to_erase on users (erase_at) where erase_at is not null;
