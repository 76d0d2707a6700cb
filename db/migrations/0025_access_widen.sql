-- Up Migration

-- Beside the record of one student, a list or an aggregate of many was read, or a read was refused. `detail` has the
-- number of records and the filter, or what was asked for; never a word that somebody typed.
alter table access_log
  alter column subject_id drop not null,
  add column detail jsonb,
  add constraint access_log_about_check check (subject_id is not null or detail is not null);

-- Down Migration

delete from access_log where subject_id is null;
alter table access_log
  drop constraint access_log_about_check,
  drop column detail,
  alter column subject_id set not null;
