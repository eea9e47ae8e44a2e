-- A column of its own: the version before this one refuses settings that it does not know.
alter table users add column language text not null default 'en';
