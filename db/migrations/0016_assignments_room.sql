-- Up Migration

-- An assignment is made once, with many others, and updated by each signature. Room on its page lets the new version of the
-- row stay there (HOT), without an entry in each of the seven indexes. Applies to pages that are written from now on.
alter table competency_assignments set (fillfactor = 80);

-- Down Migration

alter table competency_assignments reset (fillfactor);
