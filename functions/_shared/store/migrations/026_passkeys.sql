-- A passkey is a credential of WebAuthn: its private key never leaves the person's devices.
create table passkeys (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  credential_id bytea not null unique,
  -- As COSE, from the attestation.
  public_key bytea not null,
  -- Signatures so far, as the authenticator counts them; 0 of one that does not count.
  counter bigint not null,
  transports text[] not null,
  -- Whether it is copied to the person's other devices.
  backed_up boolean not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkeys_of_user on passkeys (user_id);
-- What an authenticator is to sign, once: for the registration by an account, or for a log-in, which has no account yet.
create table passkey_challenges (
  challenge bytea primary key,
  user_id uuid references users on delete cascade,
  expires_at timestamptz not null
);
create index passkey_challenges_of_user on passkey_challenges (user_id);
