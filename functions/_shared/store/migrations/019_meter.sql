-- What `meter` counts at each scrape.
create index operations_unfinished on operations (created_at) where status = 'accepted';
create index reminders_fired on reminders (remind_at) where state = 'fired';
create index imports_unfinished on imports (created_at) where state in ('queued', 'reading', 'sending');
