-- Made from db/migrations/0034_queue_hide.sql (npm run db:snapshot).

-- After how many days a competency that was assessed since it fell due, and is still below its target, is due again.
alter table schools add column reassess_after_days integer not null default 14
  constraint schools_reassess_after_days_check check (reassess_after_days between 1 and 365);

-- "Not seen on this shift": a supervisor hides a student's due competencies from their own queue until the next morning.
create table hidden_students (
  supervisor_id text collate "C" not null,
  student_id text collate "C" not null,
  school_id text collate "C" not null,
  hidden_until timestamptz not null,
  primary key (supervisor_id, student_id),
  constraint hidden_students_supervisor_fkey foreign key (school_id, supervisor_id)
    references users (school_id, id) on delete cascade,
  constraint hidden_students_student_fkey foreign key (school_id, student_id)
    references users (school_id, id) on delete cascade
);
create index hidden_students_student_idx on hidden_students (student_id);

call app.protect_own_table('hidden_students', 'supervisor_id', changed_by => '{own}', removed_by => '{own}');
-- Threat: the row tells a supervisor which students there are beside their own; it stands in another school's book.
call app.write_policy('hidden_students', 'add', 'app_command',
  'supervisor_id = (select app.user_id()) and school_id = (select app.school_id()) and app.supervises(student_id)');

-- One assessor's submitted assessments, for the assessment centre.
create index assessments_assessor_idx on assessments (assessor_id, observed_at)
  where status in ('SUBMITTED', 'APPROVED', 'REJECTED', 'VOIDED');

reset role;
insert into migrations.applied (name, run_on) values ('0034_queue_hide', now());
