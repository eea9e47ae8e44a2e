-- When the owner of the address proved to be the account's; mail goes to no other.
alter table users add column email_confirmed_at timestamptz;
