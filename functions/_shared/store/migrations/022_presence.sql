-- When somebody was last seen at work: the functions of operations stay awake for who comes back soon.
create table presence (
  user_id uuid primary key references users on delete cascade,
  seen_at timestamptz not null
);
create index on presence (seen_at);
