-- Up Migration

-- The columns of a table as the job found them, and what the admin says that each holds: kept with the import, so that a
-- reload shows the same.
alter table framework_imports add column layout jsonb, add column mapping jsonb;

-- Down Migration

alter table framework_imports drop column mapping, drop column layout;
