-- Made from db/migrations/0006_progress_create.sql (npm run db:snapshot).

-- The current progress of a student: one row, kept up to date in the transaction that changes it, read by its key.
create table student_progress (
  student_id text collate "C" primary key,
  school_id text collate "C" not null,
  total integer not null default 0 check (total >= 0),
  completed integer not null default 0 check (completed >= 0),
  category_breakdown jsonb not null default '[]'::jsonb check (jsonb_typeof(category_breakdown) = 'array'),
  recent_activities jsonb not null default '[]'::jsonb check (jsonb_typeof(recent_activities) = 'array'),
  upcoming_deadlines jsonb not null default '[]'::jsonb check (jsonb_typeof(upcoming_deadlines) = 'array'),
  version bigint not null default 0,
  updated_at timestamptz not null default now(),
  constraint student_progress_student_fkey foreign key (school_id, student_id)
    references users (school_id, id) on delete cascade,
  constraint student_progress_counts_check check (completed <= total)
) with (fillfactor = 70);
create index student_progress_school_idx on student_progress (school_id, student_id);

create table progress_snapshots (
  id text collate "C" primary key default gen_random_uuid(),
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  assignment_id text collate "C",
  progress_percentage decimal(5,2) default 0.0,
  category_breakdown jsonb,
  competencies_completed integer not null default 0,
  competencies_total integer not null default 0,
  snapshot_date timestamptz not null default now(),
  metadata jsonb,
  created_at timestamptz not null default now(),
  constraint progress_snapshots_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade,
  constraint progress_snapshots_assignment_fkey foreign key (school_id, assignment_id)
    references competency_assignments (school_id, id) on delete cascade
);
create index idx_progress_snapshots_user_date on progress_snapshots (user_id, snapshot_date desc);
create index idx_progress_snapshots_assignment on progress_snapshots (assignment_id);

create table achievements (
  id text collate "C" primary key,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  kind text collate "C" not null constraint achievements_kind_check check (kind in ('competency', 'category', 'framework')),
  ref text collate "C" not null,
  name text not null,
  unlocked_at timestamptz not null default now(),
  -- Set when the achievement no longer holds; the row stays, so that it is never unlocked a second time.
  revoked_at timestamptz,
  constraint achievements_once_key unique (student_id, kind, ref),
  constraint achievements_student_fkey foreign key (school_id, student_id) references users (school_id, id) on delete cascade
);

create table consents (
  user_id text collate "C" not null,
  purpose text collate "C" not null check (purpose <> ''),
  granted_at timestamptz not null default now(),
  withdrawn_at timestamptz,
  school_id text collate "C" not null,
  primary key (user_id, purpose),
  constraint consents_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade
);

create table learning_analytics (
  id text collate "C" primary key default gen_random_uuid(),
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  competency_id text collate "C" references competencies (id) on delete cascade,
  interaction_type text not null constraint learning_analytics_interaction_type_check check (interaction_type in (
    'VIEW', 'ASSESSMENT_START', 'ASSESSMENT_COMPLETE', 'EVIDENCE_UPLOAD',
    'FEEDBACK_VIEW', 'PROGRESS_CHECK', 'REPORT_GENERATE'
  )),
  interaction_data jsonb,
  session_id text collate "C",
  ip_address inet,
  user_agent text,
  timestamp timestamptz not null default now(),
  created_at timestamptz not null default now(),
  constraint learning_analytics_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade
);
create index idx_learning_analytics_user_time on learning_analytics (user_id, timestamp desc);
create index idx_learning_analytics_competency on learning_analytics (competency_id);
create index idx_learning_analytics_type on learning_analytics (interaction_type);

reset role;
insert into migrations.applied (name, run_on) values ('0006_progress_create', now());
