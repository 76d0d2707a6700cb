-- Made from db/migrations/0123_sessions_limit.sql (npm run db:snapshot).

-- How long people of a school stay signed in: without use, at the longest, and without use on a device that others use too.
-- Null is what the installation says.
alter table sign_in_rules
  add column idle_minutes integer constraint sign_in_rules_idle_minutes_check check (idle_minutes between 15 and 43200),
  add column longest_hours integer constraint sign_in_rules_longest_hours_check check (longest_hours between 1 and 2160),
  add column shared_idle_minutes integer constraint sign_in_rules_shared_idle_minutes_check
    check (shared_idle_minutes between 2 and 60);

-- The limit without use that held when the session was last renewed, and whether it is on a device that others use too.
alter table sessions
  add column idle_minutes integer not null default 20160,
  add column is_shared boolean not null default false;

reset role;
insert into migrations.applied (name, run_on) values ('0123_sessions_limit', now());
