-- Up Migration

-- Who has a placement now or later, without those of former years: the counts of "People" read every placement that the school
-- ever had. Placements that are made while it builds wait.
-- squawk-ignore require-concurrent-index-creation
create index placements_running_idx on placements (school_id, ends_on) include (student_id, id) where ended_at is null;

-- Down Migration

-- squawk-ignore require-concurrent-index-deletion
drop index placements_running_idx;
