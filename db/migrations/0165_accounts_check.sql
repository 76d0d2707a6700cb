-- Up Migration

-- The check that compares the people with the accounts of Supabase Auth.
alter table integrity_checks drop constraint integrity_checks_kind_check;
alter table integrity_checks add constraint integrity_checks_kind_check
  check (kind in ('pages', 'indexes', 'audit', 'files', 'progress', 'backups', 'accounts')) not valid;

-- Down Migration

delete from integrity_checks where kind = 'accounts';
alter table integrity_checks drop constraint integrity_checks_kind_check;
alter table integrity_checks add constraint integrity_checks_kind_check
  check (kind in ('pages', 'indexes', 'audit', 'files', 'progress', 'backups'));
