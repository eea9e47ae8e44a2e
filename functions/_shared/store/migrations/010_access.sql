-- Programs that a person lets work with their tasks: connected by OAuth ('client'), or holding a personal token.
create table connections (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  kind text not null check (kind in ('client', 'token')),
  client_id text not null default '',
  name text not null,
  scopes text[] not null,
  -- SHA-256 of a personal token.
  token_hash bytea unique,
  expires_at timestamptz,
  created_at timestamptz not null,
  used_at timestamptz
);
create index connections_of_user on connections (user_id);

-- Clients that registered themselves; others have a metadata document at their id.
create table oauth_clients (
  id text primary key,
  name text not null,
  redirect_uris text[] not null,
  created_at timestamptz not null,
  used_at timestamptz
);

-- Requests that wait for a person's decision.
create table oauth_requests (
  id uuid primary key,
  client_id text not null,
  client_name text not null,
  redirect_uri text not null,
  state text,
  scopes text[] not null,
  challenge text not null,
  created_at timestamptz not null
);

create table oauth_codes (
  code_hash bytea primary key,
  connection_id uuid not null references connections on delete cascade,
  redirect_uri text not null,
  challenge text not null,
  created_at timestamptz not null,
  used_at timestamptz
);

create table oauth_refresh_tokens (
  token_hash bytea primary key,
  connection_id uuid not null references connections on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- Position in the connection's line of tokens.
  step integer not null,
  -- When it was exchanged; -infinity: its predecessor was exchanged again, so another token has taken its place.
  rotated_at timestamptz
);
create index oauth_refresh_tokens_of_connection on oauth_refresh_tokens (connection_id);
create index oauth_codes_of_connection on oauth_codes (connection_id);
