-- Up Migration

-- By which browser and from which network a token was renewed, as keyed hashes: within the grace only the same browser gets
-- the successor again. What looks like a second holder is counted, so that it ends the session when it goes on.
alter table refresh_tokens
  add column used_by text collate "C",
  add column used_from text collate "C",
  add column is_doubtful boolean not null default false;

-- Down Migration

alter table refresh_tokens drop column is_doubtful, drop column used_from, drop column used_by;
