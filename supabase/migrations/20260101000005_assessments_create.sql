-- Made from db/migrations/0005_assessments_create.sql (npm run db:snapshot).

create table assessments (
  id text collate "C" primary key,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  competency_id text collate "C" not null references competencies (id),
  assignment_id text collate "C",
  assessor_id text collate "C" references users (id),
  method text not null default 'DIRECT_OBSERVATION' constraint assessments_method_check check (method in (
    'DIRECT_OBSERVATION', 'MINI_CEX', 'DOPS', 'CASE_BASED_DISCUSSION', 'SIMULATION', 'PORTFOLIO', 'MULTI_SOURCE_FEEDBACK'
  )),
  status text not null constraint assessments_status_check check (status in (
    'REQUESTED', 'DRAFT', 'SUBMITTED', 'APPROVED', 'REJECTED', 'DECLINED', 'CANCELLED', 'EXPIRED', 'DISCARDED', 'VOIDED'
  )),
  requested_by text collate "C" references users (id),
  rotation_id text collate "C",
  observed_at timestamptz,
  draft jsonb,
  metadata jsonb not null default '{}'::jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  submitted_at timestamptz,
  expires_at timestamptz,
  constraint assessments_school_id_id_key unique (school_id, id),
  constraint assessments_student_fkey foreign key (school_id, student_id) references users (school_id, id) on delete cascade,
  constraint assessments_assignment_fkey foreign key (school_id, assignment_id)
    references competency_assignments (school_id, id),
  constraint assessments_rotation_fkey foreign key (school_id, rotation_id) references rotations (school_id, id),
  constraint assessments_submitted_check check (
    status not in ('SUBMITTED', 'APPROVED', 'REJECTED', 'VOIDED') or (submitted_at is not null and observed_at is not null)
  )
);
-- UUIDv7 ids grow with time, so (student_id, id) gives one student's history by keyset.
create index assessments_student_idx on assessments (student_id, id);
-- A reader's list over many students, newest first, by keyset.
create index assessments_recent_idx on assessments ((coalesce(observed_at, created_at)) desc, id desc);
create index assessments_inbox_idx on assessments (assessor_id, id) where status in ('REQUESTED', 'DRAFT', 'REJECTED');
create index assessments_expiry_idx on assessments (expires_at) where status = 'REQUESTED';

create table evaluations (
  id text collate "C" primary key,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  -- Copied from the assessment (a trigger fills and checks it): a student's evidence for a competency is one index scan.
  competency_id text collate "C" not null,
  assessment_id text collate "C" not null,
  evaluator_id text collate "C" references users (id),
  guest_name text,
  guest_role text,
  guest_email text,
  guest_confirmed_at timestamptz,
  is_self boolean not null default false,
  state text not null constraint evaluations_state_check check (state in ('DRAFT', 'SIGNED', 'SUPERSEDED', 'VOIDED')),
  overall_rating numeric,
  rubric_result numeric,
  feedback text,
  strengths text,
  next_steps text,
  revision integer not null default 1 constraint evaluations_revision_check check (revision >= 1),
  replaces_id text collate "C",
  change_reason text,
  signed_at timestamptz,
  created_at timestamptz not null default now(),
  constraint evaluations_school_id_id_key unique (school_id, id),
  constraint evaluations_assessment_fkey foreign key (school_id, assessment_id)
    references assessments (school_id, id) on delete cascade,
  constraint evaluations_replaces_fkey foreign key (school_id, replaces_id)
    references evaluations (school_id, id) on delete cascade,
  constraint evaluations_author_check check ((evaluator_id is null) = (guest_name is not null)),
  constraint evaluations_self_check check (not is_self or evaluator_id = student_id),
  constraint evaluations_signed_check check (state = 'DRAFT' or signed_at is not null),
  constraint evaluations_amendment_check check (replaces_id is null or (revision > 1 and change_reason is not null))
);
create index evaluations_assessment_idx on evaluations (assessment_id);
create index evaluations_evidence_idx on evaluations (student_id, competency_id);

create table evaluation_criteria (
  evaluation_id text collate "C" not null,
  rubric_id text collate "C" not null references competency_rubrics (id),
  school_id text collate "C" not null,
  -- Null: the criterion was not observed.
  score numeric constraint evaluation_criteria_score_check check (score >= 0),
  comment text,
  primary key (evaluation_id, rubric_id),
  constraint evaluation_criteria_evaluation_fkey foreign key (school_id, evaluation_id)
    references evaluations (school_id, id) on delete cascade
);

-- A table of its own, so that no query for a student's page can fetch the note by accident.
create table evaluation_private_notes (
  evaluation_id text collate "C" primary key,
  school_id text collate "C" not null,
  note text not null,
  constraint evaluation_private_notes_evaluation_fkey foreign key (school_id, evaluation_id)
    references evaluations (school_id, id) on delete cascade
);

