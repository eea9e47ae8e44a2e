-- The bytes of uploaded files, in parts, until they are read.
create table import_parts (
  file uuid not null,
  part integer not null,
  user_id uuid not null references users on delete cascade,
  bytes bytea not null,
  created_at timestamptz not null default now(),
  primary key (file, part)
);
create index import_parts_user on import_parts (user_id);

alter table imports
  -- Earlier imports, and those that the previous version still creates, are sent.
  add column state text not null default 'sent' check (state in ('queued', 'reading', 'sending', 'sent', 'failed')),
  add column file uuid,
  -- What the reader needs besides the bytes: content_type, source, zone.
  add column content jsonb,
  -- Entries of the file that are read, and those of them that are done.
  add column read integer not null default 0,
  add column sent integer not null default 0,
  -- Attempts without any progress, and until when the present one has claimed it.
  add column attempts integer not null default 0,
  add column claimed_until timestamptz not null default now(),
  -- Why it failed, as problem details (RFC 9457).
  add column problem jsonb;
