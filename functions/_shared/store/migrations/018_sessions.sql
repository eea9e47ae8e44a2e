-- With the token itself, the salt gives the successor again; `repeats` counts generations in a row that were repeated.
alter table refresh_tokens
  add column successor_salt bytea,
  add column repeats integer not null default 0,
  add column begun_at timestamptz not null default now();
-- Access tokens from before are no longer valid.
alter table users add column sessions_since timestamptz;
