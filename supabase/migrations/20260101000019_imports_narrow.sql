-- Made from db/migrations/0019_imports_narrow.sql (npm run db:snapshot).

-- An import is committed in one transaction, so none was ever seen in a state between READY and COMMITTED.
alter table framework_imports
  drop constraint framework_imports_status_check,
  add constraint framework_imports_status_check
    check (status in ('PENDING', 'PARSING', 'READY', 'COMMITTED', 'FAILED', 'DISCARDED'));

reset role;
insert into migrations.applied (name, run_on) values ('0019_imports_narrow', now());
