-- When the account's owner proved to own the address; mail is sent to no other address.
alter table users add column email_confirmed_at timestamptz;
