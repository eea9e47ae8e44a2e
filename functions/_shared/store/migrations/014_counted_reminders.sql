-- The notification that told of a reminder together with others, if there was one.
alter table reminders add column notification_id uuid;