create table files (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  uploaded_by text collate "C" not null references users (id) on delete cascade,
  name text not null,
  size_bytes bigint not null constraint files_size_check check (size_bytes >= 0),
  media_type text not null,
  sha256 text collate "C" not null constraint files_sha256_check check (sha256 ~ '^[0-9a-f]{64}$'),
  storage_key text collate "C" not null,
  created_at timestamptz not null default now(),
  constraint files_school_id_id_key unique (school_id, id)
);
create index files_sha256_idx on files (school_id, sha256);
create index files_uploaded_by_idx on files (uploaded_by);

create table assessment_files (
  assessment_id text collate "C" not null,
  file_id text collate "C" not null,
  school_id text collate "C" not null,
  primary key (assessment_id, file_id),
  constraint assessment_files_assessment_fkey foreign key (school_id, assessment_id)
    references assessments (school_id, id) on delete cascade,
  constraint assessment_files_file_fkey foreign key (school_id, file_id) references files (school_id, id) on delete cascade
);
create index assessment_files_file_idx on assessment_files (file_id);

create table competency_submissions (
  id text collate "C" primary key,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  competency_id text collate "C" not null references competencies (id),
  submitted_by text collate "C" not null,
  status text not null default 'DRAFT' constraint competency_submissions_status_check check (status in (
    'DRAFT', 'SUBMITTED', 'IN_REVIEW', 'RETURNED', 'APPROVED', 'REJECTED', 'WITHDRAWN'
  )),
  evidence text not null default '',
  submitted_at timestamptz,
  reviewed_at timestamptz,
  reviewed_by text collate "C" references users (id),
  review_comment text,
  evaluation_id text collate "C",
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint competency_submissions_school_id_id_key unique (school_id, id),
  constraint competency_submissions_student_fkey foreign key (school_id, student_id)
    references users (school_id, id) on delete cascade,
  constraint competency_submissions_submitted_by_fkey foreign key (school_id, submitted_by)
    references users (school_id, id) on delete cascade,
  constraint competency_submissions_evaluation_fkey foreign key (school_id, evaluation_id)
    references evaluations (school_id, id) on delete set null (evaluation_id),
  constraint competency_submissions_submitted_check check (status in ('DRAFT', 'WITHDRAWN') or submitted_at is not null)
);
create index competency_submissions_student_idx on competency_submissions (student_id, id);
create index competency_submissions_queue_idx on competency_submissions (school_id, id)
  where status in ('SUBMITTED', 'IN_REVIEW');

create table submission_files (
  submission_id text collate "C" not null,
  file_id text collate "C" not null,
  school_id text collate "C" not null,
  primary key (submission_id, file_id),
  constraint submission_files_submission_fkey foreign key (school_id, submission_id)
    references competency_submissions (school_id, id) on delete cascade,
  constraint submission_files_file_fkey foreign key (school_id, file_id) references files (school_id, id) on delete cascade
);
create index submission_files_file_idx on submission_files (file_id);

create table time_records (
  id text collate "C" primary key,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  placement_id text collate "C" not null,
  rotation_id text collate "C" not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  minutes integer not null constraint time_records_minutes_check check (minutes <> 0 and abs(minutes) <= 1440),
  activity text not null,
  note text,
  status text not null default 'DRAFT' constraint time_records_status_check check (status in (
    'DRAFT', 'PENDING', 'APPROVED', 'NOT_APPROVED', 'NEEDS_INFO'
  )),
  approved_by text collate "C" references users (id),
  reason text,
  adjusts_id text collate "C",
  created_at timestamptz not null default now(),
  constraint time_records_school_id_id_key unique (school_id, id),
  constraint time_records_student_fkey foreign key (school_id, student_id) references users (school_id, id) on delete cascade,
  constraint time_records_placement_fkey foreign key (school_id, placement_id) references placements (school_id, id) on delete cascade,
  constraint time_records_rotation_fkey foreign key (school_id, rotation_id) references rotations (school_id, id),
  constraint time_records_adjusts_fkey foreign key (school_id, adjusts_id) references time_records (school_id, id) on delete cascade,
  constraint time_records_period_check check (ended_at > started_at and ended_at - started_at <= interval '24 hours'),
  -- Only an adjustment may take time away.
  constraint time_records_adjustment_check check (minutes > 0 or adjusts_id is not null),
  constraint time_records_refusal_check check (status not in ('NOT_APPROVED', 'NEEDS_INFO') or reason is not null)
);
create index time_records_student_idx on time_records (student_id, started_at);
create index time_records_pending_idx on time_records (placement_id) where status = 'PENDING';

reset role;
insert into migrations.applied (name, run_on) values ('0005_assessments_create', now());
