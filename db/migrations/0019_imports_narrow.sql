-- Up Migration

-- An import is committed in one transaction, so none was ever seen in a state between READY and COMMITTED.
alter table framework_imports
  drop constraint framework_imports_status_check,
  add constraint framework_imports_status_check
    check (status in ('PENDING', 'PARSING', 'READY', 'COMMITTED', 'FAILED', 'DISCARDED'));

-- Down Migration

alter table framework_imports
  drop constraint framework_imports_status_check,
  add constraint framework_imports_status_check
    check (status in ('PENDING', 'PARSING', 'READY', 'COMMITTING', 'COMMITTED', 'FAILED', 'DISCARDED'));
