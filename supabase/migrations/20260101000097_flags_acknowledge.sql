-- Made from db/migrations/0097_flags_acknowledge.sql (npm run db:snapshot).

-- A student's flag that staff have seen to. It ends on a day, or, without one, once a reason is added to those that it was
-- seen to for; the jobs that work predictions out remove it then, and when the flag goes.
create table acknowledged_flags (
  student_id text collate "C" primary key,
  school_id text collate "C" not null,
  acknowledged_by text collate "C" not null,
  acknowledged_at timestamptz not null default now(),
  note text constraint acknowledged_flags_note_check check (length(note) between 1 and 500),
  until_on date,
  reasons text[] not null,
  constraint acknowledged_flags_user_fkey foreign key (school_id, student_id) references users (school_id, id) on delete cascade,
  constraint acknowledged_flags_by_fkey foreign key (school_id, acknowledged_by) references users (school_id, id)
);
create index acknowledged_flags_student_idx on acknowledged_flags (school_id, student_id);
create index acknowledged_flags_by_idx on acknowledged_flags (school_id, acknowledged_by);

-- Threat: the student reads that they are flagged, or what staff note of it.
call app.close_table('acknowledged_flags');
call app.write_policy('acknowledged_flags', 'read', 'authenticated',
  app.policy_condition('{school,supervisor}', 'student_id', asks_once => true));
call app.write_policy('acknowledged_flags', 'read_in_commands', 'app_command',
  app.policy_condition('{school,supervisor}', 'student_id'));
-- Threat: a flag is seen to in a colleague's name, or that of a student who is not one's own.
call app.write_policy('acknowledged_flags', 'add', 'app_command',
  'acknowledged_by = (select app.user_id()) and school_id = (select app.school_id())
    and (school_id = (select app.admin_school_id()) or app.supervises(student_id))');
call app.write_policy('acknowledged_flags', 'remove', 'app_command',
  app.policy_condition('{school,supervisor}', 'student_id'));
-- What a flag is seen to for is read by the command that keeps it.
call app.write_policy('student_predictions', 'read_in_commands', 'app_command',
  app.policy_condition('{school,supervisor}', 'student_id'));

-- The job that follows what students do goes on after the events that its jobs were added for.
set local role app_system;
insert into leases (name, holder, last_seq, expires_at)
select 'jobs.predictions.follow-student', 'jobs', last_seq, 'infinity' from leases where name = 'relay.jobs';
reset role;

reset role;
insert into migrations.applied (name, run_on) values ('0097_flags_acknowledge', now());
