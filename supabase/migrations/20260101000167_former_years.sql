-- Made from db/migrations/0167_former_years.sql (npm run db:snapshot).

-- Two indexes without former years: who has a placement now or later, for the counts of "People", which read every placement
-- that the school ever had; and students who have not left, for their number against the school's limit and for the totals of a
-- program, which read everybody who ever studied there. What is written while one builds waits.
-- squawk-ignore require-concurrent-index-creation
create index placements_running_idx on placements (school_id, ends_on) include (student_id, id) where ended_at is null;
-- squawk-ignore require-concurrent-index-creation
create index users_enrolled_idx on users (school_id, id) include (role) where role = 'STUDENT' and status <> 'LEFT';

reset role;
insert into migrations.applied (name, run_on) values ('0167_former_years', now());
