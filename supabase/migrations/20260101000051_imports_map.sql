-- Made from db/migrations/0051_imports_map.sql (npm run db:snapshot).

-- The columns of a table as the job found them, and what the admin says that each holds: kept with the import, so that a
-- reload shows the same.
alter table framework_imports add column layout jsonb, add column mapping jsonb;

reset role;
insert into migrations.applied (name, run_on) values ('0051_imports_map', now());
