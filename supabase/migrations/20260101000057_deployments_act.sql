-- Made from db/migrations/0057_deployments_act.sql (npm run db:snapshot).

-- A migration before may have left deferred checks, and a table with those cannot be altered.
set constraints all immediate;

-- A due date relative to the student: so many days or weeks after their cohort starts, after they are given it, or from
-- the start or end of their placement in a rotation. A deployment has a day, a rule, or neither.
alter table competency_deployments
  add column due_from text collate "C" constraint competency_deployments_due_from_check
    check (due_from in ('START', 'EFFECTIVE', 'ROTATION_START', 'ROTATION_END')),
  add column due_offset integer constraint competency_deployments_due_offset_check check (due_offset between -3650 and 3650),
  add column due_unit text collate "C" constraint competency_deployments_due_unit_check check (due_unit in ('DAY', 'WEEK')),
  add column due_rotation_id text collate "C",
  -- Whether students who join later also get a framework that was retired since.
  add column deprecated_too boolean not null default false,
  add constraint competency_deployments_due_rule_check check (
    (due_from is null) = (due_offset is null) and (due_from is null) = (due_unit is null)
    and (due_from is null or due_at is null)
    and (coalesce(due_from in ('ROTATION_START', 'ROTATION_END'), false) = (due_rotation_id is not null))
  ),
  add constraint competency_deployments_due_rotation_fkey foreign key (school_id, due_rotation_id)
    references rotations (school_id, id);
create index competency_deployments_due_rotation_idx on competency_deployments (due_rotation_id)
  where due_rotation_id is not null;

