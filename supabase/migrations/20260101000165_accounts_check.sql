-- Made from db/migrations/0165_accounts_check.sql (npm run db:snapshot).

-- The check that compares the people with the accounts of Supabase Auth.
alter table integrity_checks drop constraint integrity_checks_kind_check;
alter table integrity_checks add constraint integrity_checks_kind_check
  check (kind in ('pages', 'indexes', 'audit', 'files', 'progress', 'backups', 'accounts')) not valid;

reset role;
insert into migrations.applied (name, run_on) values ('0165_accounts_check', now());
