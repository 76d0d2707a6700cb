-- Made from db/migrations/0147_refresh_source.sql (npm run db:snapshot).

-- By which browser and from which network a token was renewed, as keyed hashes: within the grace only the same browser gets
-- the successor again. What looks like a second holder is counted, so that it ends the session when it goes on.
alter table refresh_tokens
  add column used_by text collate "C",
  add column used_from text collate "C",
  add column is_doubtful boolean not null default false;

reset role;
insert into migrations.applied (name, run_on) values ('0147_refresh_source', now());
