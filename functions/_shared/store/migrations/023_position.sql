-- Where a person moved a task to among their tasks; empty: where it was created. The client compares it by code points.
alter table tasks add column position text not null default '' collate "C";