-- What was done to a deployment, by whom, and how far a job has carried it out. An act that undoes another names it.
create table deployment_acts (
  id text collate "C" primary key,
  school_id text collate "C" not null,
  deployment_id text collate "C" not null,
  kind text collate "C" not null constraint deployment_acts_kind_check check (kind in (
    'CREATE', 'CHANGE', 'CANCEL', 'RETRY', 'MOVE_DUE', 'WITHDRAW', 'KEEP', 'UNDO'
  )),
  status text collate "C" not null constraint deployment_acts_status_check check (status in ('RUNNING', 'DONE')),
  -- Whom it is about, and what it changes: the scope, the competencies, the new due date, the deployment before it.
  detail jsonb not null default '{}',
  reason text constraint deployment_acts_reason_check check (reason <> '' and length(reason) <= 2000),
  undoes_id text collate "C",
  -- The students whom it is about, how many of them are done, and the last of those.
  students integer not null default 0 check (students >= 0),
  students_done integer not null default 0 check (students_done >= 0),
  after_student_id text collate "C" not null default '',
  -- The assignments that were changed, and those that could not be.
  changed integer not null default 0 check (changed >= 0),
  skipped integer not null default 0 check (skipped >= 0),
  actor_id text collate "C" not null references users (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint deployment_acts_school_id_id_key unique (school_id, id),
  constraint deployment_acts_deployment_fkey foreign key (school_id, deployment_id)
    references competency_deployments (school_id, id) on delete cascade,
  constraint deployment_acts_undoes_fkey foreign key (school_id, undoes_id)
    references deployment_acts (school_id, id) on delete cascade,
  constraint deployment_acts_undo_check check ((kind = 'UNDO') = (undoes_id is not null))
);
create index deployment_acts_deployment_idx on deployment_acts (deployment_id, id);
create unique index deployment_acts_undone_once on deployment_acts (undoes_id) where undoes_id is not null;
create index deployment_acts_actor_idx on deployment_acts (actor_id);
create index deployment_acts_running_idx on deployment_acts (updated_at) where status = 'RUNNING';

-- Threat: a school's decisions about its students show elsewhere, or are recorded in the name of a colleague.
call app.protect_school_table('deployment_acts', read_by => 'school', verbs => '{read}');
create policy deployment_acts_add on deployment_acts for insert to app_command
  with check (
    actor_id = (select app.user_id())
    and (school_id = (select app.admin_school_id()) or (select app.is_super_admin()))
  );
grant insert on deployment_acts to app_command;
call app.guard_shared_references('deployment_acts');

-- What a deployment gives one assignment: its due date, whether that was set by hand, the act that took it away, and
-- that it is kept although the student is in none of the groups any more. The earliest date of those that are not
-- withdrawn is the assignment's. A row without a date takes that of its assignment.
alter table assignment_deployments
  add column due_at timestamptz default '-infinity',
  add column is_due_by_hand boolean not null default false,
  add column is_kept boolean not null default false,
  add column withdrawn_by_act text collate "C",
  add constraint assignment_deployments_act_fkey foreign key (school_id, withdrawn_by_act)
    references deployment_acts (school_id, id);
create index assignment_deployments_act_idx on assignment_deployments (withdrawn_by_act) where withdrawn_by_act is not null;

alter table assignment_deployments no force row level security;
alter table competency_assignments no force row level security;
alter table competency_deployments no force row level security;
update assignment_deployments l
set due_at = case
  when exists (select from assignment_deployments o where o.assignment_id = l.assignment_id and o.deployment_id <> l.deployment_id)
    then (select d.due_at from competency_deployments d where d.id = l.deployment_id)
  else (select a.due_date from competency_assignments a where a.id = l.assignment_id) end;
alter table competency_deployments force row level security;
alter table competency_assignments force row level security;
alter table assignment_deployments force row level security;

create function app.take_due_date() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  new.due_at := (select a.due_date from public.competency_assignments a where a.id = new.assignment_id);
  return new;
end
$$;
grant create on schema app to app_system;
alter function app.take_due_date() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.take_due_date() from public;
create trigger assignment_deployments_due before insert on assignment_deployments
  for each row when (new.due_at = '-infinity') execute function app.take_due_date();

-- Each assignment as it was before an act, so that undoing the act restores exactly what it changed.
create table deployment_act_items (
  act_id text collate "C" not null,
  assignment_id text collate "C" not null,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  -- Set where the assignment itself was withdrawn; null where another deployment still carries it.
  status_before text collate "C" constraint deployment_act_items_status_check check (status_before in (
    'NOT_STARTED', 'IN_PROGRESS', 'ACHIEVED', 'APPROVED', 'EXPIRED'
  )),
  due_before timestamptz,
  due_after timestamptz,
  was_by_hand boolean not null default false,
  primary key (act_id, assignment_id),
  constraint deployment_act_items_act_fkey foreign key (school_id, act_id)
    references deployment_acts (school_id, id) on delete cascade,
  constraint deployment_act_items_assignment_fkey foreign key (school_id, assignment_id)
    references competency_assignments (school_id, id) on delete cascade,
  constraint deployment_act_items_student_fkey foreign key (school_id, student_id)
    references users (school_id, id) on delete cascade
);
create index deployment_act_items_student_idx on deployment_act_items (act_id, student_id);
create index deployment_act_items_assignment_idx on deployment_act_items (assignment_id);
create index deployment_act_items_user_idx on deployment_act_items (student_id);
call app.protect_school_table('deployment_act_items', read_by => 'school', verbs => '{read}');

-- A group that was withdrawn gives nothing to those who join it later. Targets are chosen anew while it is scheduled.
alter table deployment_targets add column withdrawn_by_act text collate "C";
alter table deployment_targets add constraint deployment_targets_act_fkey
  foreign key (school_id, withdrawn_by_act) references deployment_acts (school_id, id);
create index deployment_targets_act_idx on deployment_targets (withdrawn_by_act) where withdrawn_by_act is not null;
call app.protect_school_table('deployment_targets', read_by => 'staff', verbs => '{read,add,remove}');

-- Undoing goes back: a withdrawn assignment as it was, a withdrawn deployment, a cancelled one.
create or replace trigger competency_deployments_step before update on competency_deployments
  for each row when (old.status is distinct from new.status)
  execute function app.refuse_unlisted_step('status', 'SCHEDULED>ACTIVATING', 'SCHEDULED>CANCELLED', 'ACTIVATING>ACTIVE', 'ACTIVATING>FAILED', 'ACTIVE>WITHDRAWN', 'FAILED>ACTIVATING', 'CANCELLED>SCHEDULED', 'WITHDRAWN>ACTIVE');
create or replace trigger competency_assignments_step before update on competency_assignments
  for each row when (old.status is distinct from new.status)
  execute function app.refuse_unlisted_step('status', 'NOT_STARTED>IN_PROGRESS', 'NOT_STARTED>ACHIEVED', 'NOT_STARTED>WITHDRAWN', 'IN_PROGRESS>ACHIEVED', 'IN_PROGRESS>WITHDRAWN', 'ACHIEVED>IN_PROGRESS', 'ACHIEVED>APPROVED', 'ACHIEVED>EXPIRED', 'ACHIEVED>WITHDRAWN', 'APPROVED>IN_PROGRESS', 'APPROVED>EXPIRED', 'APPROVED>WITHDRAWN', 'EXPIRED>IN_PROGRESS', 'EXPIRED>ACHIEVED', 'EXPIRED>WITHDRAWN', 'WITHDRAWN>NOT_STARTED', 'WITHDRAWN>IN_PROGRESS', 'WITHDRAWN>ACHIEVED', 'WITHDRAWN>APPROVED', 'WITHDRAWN>EXPIRED');
create or replace trigger deployment_acts_step before update on deployment_acts
  for each row when (old.status is distinct from new.status)
  execute function app.refuse_unlisted_step('status', 'RUNNING>DONE');

reset role;
insert into migrations.applied (name, run_on) values ('0057_deployments_act', now());
