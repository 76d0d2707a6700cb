-- Made from db/migrations/0050_students_migrate.sql (npm run db:snapshot).

-- When a student is moved to a new version, an assignment goes to the competency that replaces its own. Assessments stay
-- as they were signed, about the competency they were made for; the assignment names those whose evidence is its own too.
alter table competency_assignments add column earlier_competency_ids text[] collate "C" not null default '{}';

-- A withdrawal may be undone. Threat: somebody who may not withdraw puts back what was withdrawn.
create or replace trigger competency_assignments_step before update on competency_assignments
  for each row when (old.status is distinct from new.status)
  execute function app.refuse_unlisted_step('status', 'NOT_STARTED>IN_PROGRESS', 'NOT_STARTED>ACHIEVED', 'NOT_STARTED>WITHDRAWN', 'IN_PROGRESS>ACHIEVED', 'IN_PROGRESS>WITHDRAWN', 'ACHIEVED>IN_PROGRESS', 'ACHIEVED>APPROVED', 'ACHIEVED>EXPIRED', 'ACHIEVED>WITHDRAWN', 'APPROVED>IN_PROGRESS', 'APPROVED>EXPIRED', 'APPROVED>WITHDRAWN', 'EXPIRED>IN_PROGRESS', 'EXPIRED>ACHIEVED', 'EXPIRED>WITHDRAWN', 'WITHDRAWN>NOT_STARTED', 'WITHDRAWN>IN_PROGRESS', 'WITHDRAWN>ACHIEVED', 'WITHDRAWN>APPROVED', 'WITHDRAWN>EXPIRED');
create trigger competency_assignments_undo before update on competency_assignments
  for each row when (old.status = 'WITHDRAWN' and new.status <> 'WITHDRAWN')
  execute function app.require_school();

-- The move of students under way from one version of a framework to another.
create table framework_migrations (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  from_template_id text collate "C" not null,
  to_template_id text collate "C" not null,
  -- Null: everybody who has work on the version.
  cohort_id text collate "C",
  status text not null default 'PREVIEWING' constraint framework_migrations_status_check
    check (status in ('PREVIEWING', 'READY', 'MOVING', 'MOVED', 'FAILED', 'DISCARDED')),
  -- Those who would fall below are moved too, and what they fall below in opens again; else they stay where they are.
  reopens boolean not null default true,
  -- When what opens again and what is new falls due; null: as it did, and as the rest of the student's assignment.
  due_at timestamptz,
  notifications boolean not null default false,
  -- Those who join later get the new version; with what each deployment had before, for undoing it.
  late_joiners boolean not null default true,
  moved_deployments jsonb not null default '[]',
  students_total integer not null default 0 check (students_total >= 0),
  students_done integer not null default 0 check (students_done >= 0),
  error text,
  created_by text collate "C" not null references users (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  constraint framework_migrations_school_id_id_key unique (school_id, id),
  constraint framework_migrations_from_fkey foreign key (school_id, from_template_id)
    references competency_templates (school_id, id),
  constraint framework_migrations_to_fkey foreign key (school_id, to_template_id)
    references competency_templates (school_id, id),
  constraint framework_migrations_cohort_fkey foreign key (school_id, cohort_id)
    references cohorts (school_id, id) on delete set null (cohort_id)
);
create index framework_migrations_from_idx on framework_migrations (from_template_id);
create index framework_migrations_to_idx on framework_migrations (to_template_id);
create index framework_migrations_cohort_idx on framework_migrations (cohort_id) where cohort_id is not null;
create index framework_migrations_created_by_idx on framework_migrations (created_by);

-- One student of a move: what it changes for them, and the rows as they were, so that it can be undone exactly.
create table framework_migration_students (
  migration_id text collate "C" not null,
  student_id text collate "C" not null,
  school_id text collate "C" not null,
  state text not null default 'PLANNED' constraint framework_migration_students_state_check
    check (state in ('PLANNED', 'LEFT_OUT', 'MOVED', 'SKIPPED', 'UNDOING', 'UNDONE')),
  lines jsonb not null default '[]',
  same integer not null default 0,
  changed integer not null default 0,
  added integer not null default 0,
  retired integer not null default 0,
  below integer not null default 0,
  -- Progress that changes while the competency is open, and retired competencies with evidence.
  open_changes integer not null default 0,
  retired_evidence integer not null default 0,
  evidence integer not null default 0,
  completed_before integer not null default 0,
  completed_after integer not null default 0,
  total_before integer not null default 0,
  total_after integer not null default 0,
  kept jsonb,
  refusal text,
  moved_at timestamptz,
  undone_at timestamptz,
  primary key (migration_id, student_id),
  constraint framework_migration_students_migration_fkey foreign key (school_id, migration_id)
    references framework_migrations (school_id, id) on delete cascade,
  constraint framework_migration_students_student_fkey foreign key (school_id, student_id)
    references users (school_id, id) on delete cascade
);
create index framework_migration_students_student_idx on framework_migration_students (student_id);
create index framework_migration_students_undoing_idx on framework_migration_students (migration_id) where state = 'UNDOING';

call app.protect_school_table('framework_migrations', read_by => 'school', verbs => '{read,add,change}');
call app.protect_school_table('framework_migration_students', read_by => 'school', verbs => '{read,change}');
call app.guard_shared_references('framework_migrations');

create or replace trigger framework_migrations_step before update on framework_migrations
  for each row when (old.status is distinct from new.status)
  execute function app.refuse_unlisted_step('status', 'PREVIEWING>READY', 'PREVIEWING>FAILED', 'PREVIEWING>DISCARDED', 'READY>MOVING', 'READY>DISCARDED', 'MOVING>FAILED', 'MOVING>MOVED', 'FAILED>MOVING', 'FAILED>DISCARDED');
create or replace trigger framework_migration_students_step before update on framework_migration_students
  for each row when (old.state is distinct from new.state)
  execute function app.refuse_unlisted_step('state', 'PLANNED>MOVED', 'PLANNED>LEFT_OUT', 'PLANNED>SKIPPED', 'MOVED>UNDOING', 'UNDOING>MOVED', 'UNDOING>UNDONE');

set local role app_system;
insert into notification_templates (id, school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
values
  ('template_version_moved', 'default', 'Moved To A New Version', 'IN_APP', 'A new version of {{framework_name}}',
   '{{framework_name}} has a new version, and you were moved to it. {{changes}} Your assessments are kept.',
   'VERSION_MOVED', 'STUDENT', 'system');
reset role;

reset role;
insert into migrations.applied (name, run_on) values ('0050_students_migrate', now());
