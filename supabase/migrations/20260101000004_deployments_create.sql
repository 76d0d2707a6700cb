-- Made from db/migrations/0004_deployments_create.sql (npm run db:snapshot).

create table competency_deployments (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  template_id text collate "C" not null references competency_templates (id),
  status text not null default 'SCHEDULED' constraint competency_deployments_status_check check (status in (
    'SCHEDULED', 'ACTIVATING', 'ACTIVE', 'FAILED', 'CANCELLED', 'WITHDRAWN'
  )),
  effective_at timestamptz not null default now(),
  due_at timestamptz,
  -- Null: all competencies of the framework.
  competency_ids text[] collate "C",
  notifications boolean not null default false,
  assignments_planned integer not null default 0 check (assignments_planned >= 0),
  assignments_done integer not null default 0 check (assignments_done >= 0),
  error text,
  created_by text collate "C" not null references users (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint competency_deployments_school_id_id_key unique (school_id, id),
  constraint competency_deployments_due_check check (due_at >= effective_at)
);
create index competency_deployments_template_idx on competency_deployments (template_id);
create index competency_deployments_scheduled_idx on competency_deployments (effective_at) where status = 'SCHEDULED';

create table deployment_targets (
  deployment_id text collate "C" not null,
  school_id text collate "C" not null,
  target_type text collate "C" not null constraint deployment_targets_type_check
    check (target_type in ('cohort', 'program', 'student')),
  target_id text collate "C" not null,
  primary key (deployment_id, target_type, target_id),
  constraint deployment_targets_deployment_fkey foreign key (school_id, deployment_id)
    references competency_deployments (school_id, id) on delete cascade
);
create index deployment_targets_target_idx on deployment_targets (target_id);

create table competency_assignments (
  id text collate "C" primary key,
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  competency_id text collate "C" not null references competencies (id),
  deployment_id text collate "C",
  status text not null default 'NOT_STARTED' constraint competency_assignments_status_check check (status in (
    'NOT_STARTED', 'IN_PROGRESS', 'ACHIEVED', 'APPROVED', 'EXPIRED', 'WITHDRAWN'
  )),
  progress_percentage numeric(5,2) not null default 0 constraint competency_assignments_percentage_check
    check (progress_percentage between 0 and 100),
  due_date timestamptz,
  completion_date timestamptz,
  result numeric,
  observations integer not null default 0 check (observations >= 0),
  evaluators integer not null default 0 check (evaluators >= 0),
  days integer not null default 0 check (days >= 0),
  cycle_starts_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint competency_assignments_school_id_id_key unique (school_id, id),
  constraint competency_assignments_user_fkey foreign key (school_id, user_id)
    references users (school_id, id) on delete cascade,
  constraint competency_assignments_deployment_fkey foreign key (school_id, deployment_id)
    references competency_deployments (school_id, id),
  constraint competency_assignments_completion_check
    check (status not in ('ACHIEVED', 'APPROVED') or completion_date is not null)
) with (fillfactor = 85);
-- A student has one live assignment for a competency; a second deployment attaches to it.
create unique index competency_assignments_one_live on competency_assignments (user_id, competency_id)
  where status <> 'WITHDRAWN';
create index competency_assignments_user_due_idx on competency_assignments (user_id, due_date);
create index competency_assignments_due_idx on competency_assignments (due_date) where completion_date is null;
create index competency_assignments_competency_idx on competency_assignments (competency_id);
create index competency_assignments_deployment_idx on competency_assignments (deployment_id);

create table assignment_deployments (
  assignment_id text collate "C" not null,
  deployment_id text collate "C" not null,
  school_id text collate "C" not null,
  primary key (assignment_id, deployment_id),
  constraint assignment_deployments_assignment_fkey foreign key (school_id, assignment_id)
    references competency_assignments (school_id, id) on delete cascade,
  constraint assignment_deployments_deployment_fkey foreign key (school_id, deployment_id)
    references competency_deployments (school_id, id) on delete cascade
);
create index assignment_deployments_deployment_idx on assignment_deployments (deployment_id);

reset role;
insert into migrations.applied (name, run_on) values ('0004_deployments_create', now());
