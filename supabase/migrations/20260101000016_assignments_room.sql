-- Made from db/migrations/0016_assignments_room.sql (npm run db:snapshot).

-- An assignment is made once, with many others, and updated by each signature. Room on its page lets the new version of the
-- row stay there (HOT), without an entry in each of the seven indexes. Applies to pages that are written from now on.
alter table competency_assignments set (fillfactor = 80);

reset role;
insert into migrations.applied (name, run_on) values ('0016_assignments_room', now());
