-- A column of its own, because the previous version refuses unknown settings.
alter table users add column language text not null default 'en';
