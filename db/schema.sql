-- The schema that the migrations make, read from the catalogue of a migrated database (npm run db:snapshot).
-- For reading and reviewing; a test fails when it is stale. The database itself is made by db/migrations.

-- Members of roles

grant app_auth to app_sign_in;
grant app_command to app_web;
grant app_realtime to app_web;
grant app_realtime to app_worker;
grant app_system to app_worker;
grant authenticated to app_web;

-- Login roles and what they are

-- app_auth: nologin
-- app_command: nologin
-- app_realtime: nologin
-- app_sign_in: login noinherit
-- app_system: nologin
-- app_web: login noinherit
-- app_worker: login noinherit

-- Schemas

create schema app;
grant usage on schema app to app_auth;
grant usage on schema app to app_command;
grant usage on schema app to app_realtime;
grant usage on schema app to app_system;
grant usage on schema app to authenticated;
create schema auth;
grant usage on schema auth to app_command;
grant usage on schema auth to authenticated;
create schema identity;
grant usage on schema identity to app_auth;
grant usage on schema identity to app_system;

-- Tables

create table identity."user" (
  id text collate "C" not null,
  name text not null,
  email text not null,
  email_verified boolean default false not null,
  image text,
  two_factor_enabled boolean default false,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);
alter table identity."user" enable row level security;
alter table identity."user" force row level security;

create table identity.account (
  id text collate "C" not null,
  account_id text collate "C" not null,
  provider_id text collate "C" not null,
  user_id text collate "C" not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamp with time zone,
  refresh_token_expires_at timestamp with time zone,
  scope text,
  password text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  is_short boolean default false not null
);
alter table identity.account enable row level security;
alter table identity.account force row level security;

create table identity.sent_person (
  user_id text collate "C" not null,
  revision integer,
  fault text,
  updated_at timestamp with time zone default now() not null
);
alter table identity.sent_person enable row level security;
alter table identity.sent_person force row level security;

create table identity.session (
  id text collate "C" not null,
  expires_at timestamp with time zone not null,
  token text collate "C" not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  ip_address text,
  user_agent text,
  user_id text collate "C" not null
);
alter table identity.session enable row level security;
alter table identity.session force row level security;

create table identity.two_factor (
  id text collate "C" not null,
  secret text not null,
  backup_codes text not null,
  user_id text collate "C" not null,
  verified boolean default true,
  failed_verification_count integer default 0,
  locked_until timestamp with time zone
);
alter table identity.two_factor enable row level security;
alter table identity.two_factor force row level security;

create table identity.verification (
  id text collate "C" not null,
  identifier text collate "C" not null,
  value text not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);
alter table identity.verification enable row level security;
alter table identity.verification force row level security;

create table public.access_log (
  id text collate "C" not null,
  school_id text collate "C" not null,
  occurred_at timestamp with time zone default now() not null,
  actor_id text collate "C" not null,
  subject_id text collate "C",
  what text not null,
  request_id text collate "C",
  detail jsonb,
  seal_number bigint
);
alter table public.access_log enable row level security;
alter table public.access_log force row level security;

create table public.access_seals (
  school_id text collate "C" not null,
  number bigint not null,
  sealed_at timestamp with time zone not null,
  first_id text collate "C" not null,
  last_id text collate "C" not null,
  entries integer not null,
  fingerprints bytea not null,
  previous_hash text not null,
  hash text not null
);
alter table public.access_seals enable row level security;
alter table public.access_seals force row level security;

create table public.achievements (
  id text collate "C" not null,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  kind text collate "C" not null,
  ref text collate "C" not null,
  name text not null,
  unlocked_at timestamp with time zone default now() not null,
  revoked_at timestamp with time zone,
  is_untold boolean default false not null
);
alter table public.achievements enable row level security;
alter table public.achievements force row level security;

create table public.acknowledged_flags (
  student_id text collate "C" not null,
  school_id text collate "C" not null,
  acknowledged_by text collate "C" not null,
  acknowledged_at timestamp with time zone default now() not null,
  note text,
  until_on date,
  reasons text[] not null
);
alter table public.acknowledged_flags enable row level security;
alter table public.acknowledged_flags force row level security;

create table public.assessment_acts (
  id text collate "C" not null,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  assessment_id text collate "C" not null,
  evaluation_id text collate "C",
  act text not null,
  actor_id text collate "C" not null,
  actor_name text not null,
  words text,
  created_at timestamp with time zone default now() not null
);
alter table public.assessment_acts enable row level security;
alter table public.assessment_acts force row level security;

create table public.assessment_files (
  assessment_id text collate "C" not null,
  file_id text collate "C" not null,
  school_id text collate "C" not null
);
alter table public.assessment_files enable row level security;
alter table public.assessment_files force row level security;

create table public.assessments (
  id text collate "C" not null,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  competency_id text collate "C" not null,
  assignment_id text collate "C",
  assessor_id text collate "C",
  method text default 'DIRECT_OBSERVATION'::text not null,
  status text not null,
  requested_by text collate "C",
  rotation_id text collate "C",
  observed_at timestamp with time zone,
  draft jsonb,
  metadata jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  submitted_at timestamp with time zone,
  expires_at timestamp with time zone,
  request_words text,
  decline_reason text,
  opened_at timestamp with time zone,
  renewed_at timestamp with time zone
);
alter table public.assessments enable row level security;
alter table public.assessments force row level security;

create table public.assignment_cycles (
  assignment_id text collate "C" not null,
  number integer not null,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  starts_at timestamp with time zone,
  completed_at timestamp with time zone not null,
  valid_until timestamp with time zone not null,
  ended text not null,
  ended_at timestamp with time zone not null,
  way text,
  result numeric
);
alter table public.assignment_cycles enable row level security;
alter table public.assignment_cycles force row level security;

create table public.assignment_deployments (
  assignment_id text collate "C" not null,
  deployment_id text collate "C" not null,
  school_id text collate "C" not null,
  due_at timestamp with time zone default '-infinity'::timestamp with time zone,
  is_due_by_hand boolean default false not null,
  is_kept boolean default false not null,
  withdrawn_by_act text collate "C"
);
alter table public.assignment_deployments enable row level security;
alter table public.assignment_deployments force row level security;

create table public.audit_anchors (
  id text collate "C" not null,
  school_id text collate "C" not null,
  anchored_at timestamp with time zone not null,
  audit_number bigint not null,
  audit_hash text,
  access_number bigint not null,
  access_hash text,
  digest text not null,
  stamped_by text collate "C"
);
alter table public.audit_anchors enable row level security;
alter table public.audit_anchors force row level security;

create table public.audit_checks (
  school_id text collate "C" not null,
  checked_at timestamp with time zone not null,
  audit_number bigint not null,
  audit_hash text,
  access_number bigint not null,
  access_hash text,
  entries bigint not null,
  fault jsonb
);
alter table public.audit_checks enable row level security;
alter table public.audit_checks force row level security;

create table public.audit_log (
  id text collate "C" not null,
  school_id text collate "C" not null,
  occurred_at timestamp with time zone default now() not null,
  actor_id text collate "C",
  actor_role text,
  action text not null,
  entity_type text not null,
  entity_id text collate "C",
  student_id text collate "C",
  request_id text collate "C",
  detail jsonb,
  seal_number bigint,
  previous_hash text,
  hash text
);
alter table public.audit_log enable row level security;
alter table public.audit_log force row level security;

create table public.calendar_feeds (
  user_id text collate "C" not null,
  school_id text collate "C" not null,
  token_hash text collate "C" not null,
  created_at timestamp with time zone default now() not null
);
alter table public.calendar_feeds enable row level security;
alter table public.calendar_feeds force row level security;

create table public.certificates (
  id text collate "C" default gen_random_uuid() not null,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  achievement_id text collate "C" not null,
  template_id text collate "C" not null,
  framework text not null,
  version text not null,
  competencies integer not null,
  categories jsonb not null,
  completed_at timestamp with time zone not null,
  code text collate "C" not null,
  issued_at timestamp with time zone default now() not null,
  revoked_at timestamp with time zone,
  revoked_because text,
  revoked_competency text,
  shown text[] default '{name,school,framework,date,categories}'::text[] not null
);
alter table public.certificates enable row level security;
alter table public.certificates force row level security;

create table public.cohorts (
  id text collate "C" not null,
  school_id text collate "C" not null,
  program_id text collate "C" not null,
  name text not null,
  starts_on date,
  ends_on date,
  created_at timestamp with time zone default now() not null
);
alter table public.cohorts enable row level security;
alter table public.cohorts force row level security;

create table public.competencies (
  id text collate "C" not null,
  school_id text collate "C" not null,
  template_id text collate "C",
  program_id text collate "C",
  code text,
  name text not null,
  description text default ''::text not null,
  category text not null,
  level text not null,
  is_required boolean default true not null,
  rating_scale_id text collate "C" not null,
  target_rating numeric not null,
  scoring_method text default 'LATEST'::text not null,
  required_observations integer default 1 not null,
  required_evaluators integer default 1 not null,
  required_days integer default 1 not null,
  n_times integer,
  validity_months integer,
  needs_approval boolean default false not null,
  needs_countersignature boolean default false not null,
  identifier text collate "C",
  sort_order integer default 0 not null,
  created_by text collate "C" not null,
  created_at timestamp with time zone default now() not null,
  search_text text collate "C" generated always as (app.search_text(((COALESCE(code, ''::text) || ' '::text) || name))) stored not null,
  renewal_ways text[] collate "C" default '{REASSESSMENT}'::text[] not null,
  short_name text,
  replaces_id text collate "C"
);
alter table public.competencies enable row level security;
alter table public.competencies force row level security;

create table public.competency_assignments (
  id text collate "C" not null,
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  competency_id text collate "C" not null,
  deployment_id text collate "C",
  status text default 'NOT_STARTED'::text not null,
  progress_percentage numeric(5,2) default 0 not null,
  due_date timestamp with time zone,
  completion_date timestamp with time zone,
  result numeric,
  observations integer default 0 not null,
  evaluators integer default 0 not null,
  days integer default 0 not null,
  cycle_starts_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  earlier_competency_ids text[] collate "C" default '{}'::text[] not null
);
alter table public.competency_assignments enable row level security;
alter table public.competency_assignments force row level security;

create table public.competency_deployments (
  id text collate "C" not null,
  school_id text collate "C" not null,
  template_id text collate "C" not null,
  status text default 'SCHEDULED'::text not null,
  effective_at timestamp with time zone default now() not null,
  due_at timestamp with time zone,
  competency_ids text[] collate "C",
  notifications boolean default false not null,
  assignments_planned integer default 0 not null,
  assignments_done integer default 0 not null,
  error text,
  created_by text collate "C" not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  due_from text collate "C",
  due_offset integer,
  due_unit text collate "C",
  due_rotation_id text collate "C",
  deprecated_too boolean default false not null
);
alter table public.competency_deployments enable row level security;
alter table public.competency_deployments force row level security;

create table public.competency_rubrics (
  id text collate "C" default gen_random_uuid() not null,
  school_id text collate "C" not null,
  competency_id text collate "C" not null,
  criterion_name text not null,
  description text not null,
  weight numeric(5,2) default 1.0 not null,
  max_score numeric(5,2) default 5.0 not null,
  pass_score numeric,
  performance_levels jsonb not null,
  order_index integer default 0 not null,
  is_active boolean default true not null,
  created_by text collate "C",
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);
alter table public.competency_rubrics enable row level security;
alter table public.competency_rubrics force row level security;

create table public.competency_submissions (
  id text collate "C" not null,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  competency_id text collate "C" not null,
  submitted_by text collate "C" not null,
  status text default 'DRAFT'::text not null,
  evidence text default ''::text not null,
  submitted_at timestamp with time zone,
  reviewed_at timestamp with time zone,
  reviewed_by text collate "C",
  review_comment text,
  evaluation_id text collate "C",
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  kind text default 'EVIDENCE'::text not null,
  learnt_where text,
  learnt_from date,
  learnt_until date,
  revision integer default 0 not null
);
alter table public.competency_submissions enable row level security;
alter table public.competency_submissions force row level security;

create table public.competency_template_associations (
  id text collate "C" not null,
  school_id text collate "C" not null,
  template_id text collate "C" not null,
  identifier text collate "C" not null,
  association_type text not null,
  origin_identifier text collate "C" not null,
  destination_identifier text collate "C" not null,
  sort_order integer,
  source jsonb
);
alter table public.competency_template_associations enable row level security;
alter table public.competency_template_associations force row level security;

create table public.competency_template_items (
  id text collate "C" not null,
  school_id text collate "C" not null,
  template_id text collate "C" not null,
  identifier text collate "C" not null,
  parent_id text collate "C",
  kind text not null,
  code text,
  statement text not null,
  item_type text,
  sort_order integer default 0 not null,
  competency_id text collate "C",
  source jsonb,
  editor_note text
);
alter table public.competency_template_items enable row level security;
alter table public.competency_template_items force row level security;

create table public.competency_templates (
  id text collate "C" not null,
  school_id text collate "C" not null,
  name text not null,
  description text default ''::text not null,
  version text default '1'::text not null,
  status text default 'DRAFT'::text not null,
  source_format text default 'NONE'::text not null,
  source_identifier text,
  source jsonb,
  replaces_id text collate "C",
  created_by text collate "C" not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  published_at timestamp with time zone,
  search_text text collate "C" generated always as (app.search_text(name)) stored not null,
  revision integer default 1 not null,
  removed jsonb default '{}'::jsonb not null
);
alter table public.competency_templates enable row level security;
alter table public.competency_templates force row level security;

create table public.consent_decisions (
  id text collate "C" not null,
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  purpose text collate "C" not null,
  text_id text collate "C",
  decision text not null,
  decided_at timestamp with time zone default now() not null
);
alter table public.consent_decisions enable row level security;
alter table public.consent_decisions force row level security;

create table public.consent_texts (
  id text collate "C" not null,
  school_id text collate "C" not null,
  purpose text collate "C" not null,
  version integer not null,
  words text not null,
  published_by text collate "C" not null,
  published_at timestamp with time zone default now() not null,
  ended_at timestamp with time zone
);
alter table public.consent_texts enable row level security;
alter table public.consent_texts force row level security;

create table public.consents (
  user_id text collate "C" not null,
  purpose text collate "C" not null,
  granted_at timestamp with time zone default now() not null,
  withdrawn_at timestamp with time zone,
  school_id text collate "C" not null,
  text_id text collate "C"
);
alter table public.consents enable row level security;
alter table public.consents force row level security;

create table public.deployment_act_items (
  act_id text collate "C" not null,
  assignment_id text collate "C" not null,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  status_before text collate "C",
  due_before timestamp with time zone,
  due_after timestamp with time zone,
  was_by_hand boolean default false not null
);
alter table public.deployment_act_items enable row level security;
alter table public.deployment_act_items force row level security;

create table public.deployment_acts (
  id text collate "C" not null,
  school_id text collate "C" not null,
  deployment_id text collate "C" not null,
  kind text collate "C" not null,
  status text collate "C" not null,
  detail jsonb default '{}'::jsonb not null,
  reason text,
  undoes_id text collate "C",
  students integer default 0 not null,
  students_done integer default 0 not null,
  after_student_id text collate "C" default ''::text not null,
  changed integer default 0 not null,
  skipped integer default 0 not null,
  actor_id text collate "C" not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);
alter table public.deployment_acts enable row level security;
alter table public.deployment_acts force row level security;

create table public.deployment_targets (
  deployment_id text collate "C" not null,
  school_id text collate "C" not null,
  target_type text collate "C" not null,
  target_id text collate "C" not null,
  withdrawn_by_act text collate "C"
);
alter table public.deployment_targets enable row level security;
alter table public.deployment_targets force row level security;

create table public.erasures (
  id text collate "C" not null,
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  requested_by text collate "C" not null,
  state text default 'WAITING'::text not null,
  requested_at timestamp with time zone default now() not null,
  due_at timestamp with time zone not null,
  held_since timestamp with time zone,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  ended_by text collate "C",
  steps text[] collate "C" default '{}'::text[] not null,
  proof jsonb default '{}'::jsonb not null
);
alter table public.erasures enable row level security;
alter table public.erasures force row level security;

create table public.error_groups (
  id text collate "C" not null,
  process text not null,
  kind text not null,
  message text not null,
  place text,
  stack text[] not null,
  route text,
  times bigint not null,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  releases text[] not null,
  resolved_at timestamp with time zone,
  regressed_at timestamp with time zone
);
alter table public.error_groups enable row level security;
alter table public.error_groups force row level security;

create table public.evaluation_authors (
  evaluation_id text collate "C" not null,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  evaluator_id text collate "C" not null
);
alter table public.evaluation_authors enable row level security;
alter table public.evaluation_authors force row level security;

create table public.evaluation_criteria (
  evaluation_id text collate "C" not null,
  rubric_id text collate "C" not null,
  school_id text collate "C" not null,
  score numeric
);
alter table public.evaluation_criteria enable row level security;
alter table public.evaluation_criteria force row level security;

create table public.evaluation_private_notes (
  evaluation_id text collate "C" not null,
  school_id text collate "C" not null,
  note text not null
);
alter table public.evaluation_private_notes enable row level security;
alter table public.evaluation_private_notes force row level security;

create table public.evaluations (
  id text collate "C" not null,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  competency_id text collate "C" not null,
  assessment_id text collate "C" not null,
  evaluator_id text collate "C",
  guest_name text,
  guest_role text,
  guest_email text,
  guest_confirmed_at timestamp with time zone,
  is_self boolean default false not null,
  state text not null,
  overall_rating numeric,
  rubric_result numeric,
  revision integer default 1 not null,
  replaces_id text collate "C",
  change_reason text,
  signed_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  is_anonymous boolean default false not null,
  words text,
  word_count integer default 0 not null,
  has_next_steps boolean default false not null
);
alter table public.evaluations enable row level security;
alter table public.evaluations force row level security;

create table public.event_counts (
  type text collate "C" not null,
  count bigint not null
);
alter table public.event_counts enable row level security;
alter table public.event_counts force row level security;

create table public.events (
  id text collate "C" not null,
  school_id text collate "C" not null,
  type text not null,
  student_id text collate "C",
  data jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone default now() not null,
  seq bigint
);
alter table public.events enable row level security;
alter table public.events force row level security;

create table public.feature_flags (
  key text collate "C" not null,
  rules jsonb not null,
  round integer default 1 not null,
  revision integer default 1 not null,
  changed_at timestamp with time zone default now() not null
);
alter table public.feature_flags enable row level security;
alter table public.feature_flags force row level security;

create table public.feedback_answers (
  round_id text collate "C" not null,
  evaluator_id text collate "C" not null,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  content jsonb not null,
  saved_at timestamp with time zone default now() not null
);
alter table public.feedback_answers enable row level security;
alter table public.feedback_answers force row level security;

create table public.feedback_asked (
  round_id text collate "C" not null,
  evaluator_id text collate "C" not null,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  asked_at timestamp with time zone default now() not null,
  reminded_at timestamp with time zone,
  answered_at timestamp with time zone
);
alter table public.feedback_asked enable row level security;
alter table public.feedback_asked force row level security;

create table public.feedback_rounds (
  id text collate "C" not null,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  competency_id text collate "C" not null,
  started_by text collate "C" not null,
  state text default 'OPEN'::text not null,
  observed_at timestamp with time zone not null,
  words text,
  created_at timestamp with time zone default now() not null,
  ended_at timestamp with time zone
);
alter table public.feedback_rounds enable row level security;
alter table public.feedback_rounds force row level security;

create table public.file_removals (
  storage_key text collate "C" not null,
  school_id text collate "C" not null,
  noted_by text collate "C",
  due_at timestamp with time zone not null
);
alter table public.file_removals enable row level security;
alter table public.file_removals force row level security;

create table public.files (
  id text collate "C" not null,
  school_id text collate "C" not null,
  uploaded_by text collate "C" not null,
  name text not null,
  size_bytes bigint not null,
  media_type text not null,
  sha256 text collate "C" not null,
  storage_key text collate "C" not null,
  created_at timestamp with time zone default now() not null,
  loose_since timestamp with time zone default now()
);
alter table public.files enable row level security;
alter table public.files force row level security;

create table public.flag_exposures (
  flag_key text collate "C" not null,
  round integer not null,
  user_id text collate "C" not null,
  school_id text collate "C" not null,
  variant text collate "C" not null,
  exposed_at timestamp with time zone default now() not null
);
alter table public.flag_exposures enable row level security;
alter table public.flag_exposures force row level security;

create table public.framework_imports (
  id text collate "C" not null,
  school_id text collate "C" not null,
  created_by text collate "C" not null,
  file_name text not null,
  status text default 'PENDING'::text not null,
  progress integer default 0 not null,
  content bytea,
  preview jsonb,
  faults jsonb,
  template_id text collate "C",
  error text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  draft jsonb,
  layout jsonb,
  mapping jsonb
);
alter table public.framework_imports enable row level security;
alter table public.framework_imports force row level security;

create table public.framework_migration_students (
  migration_id text collate "C" not null,
  student_id text collate "C" not null,
  school_id text collate "C" not null,
  state text default 'PLANNED'::text not null,
  lines jsonb default '[]'::jsonb not null,
  same integer default 0 not null,
  changed integer default 0 not null,
  added integer default 0 not null,
  retired integer default 0 not null,
  below integer default 0 not null,
  open_changes integer default 0 not null,
  retired_evidence integer default 0 not null,
  evidence integer default 0 not null,
  completed_before integer default 0 not null,
  completed_after integer default 0 not null,
  total_before integer default 0 not null,
  total_after integer default 0 not null,
  kept jsonb,
  refusal text,
  moved_at timestamp with time zone,
  undone_at timestamp with time zone
);
alter table public.framework_migration_students enable row level security;
alter table public.framework_migration_students force row level security;

create table public.framework_migrations (
  id text collate "C" not null,
  school_id text collate "C" not null,
  from_template_id text collate "C" not null,
  to_template_id text collate "C" not null,
  cohort_id text collate "C",
  status text default 'PREVIEWING'::text not null,
  reopens boolean default true not null,
  due_at timestamp with time zone,
  notifications boolean default false not null,
  late_joiners boolean default true not null,
  moved_deployments jsonb default '[]'::jsonb not null,
  students_total integer default 0 not null,
  students_done integer default 0 not null,
  error text,
  created_by text collate "C" not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone
);
alter table public.framework_migrations enable row level security;
alter table public.framework_migrations force row level security;

create table public.hidden_students (
  supervisor_id text collate "C" not null,
  student_id text collate "C" not null,
  school_id text collate "C" not null,
  hidden_until timestamp with time zone not null
);
alter table public.hidden_students enable row level security;
alter table public.hidden_students force row level security;

create table public.hidden_suggestions (
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  kind text collate "C" not null,
  subject_id text collate "C" not null,
  hidden_at timestamp with time zone default now() not null
);
alter table public.hidden_suggestions enable row level security;
alter table public.hidden_suggestions force row level security;

create table public.idempotency_keys (
  user_id text collate "C" not null,
  route text collate "C" not null,
  key text collate "C" not null,
  school_id text collate "C" not null,
  request_hash text not null,
  state text default 'IN_FLIGHT'::text not null,
  response_status integer,
  response_body jsonb,
  created_at timestamp with time zone default now() not null
);
alter table public.idempotency_keys enable row level security;
alter table public.idempotency_keys force row level security;

create table public.integrity_checks (
  id text collate "C" not null,
  kind text collate "C" not null,
  state text not null,
  reason text,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone not null,
  counted bigint not null,
  findings jsonb default '[]'::jsonb not null,
  reached text collate "C"
);
alter table public.integrity_checks enable row level security;
alter table public.integrity_checks force row level security;

create table public.invitations (
  id text collate "C" not null,
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  created_at timestamp with time zone default now() not null,
  tries integer default 0 not null,
  next_try_at timestamp with time zone default now() not null,
  sent_at timestamp with time zone,
  expires_at timestamp with time zone,
  used_at timestamp with time zone
);
alter table public.invitations enable row level security;
alter table public.invitations force row level security;

create table public.job_commands (
  id text collate "C" not null,
  act text not null,
  target text collate "C" not null,
  requested_at timestamp with time zone default now() not null,
  done_at timestamp with time zone,
  outcome text
);
alter table public.job_commands enable row level security;
alter table public.job_commands force row level security;

create table public.job_counts (
  job text collate "C" not null,
  minute timestamp with time zone not null,
  completed bigint default 0 not null,
  retried bigint default 0 not null,
  failed bigint default 0 not null,
  cancelled bigint default 0 not null
);
alter table public.job_counts enable row level security;
alter table public.job_counts force row level security;

create table public.job_failures (
  id text collate "C" not null,
  job text collate "C" not null,
  cause text not null,
  fields text[] default '{}'::text[] not null,
  attempts integer not null,
  added_at timestamp with time zone not null,
  failed_at timestamp with time zone not null
);
alter table public.job_failures enable row level security;
alter table public.job_failures force row level security;

create table public.known_devices (
  id text collate "C" not null,
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  token_hash text collate "C" not null,
  user_agent text,
  created_at timestamp with time zone default now() not null,
  last_used_at timestamp with time zone default now() not null,
  remembered_until timestamp with time zone
);
alter table public.known_devices enable row level security;
alter table public.known_devices force row level security;

create table public.learning_analytics (
  id text collate "C" default gen_random_uuid() not null,
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  competency_id text collate "C",
  interaction_type text not null,
  interaction_data jsonb,
  session_id text collate "C",
  ip_address inet,
  user_agent text,
  "timestamp" timestamp with time zone default now() not null,
  created_at timestamp with time zone default now() not null
);
alter table public.learning_analytics enable row level security;
alter table public.learning_analytics force row level security;

create table public.leases (
  name text collate "C" not null,
  holder text collate "C" not null,
  expires_at timestamp with time zone not null,
  last_seq bigint default 0 not null,
  detail jsonb
);
alter table public.leases enable row level security;
alter table public.leases force row level security;

create table public.legal_holds (
  id text collate "C" not null,
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  reason text not null,
  placed_by text collate "C" not null,
  placed_at timestamp with time zone default now() not null,
  lifted_by text collate "C",
  lifted_at timestamp with time zone
);
alter table public.legal_holds enable row level security;
alter table public.legal_holds force row level security;

create table public.notification_choices (
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  type text collate "C" not null,
  channel text collate "C" not null,
  is_on boolean not null,
  updated_at timestamp with time zone default now() not null
);
alter table public.notification_choices enable row level security;
alter table public.notification_choices force row level security;

create table public.notification_queue (
  id text collate "C" default gen_random_uuid() not null,
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  type text not null,
  status text default 'PENDING'::text not null,
  priority text default 'NORMAL'::text not null,
  channel text default 'IN_APP'::text not null,
  subject text,
  content text not null,
  payload jsonb,
  scheduled_for timestamp with time zone default now() not null,
  sent_at timestamp with time zone,
  retry_count integer default 0 not null,
  max_retries integer default 3 not null,
  error_message text,
  read_at timestamp with time zone,
  event_id text collate "C",
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  claimed_until timestamp with time zone,
  is_digest boolean default false not null
);
alter table public.notification_queue enable row level security;
alter table public.notification_queue force row level security;

create table public.notification_settings (
  user_id text collate "C" not null,
  school_id text collate "C" not null,
  quiet_from text,
  quiet_to text,
  quiet_days text default 'EVERY_DAY'::text not null,
  email_pace text default 'EACH'::text not null,
  updated_at timestamp with time zone default now() not null
);
alter table public.notification_settings enable row level security;
alter table public.notification_settings force row level security;

create table public.notification_templates (
  id text collate "C" default gen_random_uuid() not null,
  school_id text collate "C" not null,
  name text not null,
  type text not null,
  subject text,
  content text not null,
  trigger_event text not null,
  recipient_type text not null,
  is_active boolean default true not null,
  created_by text collate "C" not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);
alter table public.notification_templates enable row level security;
alter table public.notification_templates force row level security;

create table public.passkeys (
  id text collate "C" not null,
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  name text not null,
  public_key bytea not null,
  signatures bigint default 0 not null,
  transports text[] default '{}'::text[] not null,
  is_synced boolean not null,
  created_at timestamp with time zone default now() not null,
  last_used_at timestamp with time zone
);
alter table public.passkeys enable row level security;
alter table public.passkeys force row level security;

create table public.people_acts (
  id text collate "C" not null,
  school_id text collate "C" not null,
  acted_by text collate "C" not null,
  act text not null,
  before jsonb not null,
  created_at timestamp with time zone default now() not null,
  undone_at timestamp with time zone
);
alter table public.people_acts enable row level security;
alter table public.people_acts force row level security;

create table public.people_import_rows (
  import_id text collate "C" not null,
  line integer not null,
  school_id text collate "C" not null,
  cells jsonb not null,
  fixes jsonb default '{}'::jsonb not null,
  left_out boolean default false not null,
  verdict text,
  faults jsonb default '[]'::jsonb not null,
  fault_codes text[] default '{}'::text[] not null,
  person jsonb,
  changes jsonb,
  email_key text,
  number_key text,
  external_key text,
  user_id text collate "C",
  outcome text,
  refusal text,
  undone text
);
alter table public.people_import_rows enable row level security;
alter table public.people_import_rows force row level security;

create table public.people_imports (
  id text collate "C" not null,
  school_id text collate "C" not null,
  created_by text collate "C" not null,
  file_name text not null,
  format text,
  encoding text,
  status text default 'PENDING'::text not null,
  content bytea,
  headers jsonb default '[]'::jsonb not null,
  mapping jsonb default '[]'::jsonb not null,
  default_role text default 'STUDENT'::text not null,
  makes jsonb default '[]'::jsonb not null,
  notes jsonb default '[]'::jsonb not null,
  sends_invitations boolean default false not null,
  row_count integer default 0 not null,
  done integer default 0 not null,
  total integer default 0 not null,
  figures jsonb,
  error text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  committed_at timestamp with time zone
);
alter table public.people_imports enable row level security;
alter table public.people_imports force row level security;

create table public.person_exports (
  id text collate "C" not null,
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  requested_by text collate "C" not null,
  state text default 'QUEUED'::text not null,
  progress integer default 0 not null,
  error text,
  storage_key text collate "C",
  size_bytes bigint,
  sha256 text collate "C",
  requested_at timestamp with time zone default now() not null,
  finished_at timestamp with time zone,
  expires_at timestamp with time zone
);
alter table public.person_exports enable row level security;
alter table public.person_exports force row level security;

create table public.phone_codes (
  id text collate "C" not null,
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  number text collate "C" not null,
  code_hash text collate "C" not null,
  tries integer default 0 not null,
  is_open boolean default true not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone default now() not null,
  number_hash text collate "C"
);
alter table public.phone_codes enable row level security;
alter table public.phone_codes force row level security;

create table public.phone_numbers (
  user_id text collate "C" not null,
  school_id text collate "C" not null,
  number text collate "C" not null,
  verified_at timestamp with time zone default now() not null,
  refused_at timestamp with time zone,
  refusal text
);
alter table public.phone_numbers enable row level security;
alter table public.phone_numbers force row level security;

create table public.placement_supervisors (
  placement_id text collate "C" not null,
  supervisor_id text collate "C" not null,
  school_id text collate "C" not null
);
alter table public.placement_supervisors enable row level security;
alter table public.placement_supervisors force row level security;

create table public.placements (
  id text collate "C" not null,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  rotation_id text collate "C" not null,
  starts_on date not null,
  ends_on date not null,
  ended_at timestamp with time zone,
  created_at timestamp with time zone default now() not null
);
alter table public.placements enable row level security;
alter table public.placements force row level security;

create table public.prediction_models (
  id text collate "C" not null,
  school_id text collate "C" not null,
  version integer not null,
  state text not null,
  fitted_at timestamp with time zone not null,
  students integer not null,
  finished integer not null,
  fit jsonb not null,
  measures jsonb not null,
  groups jsonb default '[]'::jsonb not null,
  drift jsonb
);
alter table public.prediction_models enable row level security;
alter table public.prediction_models force row level security;

create table public.prediction_settings (
  school_id text collate "C" not null,
  is_on boolean default true not null,
  coverage jsonb,
  updated_at timestamp with time zone default now() not null
);
alter table public.prediction_settings enable row level security;
alter table public.prediction_settings force row level security;

create table public.processed_events (
  handler text collate "C" not null,
  event_id text collate "C" not null,
  processed_at timestamp with time zone default now() not null
);
alter table public.processed_events enable row level security;
alter table public.processed_events force row level security;

create table public.programs (
  id text collate "C" not null,
  school_id text collate "C" not null,
  name text not null,
  code text not null,
  created_at timestamp with time zone default now() not null
);
alter table public.programs enable row level security;
alter table public.programs force row level security;

create table public.progress_snapshots (
  id text collate "C" default gen_random_uuid() not null,
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  assignment_id text collate "C",
  progress_percentage numeric(5,2) default 0.0,
  category_breakdown jsonb,
  competencies_completed integer default 0 not null,
  competencies_total integer default 0 not null,
  snapshot_date timestamp with time zone default now() not null,
  metadata jsonb,
  created_at timestamp with time zone default now() not null
);
alter table public.progress_snapshots enable row level security;
alter table public.progress_snapshots force row level security;

create table public.push_subscriptions (
  id text collate "C" not null,
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  endpoint text collate "C" not null,
  p256dh text collate "C" not null,
  auth text collate "C" not null,
  user_agent text,
  created_at timestamp with time zone default now() not null,
  last_sent_at timestamp with time zone,
  failed_at timestamp with time zone,
  failure text
);
alter table public.push_subscriptions enable row level security;
alter table public.push_subscriptions force row level security;

create table public.quick_phrases (
  id text collate "C" not null,
  school_id text collate "C" not null,
  owner_id text collate "C",
  kind text not null,
  words text not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);
alter table public.quick_phrases enable row level security;
alter table public.quick_phrases force row level security;

create table public.rated_assessments (
  assessment_id text collate "C" not null,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  competency_id text collate "C" not null,
  rotation_id text collate "C",
  evaluator_id text collate "C",
  evaluators integer not null,
  observed_on date not null,
  submitted_at timestamp with time zone not null,
  value numeric not null,
  band smallint not null,
  method text not null,
  feedback_words integer not null,
  has_next_steps boolean not null,
  requested_at timestamp with time zone,
  answered_after_hours integer
);
alter table public.rated_assessments enable row level security;
alter table public.rated_assessments force row level security;

create table public.rating_scales (
  id text collate "C" not null,
  school_id text collate "C" not null,
  name text not null,
  kind text not null,
  min_value numeric not null,
  max_value numeric not null,
  default_target numeric not null,
  question text not null,
  levels jsonb default '[]'::jsonb not null,
  allow_mean boolean default false not null,
  created_at timestamp with time zone default now() not null
);
alter table public.rating_scales enable row level security;
alter table public.rating_scales force row level security;

create table public.recovery_codes (
  user_id text collate "C" not null,
  code_hash text collate "C" not null,
  school_id text collate "C" not null,
  created_at timestamp with time zone default now() not null,
  used_at timestamp with time zone
);
alter table public.recovery_codes enable row level security;
alter table public.recovery_codes force row level security;

create table public.refresh_tokens (
  token_hash text collate "C" not null,
  session_id text collate "C" not null,
  parent_hash text collate "C",
  created_at timestamp with time zone default now() not null,
  used_at timestamp with time zone,
  expires_at timestamp with time zone not null,
  used_by text collate "C",
  used_from text collate "C",
  is_doubtful boolean default false not null
);
alter table public.refresh_tokens enable row level security;
alter table public.refresh_tokens force row level security;

create table public.report_cache (
  id text collate "C" default gen_random_uuid() not null,
  cache_key text collate "C" not null,
  report_type text not null,
  user_id text collate "C",
  school_id text collate "C" not null,
  parameters jsonb,
  report_data jsonb,
  file_path text,
  file_size integer,
  mime_type text,
  expires_at timestamp with time zone,
  access_count integer default 0 not null,
  last_accessed timestamp with time zone,
  created_at timestamp with time zone default now() not null
);
alter table public.report_cache enable row level security;
alter table public.report_cache force row level security;

create table public.report_definitions (
  id text collate "C" not null,
  school_id text collate "C" not null,
  owner_id text collate "C" not null,
  kind text not null,
  title text not null,
  question jsonb not null,
  sharing text default 'PRIVATE'::text not null,
  schedule jsonb,
  next_at timestamp with time zone,
  recipient_ids text[] collate "C" default '{}'::text[] not null,
  revision integer default 1 not null,
  opened_at timestamp with time zone default now() not null,
  deleted_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);
alter table public.report_definitions enable row level security;
alter table public.report_definitions force row level security;

create table public.report_runs (
  id text collate "C" not null,
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  definition_id text collate "C",
  cache_key text collate "C" not null,
  audience text collate "C" not null,
  question jsonb not null,
  state text default 'QUEUED'::text not null,
  progress integer default 0 not null,
  error text,
  recipient_ids text[] collate "C" default '{}'::text[] not null,
  requested_at timestamp with time zone default now() not null,
  finished_at timestamp with time zone
);
alter table public.report_runs enable row level security;
alter table public.report_runs force row level security;

create table public.request_rules (
  school_id text collate "C" not null,
  days_back integer default 7 not null,
  days_to_answer integer default 14 not null,
  reminder_days integer default 3 not null,
  updated_at timestamp with time zone default now() not null
);
alter table public.request_rules enable row level security;
alter table public.request_rules force row level security;

create table public.rotations (
  id text collate "C" not null,
  school_id text collate "C" not null,
  program_id text collate "C",
  name text not null,
  site text not null,
  unit text not null,
  starts_on date not null,
  ends_on date not null,
  created_at timestamp with time zone default now() not null,
  places integer,
  required_minutes integer
);
alter table public.rotations enable row level security;
alter table public.rotations force row level security;

create table public.saved_views (
  id text collate "C" not null,
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  page text not null,
  name text not null,
  query text not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);
alter table public.saved_views enable row level security;
alter table public.saved_views force row level security;

create table public.school_logos (
  school_id text collate "C" not null,
  content bytea not null,
  updated_at timestamp with time zone default now() not null
);
alter table public.school_logos enable row level security;
alter table public.school_logos force row level security;

create table public.schools (
  id text collate "C" not null,
  name text not null,
  time_zone text default 'UTC'::text not null,
  settings jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone default now() not null,
  reassess_after_days integer default 14 not null,
  academic_year_starts text default '09-01'::text not null,
  color text,
  logo_tag text,
  status text default 'OPEN'::text not null,
  suspended_at timestamp with time zone,
  suspended_reason text,
  max_students integer,
  max_storage_bytes bigint,
  revision integer default 1 not null,
  first_hour_hidden_at timestamp with time zone,
  sample_of text collate "C",
  due_reminder_days integer[] default '{7,1}'::integer[] not null
);
alter table public.schools enable row level security;
alter table public.schools force row level security;

create table public.sessions (
  id text collate "C" not null,
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  created_at timestamp with time zone default now() not null,
  last_used_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  revoked_reason text,
  user_agent text,
  ip text,
  proved_at timestamp with time zone default now() not null,
  must_enrol boolean default false not null,
  idle_minutes integer default 20160 not null,
  is_shared boolean default false not null
);
alter table public.sessions enable row level security;
alter table public.sessions force row level security;

create table public.sign_in_attempts (
  key text collate "C" not null,
  failures integer default 0 not null,
  locked_until timestamp with time zone,
  updated_at timestamp with time zone default now() not null
);
alter table public.sign_in_attempts enable row level security;
alter table public.sign_in_attempts force row level security;

create table public.sign_in_challenges (
  id_hash text collate "C" not null,
  kind text not null,
  school_id text collate "C",
  user_id text collate "C",
  source_hash text not null,
  passkey_challenge text,
  tries integer default 0 not null,
  created_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null
);
alter table public.sign_in_challenges enable row level security;
alter table public.sign_in_challenges force row level security;

create table public.sign_in_rules (
  school_id text collate "C" not null,
  factor_roles text[] default '{}'::text[] not null,
  updated_at timestamp with time zone default now() not null,
  idle_minutes integer,
  longest_hours integer,
  shared_idle_minutes integer
);
alter table public.sign_in_rules enable row level security;
alter table public.sign_in_rules force row level security;

create table public.student_cells (
  student_id text collate "C" not null,
  school_id text collate "C" not null,
  cells jsonb default '{}'::jsonb not null,
  version bigint default 1 not null,
  updated_at timestamp with time zone default now() not null
);
alter table public.student_cells enable row level security;
alter table public.student_cells force row level security;

create table public.student_predictions (
  student_id text collate "C" not null,
  school_id text collate "C" not null,
  as_of date not null,
  kind text not null,
  model_version integer,
  is_known boolean not null,
  is_flagged boolean not null,
  planned integer,
  completed integer not null,
  total integer not null,
  chance numeric,
  chance_low numeric,
  chance_high numeric,
  even_on date,
  later_on date,
  plan_ends_on date,
  reasons jsonb default '[]'::jsonb not null,
  changes jsonb default '[]'::jsonb not null,
  updated_at timestamp with time zone default now() not null
);
alter table public.student_predictions enable row level security;
alter table public.student_predictions force row level security;

create table public.student_progress (
  student_id text collate "C" not null,
  school_id text collate "C" not null,
  total integer default 0 not null,
  completed integer default 0 not null,
  category_breakdown jsonb default '[]'::jsonb not null,
  recent_activities jsonb default '[]'::jsonb not null,
  upcoming_deadlines jsonb default '[]'::jsonb not null,
  version bigint default 0 not null,
  updated_at timestamp with time zone default now() not null
);
alter table public.student_progress enable row level security;
alter table public.student_progress force row level security;

create table public.submission_acts (
  id text collate "C" not null,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  submission_id text collate "C" not null,
  act text not null,
  actor_id text collate "C" not null,
  actor_name text not null,
  words text,
  evidence text,
  created_at timestamp with time zone default now() not null
);
alter table public.submission_acts enable row level security;
alter table public.submission_acts force row level security;

create table public.submission_files (
  submission_id text collate "C" not null,
  file_id text collate "C" not null,
  school_id text collate "C" not null
);
alter table public.submission_files enable row level security;
alter table public.submission_files force row level security;

create table public.terms (
  id text collate "C" not null,
  school_id text collate "C" not null,
  name text not null,
  starts_on date not null,
  ends_on date not null,
  created_at timestamp with time zone default now() not null
);
alter table public.terms enable row level security;
alter table public.terms force row level security;

create table public.time_record_timers (
  student_id text collate "C" not null,
  school_id text collate "C" not null,
  placement_id text collate "C" not null,
  rotation_id text collate "C" not null,
  started_at timestamp with time zone default now() not null,
  break_started_at timestamp with time zone,
  break_seconds integer default 0 not null
);
alter table public.time_record_timers enable row level security;
alter table public.time_record_timers force row level security;

create table public.time_records (
  id text collate "C" not null,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  placement_id text collate "C" not null,
  rotation_id text collate "C" not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone not null,
  minutes integer not null,
  activity text not null,
  note text,
  status text default 'DRAFT'::text not null,
  decided_by text collate "C",
  reason text,
  adjusts_id text collate "C",
  created_at timestamp with time zone default now() not null,
  break_minutes integer default 0 not null,
  place text,
  answer text,
  decided_at timestamp with time zone,
  revision integer default 1 not null
);
alter table public.time_records enable row level security;
alter table public.time_records force row level security;

create table public.totp_factors (
  user_id text collate "C" not null,
  school_id text collate "C" not null,
  sealed_secret text not null,
  last_step bigint not null,
  created_at timestamp with time zone default now() not null,
  last_used_at timestamp with time zone default now() not null
);
alter table public.totp_factors enable row level security;
alter table public.totp_factors force row level security;

create table public.transcripts (
  code text collate "C" not null,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  digest text collate "C" not null,
  completed integer not null,
  total integer not null,
  made_at timestamp with time zone default now() not null
);
alter table public.transcripts enable row level security;
alter table public.transcripts force row level security;

create table public.users (
  id text collate "C" not null,
  school_id text collate "C" not null,
  program_id text collate "C",
  cohort_id text collate "C",
  name text not null,
  email text not null,
  role text not null,
  student_number text,
  year_of_study integer,
  status text default 'ACTIVE'::text not null,
  time_zone text,
  locale text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  search_text text collate "C" generated always as (app.search_text(((name || ' '::text) || COALESCE(student_number, ''::text)))) stored not null,
  status_reason text,
  status_before text,
  merged_into text collate "C",
  last_seen_at timestamp with time zone,
  people_text text collate "C" generated always as (app.search_text(((((name || ' '::text) || COALESCE(student_number, ''::text)) || ' '::text) || email))) stored not null,
  revision integer default 1 not null,
  external_id text collate "C",
  pronouns text,
  theme text,
  picture bytea,
  picture_tag text collate "C",
  reminded_on date
);
alter table public.users enable row level security;
alter table public.users force row level security;

create table public.wording_settings (
  school_id text collate "C" not null,
  address text not null,
  model text not null,
  sealed_key text,
  sealed_with text,
  is_on boolean default false not null,
  fault text,
  revision integer default 1 not null,
  updated_at timestamp with time zone default now() not null
);
alter table public.wording_settings enable row level security;
alter table public.wording_settings force row level security;

create table public.wordings (
  school_id text collate "C" not null,
  sentence_id text collate "C" not null,
  of_words text collate "C" not null,
  words text not null,
  refusal text,
  is_set_aside boolean default false not null,
  is_shown boolean default false not null,
  made_at timestamp with time zone default now() not null
);
alter table public.wordings enable row level security;
alter table public.wordings force row level security;


-- Constraints

alter table identity."user" add constraint user_person_fkey FOREIGN KEY (id) REFERENCES public.users(id) ON DELETE CASCADE;
alter table identity."user" add constraint user_pkey PRIMARY KEY (id);
alter table identity."user" add constraint user_email_key UNIQUE (email);
alter table identity.account add constraint account_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity."user"(id) ON DELETE CASCADE;
alter table identity.account add constraint account_pkey PRIMARY KEY (id);
alter table identity.account add constraint account_provider_key UNIQUE (provider_id, account_id);
alter table identity.sent_person add constraint sent_person_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
alter table identity.sent_person add constraint sent_person_pkey PRIMARY KEY (user_id);
alter table identity.session add constraint session_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity."user"(id) ON DELETE CASCADE;
alter table identity.session add constraint session_pkey PRIMARY KEY (id);
alter table identity.session add constraint session_token_key UNIQUE (token);
alter table identity.two_factor add constraint two_factor_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity."user"(id) ON DELETE CASCADE;
alter table identity.two_factor add constraint two_factor_pkey PRIMARY KEY (id);
alter table identity.verification add constraint verification_pkey PRIMARY KEY (id);
alter table public.access_log add constraint access_log_about_check CHECK (((subject_id IS NOT NULL) OR (detail IS NOT NULL)));
alter table public.access_log add constraint access_log_pkey PRIMARY KEY (school_id, id);
alter table public.access_seals add constraint access_seals_entries_check CHECK ((entries >= 1));
alter table public.access_seals add constraint access_seals_fingerprints_check CHECK ((length(fingerprints) = (8 * entries)));
alter table public.access_seals add constraint access_seals_number_check CHECK ((number >= 1));
alter table public.access_seals add constraint access_seals_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.access_seals add constraint access_seals_pkey PRIMARY KEY (school_id, number);
alter table public.achievements add constraint achievements_kind_check CHECK ((kind = ANY (ARRAY['competency'::text, 'category'::text, 'framework'::text])));
alter table public.achievements add constraint achievements_student_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.achievements add constraint achievements_pkey PRIMARY KEY (id);
alter table public.achievements add constraint achievements_once_key UNIQUE (student_id, kind, ref);
alter table public.acknowledged_flags add constraint acknowledged_flags_note_check CHECK (((note ~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$'::text) OR ((length(note) >= 1) AND (length(note) <= 500))));
alter table public.acknowledged_flags add constraint acknowledged_flags_by_fkey FOREIGN KEY (school_id, acknowledged_by) REFERENCES public.users(school_id, id);
alter table public.acknowledged_flags add constraint acknowledged_flags_user_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.acknowledged_flags add constraint acknowledged_flags_pkey PRIMARY KEY (student_id);
alter table public.assessment_acts add constraint assessment_acts_act_check CHECK ((act = ANY (ARRAY['TAKEN_BACK'::text, 'COUNTERSIGNED'::text, 'NOT_COUNTERSIGNED'::text, 'REOPENED'::text, 'VOIDED'::text, 'READ'::text, 'REPLIED'::text])));
alter table public.assessment_acts add constraint assessment_acts_reason_check CHECK (((act <> ALL (ARRAY['NOT_COUNTERSIGNED'::text, 'VOIDED'::text, 'REPLIED'::text])) OR (words IS NOT NULL)));
alter table public.assessment_acts add constraint assessment_acts_words_check CHECK ((words <> ''::text));
alter table public.assessment_acts add constraint assessment_acts_actor_fkey FOREIGN KEY (school_id, actor_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.assessment_acts add constraint assessment_acts_assessment_fkey FOREIGN KEY (school_id, assessment_id) REFERENCES public.assessments(school_id, id) ON DELETE CASCADE;
alter table public.assessment_acts add constraint assessment_acts_evaluation_fkey FOREIGN KEY (school_id, evaluation_id) REFERENCES public.evaluations(school_id, id) ON DELETE CASCADE;
alter table public.assessment_acts add constraint assessment_acts_student_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.assessment_acts add constraint assessment_acts_pkey PRIMARY KEY (id);
alter table public.assessment_files add constraint assessment_files_assessment_fkey FOREIGN KEY (school_id, assessment_id) REFERENCES public.assessments(school_id, id) ON DELETE CASCADE;
alter table public.assessment_files add constraint assessment_files_file_fkey FOREIGN KEY (school_id, file_id) REFERENCES public.files(school_id, id) ON DELETE CASCADE;
alter table public.assessment_files add constraint assessment_files_pkey PRIMARY KEY (assessment_id, file_id);
alter table public.assessments add constraint assessments_declined_check CHECK (((status <> 'DECLINED'::text) OR (decline_reason IS NOT NULL)));
alter table public.assessments add constraint assessments_method_check CHECK ((method = ANY (ARRAY['DIRECT_OBSERVATION'::text, 'MINI_CEX'::text, 'DOPS'::text, 'CASE_BASED_DISCUSSION'::text, 'SIMULATION'::text, 'PORTFOLIO'::text, 'MULTI_SOURCE_FEEDBACK'::text])));
alter table public.assessments add constraint assessments_request_words_check CHECK ((request_words <> ''::text));
alter table public.assessments add constraint assessments_status_check CHECK ((status = ANY (ARRAY['REQUESTED'::text, 'DRAFT'::text, 'SUBMITTED'::text, 'APPROVED'::text, 'REJECTED'::text, 'DECLINED'::text, 'CANCELLED'::text, 'EXPIRED'::text, 'DISCARDED'::text, 'VOIDED'::text])));
alter table public.assessments add constraint assessments_submitted_check CHECK (((status <> ALL (ARRAY['SUBMITTED'::text, 'APPROVED'::text, 'REJECTED'::text, 'VOIDED'::text])) OR ((submitted_at IS NOT NULL) AND (observed_at IS NOT NULL))));
alter table public.assessments add constraint assessments_words_check CHECK (((NOT COALESCE(((draft -> 'evaluationData'::text) ?| '{feedback,strengths,nextSteps}'::text[]), false)) AND (NOT COALESCE(jsonb_path_exists(draft, '$."evaluationData"."criteria"[*]."comment"'::jsonpath), false))));
alter table public.assessments add constraint assessments_assessor_id_fkey FOREIGN KEY (assessor_id) REFERENCES public.users(id);
alter table public.assessments add constraint assessments_assignment_fkey FOREIGN KEY (school_id, assignment_id) REFERENCES public.competency_assignments(school_id, id);
alter table public.assessments add constraint assessments_competency_id_fkey FOREIGN KEY (competency_id) REFERENCES public.competencies(id);
alter table public.assessments add constraint assessments_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES public.users(id);
alter table public.assessments add constraint assessments_rotation_fkey FOREIGN KEY (school_id, rotation_id) REFERENCES public.rotations(school_id, id);
alter table public.assessments add constraint assessments_student_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.assessments add constraint assessments_pkey PRIMARY KEY (id);
alter table public.assessments add constraint assessments_history_key UNIQUE (student_id, id, competency_id, school_id);
alter table public.assessments add constraint assessments_school_id_id_key UNIQUE (school_id, id);
alter table public.assignment_cycles add constraint assignment_cycles_ended_check CHECK ((ended = ANY (ARRAY['RENEWED'::text, 'EXPIRED'::text])));
alter table public.assignment_cycles add constraint assignment_cycles_number_check CHECK ((number >= 1));
alter table public.assignment_cycles add constraint assignment_cycles_order_check CHECK ((((number = 1) = (starts_at IS NULL)) AND (starts_at < completed_at) AND (completed_at <= ended_at)));
alter table public.assignment_cycles add constraint assignment_cycles_way_check CHECK ((way = ANY (ARRAY['ASSESSMENT'::text, 'EVIDENCE'::text, 'REASSESSMENT'::text])));
alter table public.assignment_cycles add constraint assignment_cycles_assignment_fkey FOREIGN KEY (school_id, assignment_id) REFERENCES public.competency_assignments(school_id, id) ON DELETE CASCADE;
alter table public.assignment_cycles add constraint assignment_cycles_student_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.assignment_cycles add constraint assignment_cycles_pkey PRIMARY KEY (assignment_id, number);
alter table public.assignment_deployments add constraint assignment_deployments_act_fkey FOREIGN KEY (school_id, withdrawn_by_act) REFERENCES public.deployment_acts(school_id, id);
alter table public.assignment_deployments add constraint assignment_deployments_assignment_fkey FOREIGN KEY (school_id, assignment_id) REFERENCES public.competency_assignments(school_id, id) ON DELETE CASCADE;
alter table public.assignment_deployments add constraint assignment_deployments_deployment_fkey FOREIGN KEY (school_id, deployment_id) REFERENCES public.competency_deployments(school_id, id) ON DELETE CASCADE;
alter table public.assignment_deployments add constraint assignment_deployments_pkey PRIMARY KEY (assignment_id, deployment_id);
alter table public.audit_anchors add constraint audit_anchors_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.audit_anchors add constraint audit_anchors_pkey PRIMARY KEY (id);
alter table public.audit_checks add constraint audit_checks_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.audit_checks add constraint audit_checks_pkey PRIMARY KEY (school_id);
alter table public.audit_log add constraint audit_log_seal_check CHECK (((seal_number IS NULL) = (hash IS NULL)));
alter table public.audit_log add constraint audit_log_pkey PRIMARY KEY (school_id, id);
alter table public.calendar_feeds add constraint calendar_feeds_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.calendar_feeds add constraint calendar_feeds_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.calendar_feeds add constraint calendar_feeds_pkey PRIMARY KEY (user_id);
alter table public.calendar_feeds add constraint calendar_feeds_token_hash_key UNIQUE (token_hash);
alter table public.certificates add constraint certificates_categories_check CHECK ((jsonb_typeof(categories) = 'array'::text));
alter table public.certificates add constraint certificates_code_check CHECK ((code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'::text));
alter table public.certificates add constraint certificates_competencies_check CHECK ((competencies > 0));
alter table public.certificates add constraint certificates_revoked_because_check CHECK ((revoked_because = ANY (ARRAY['REOPENED'::text, 'EXPIRED'::text, 'MOVED'::text])));
alter table public.certificates add constraint certificates_revoked_check CHECK (((revoked_at IS NULL) = (revoked_because IS NULL)));
alter table public.certificates add constraint certificates_shown_check CHECK ((shown <@ ARRAY['name'::text, 'school'::text, 'framework'::text, 'date'::text, 'categories'::text]));
alter table public.certificates add constraint certificates_student_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.certificates add constraint certificates_pkey PRIMARY KEY (id);
alter table public.certificates add constraint certificates_code_key UNIQUE (code);
alter table public.certificates add constraint certificates_school_id_id_key UNIQUE (school_id, id);
alter table public.cohorts add constraint cohorts_name_check CHECK ((name <> ''::text));
alter table public.cohorts add constraint cohorts_period_check CHECK ((ends_on >= starts_on));
alter table public.cohorts add constraint cohorts_program_fkey FOREIGN KEY (school_id, program_id) REFERENCES public.programs(school_id, id);
alter table public.cohorts add constraint cohorts_pkey PRIMARY KEY (id);
alter table public.cohorts add constraint cohorts_school_id_id_key UNIQUE (school_id, id);
alter table public.competencies add constraint competencies_category_check CHECK ((category <> ''::text));
alter table public.competencies add constraint competencies_days_check CHECK ((required_days >= 1));
alter table public.competencies add constraint competencies_evaluators_check CHECK ((required_evaluators >= 1));
alter table public.competencies add constraint competencies_level_check CHECK ((level = ANY (ARRAY['FUNDAMENTAL'::text, 'INTERMEDIATE'::text, 'ADVANCED'::text, 'EXPERT'::text])));
alter table public.competencies add constraint competencies_n_times_check CHECK ((((scoring_method = 'N_TIMES'::text) = (n_times IS NOT NULL)) AND (COALESCE(n_times, 1) >= 1)));
alter table public.competencies add constraint competencies_name_check CHECK ((name <> ''::text));
alter table public.competencies add constraint competencies_observations_check CHECK ((required_observations >= 1));
alter table public.competencies add constraint competencies_renewal_ways_check CHECK (((cardinality(renewal_ways) > 0) AND (renewal_ways <@ (ARRAY['ASSESSMENT'::text, 'EVIDENCE'::text, 'REASSESSMENT'::text] COLLATE "C"))));
alter table public.competencies add constraint competencies_scoring_method_check CHECK ((scoring_method = ANY (ARRAY['LATEST'::text, 'HIGHEST'::text, 'AVERAGE'::text, 'WEIGHTED_AVERAGE'::text, 'DECAYING_AVERAGE'::text, 'N_TIMES'::text, 'MINIMUM_OF_CRITERIA'::text])));
alter table public.competencies add constraint competencies_short_name_check CHECK (((short_name <> ''::text) AND (length(short_name) <= 22)));
alter table public.competencies add constraint competencies_validity_check CHECK ((validity_months >= 1));
alter table public.competencies add constraint competencies_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id);
alter table public.competencies add constraint competencies_program_fkey FOREIGN KEY (school_id, program_id) REFERENCES public.programs(school_id, id);
alter table public.competencies add constraint competencies_rating_scale_id_fkey FOREIGN KEY (rating_scale_id) REFERENCES public.rating_scales(id);
alter table public.competencies add constraint competencies_replaces_fkey FOREIGN KEY (school_id, replaces_id) REFERENCES public.competencies(school_id, id) ON DELETE SET NULL (replaces_id);
alter table public.competencies add constraint competencies_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.competencies add constraint competencies_template_fkey FOREIGN KEY (school_id, template_id) REFERENCES public.competency_templates(school_id, id) ON DELETE CASCADE;
alter table public.competencies add constraint competencies_pkey PRIMARY KEY (id);
alter table public.competencies add constraint competencies_school_id_id_key UNIQUE (school_id, id);
alter table public.competency_assignments add constraint competency_assignments_completion_check CHECK (((status <> ALL (ARRAY['ACHIEVED'::text, 'APPROVED'::text])) OR (completion_date IS NOT NULL)));
alter table public.competency_assignments add constraint competency_assignments_days_check CHECK ((days >= 0));
alter table public.competency_assignments add constraint competency_assignments_evaluators_check CHECK ((evaluators >= 0));
alter table public.competency_assignments add constraint competency_assignments_observations_check CHECK ((observations >= 0));
alter table public.competency_assignments add constraint competency_assignments_percentage_check CHECK (((progress_percentage >= (0)::numeric) AND (progress_percentage <= (100)::numeric)));
alter table public.competency_assignments add constraint competency_assignments_status_check CHECK ((status = ANY (ARRAY['NOT_STARTED'::text, 'IN_PROGRESS'::text, 'ACHIEVED'::text, 'APPROVED'::text, 'EXPIRED'::text, 'WITHDRAWN'::text])));
alter table public.competency_assignments add constraint competency_assignments_competency_id_fkey FOREIGN KEY (competency_id) REFERENCES public.competencies(id);
alter table public.competency_assignments add constraint competency_assignments_deployment_fkey FOREIGN KEY (school_id, deployment_id) REFERENCES public.competency_deployments(school_id, id);
alter table public.competency_assignments add constraint competency_assignments_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.competency_assignments add constraint competency_assignments_pkey PRIMARY KEY (id);
alter table public.competency_assignments add constraint competency_assignments_school_id_id_key UNIQUE (school_id, id);
alter table public.competency_deployments add constraint competency_deployments_assignments_done_check CHECK ((assignments_done >= 0));
alter table public.competency_deployments add constraint competency_deployments_assignments_planned_check CHECK ((assignments_planned >= 0));
alter table public.competency_deployments add constraint competency_deployments_due_check CHECK ((due_at >= effective_at));
alter table public.competency_deployments add constraint competency_deployments_due_from_check CHECK ((due_from = ANY (ARRAY['START'::text, 'EFFECTIVE'::text, 'ROTATION_START'::text, 'ROTATION_END'::text])));
alter table public.competency_deployments add constraint competency_deployments_due_offset_check CHECK (((due_offset >= '-3650'::integer) AND (due_offset <= 3650)));
alter table public.competency_deployments add constraint competency_deployments_due_rule_check CHECK ((((due_from IS NULL) = (due_offset IS NULL)) AND ((due_from IS NULL) = (due_unit IS NULL)) AND ((due_from IS NULL) OR (due_at IS NULL)) AND (COALESCE((due_from = ANY (ARRAY['ROTATION_START'::text, 'ROTATION_END'::text])), false) = (due_rotation_id IS NOT NULL))));
alter table public.competency_deployments add constraint competency_deployments_due_unit_check CHECK ((due_unit = ANY (ARRAY['DAY'::text, 'WEEK'::text])));
alter table public.competency_deployments add constraint competency_deployments_status_check CHECK ((status = ANY (ARRAY['SCHEDULED'::text, 'ACTIVATING'::text, 'ACTIVE'::text, 'FAILED'::text, 'CANCELLED'::text, 'WITHDRAWN'::text])));
alter table public.competency_deployments add constraint competency_deployments_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id);
alter table public.competency_deployments add constraint competency_deployments_due_rotation_fkey FOREIGN KEY (school_id, due_rotation_id) REFERENCES public.rotations(school_id, id);
alter table public.competency_deployments add constraint competency_deployments_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.competency_deployments add constraint competency_deployments_template_id_fkey FOREIGN KEY (template_id) REFERENCES public.competency_templates(id);
alter table public.competency_deployments add constraint competency_deployments_pkey PRIMARY KEY (id);
alter table public.competency_deployments add constraint competency_deployments_school_id_id_key UNIQUE (school_id, id);
alter table public.competency_rubrics add constraint competency_rubrics_max_score_check CHECK ((max_score > (0)::numeric));
alter table public.competency_rubrics add constraint competency_rubrics_pass_score_check CHECK (((pass_score > (0)::numeric) AND (pass_score <= max_score)));
alter table public.competency_rubrics add constraint competency_rubrics_weight_check CHECK ((weight > (0)::numeric));
alter table public.competency_rubrics add constraint competency_rubrics_competency_fkey FOREIGN KEY (school_id, competency_id) REFERENCES public.competencies(school_id, id) ON DELETE CASCADE;
alter table public.competency_rubrics add constraint competency_rubrics_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id);
alter table public.competency_rubrics add constraint competency_rubrics_pkey PRIMARY KEY (id);
alter table public.competency_submissions add constraint competency_submissions_kind_check CHECK ((kind = ANY (ARRAY['EVIDENCE'::text, 'PRIOR_LEARNING'::text])));
alter table public.competency_submissions add constraint competency_submissions_learnt_check CHECK ((learnt_until >= learnt_from));
alter table public.competency_submissions add constraint competency_submissions_learnt_where_check CHECK ((learnt_where <> ''::text));
alter table public.competency_submissions add constraint competency_submissions_prior_check CHECK (((kind = 'EVIDENCE'::text) OR (status = ANY (ARRAY['DRAFT'::text, 'RETURNED'::text, 'WITHDRAWN'::text])) OR ((learnt_where IS NOT NULL) AND (learnt_from IS NOT NULL) AND (learnt_until IS NOT NULL))));
alter table public.competency_submissions add constraint competency_submissions_revision_check CHECK ((revision >= 0));
alter table public.competency_submissions add constraint competency_submissions_status_check CHECK ((status = ANY (ARRAY['DRAFT'::text, 'SUBMITTED'::text, 'IN_REVIEW'::text, 'RETURNED'::text, 'APPROVED'::text, 'REJECTED'::text, 'WITHDRAWN'::text])));
alter table public.competency_submissions add constraint competency_submissions_submitted_check CHECK (((status = ANY (ARRAY['DRAFT'::text, 'WITHDRAWN'::text])) OR (submitted_at IS NOT NULL)));
alter table public.competency_submissions add constraint competency_submissions_competency_id_fkey FOREIGN KEY (competency_id) REFERENCES public.competencies(id);
alter table public.competency_submissions add constraint competency_submissions_evaluation_fkey FOREIGN KEY (school_id, evaluation_id) REFERENCES public.evaluations(school_id, id) ON DELETE SET NULL (evaluation_id);
alter table public.competency_submissions add constraint competency_submissions_reviewed_by_fkey FOREIGN KEY (reviewed_by) REFERENCES public.users(id);
alter table public.competency_submissions add constraint competency_submissions_student_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.competency_submissions add constraint competency_submissions_submitted_by_fkey FOREIGN KEY (school_id, submitted_by) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.competency_submissions add constraint competency_submissions_pkey PRIMARY KEY (id);
alter table public.competency_submissions add constraint competency_submissions_school_id_id_key UNIQUE (school_id, id);
alter table public.competency_template_associations add constraint competency_template_associations_template_fkey FOREIGN KEY (school_id, template_id) REFERENCES public.competency_templates(school_id, id) ON DELETE CASCADE;
alter table public.competency_template_associations add constraint competency_template_associations_pkey PRIMARY KEY (id);
alter table public.competency_template_associations add constraint competency_template_associations_identifier_key UNIQUE (template_id, identifier);
alter table public.competency_template_items add constraint competency_template_items_editor_note_check CHECK ((editor_note <> ''::text));
alter table public.competency_template_items add constraint competency_template_items_kind_check CHECK ((kind = ANY (ARRAY['CATEGORY'::text, 'COMPETENCY'::text])));
alter table public.competency_template_items add constraint competency_template_items_competency_fkey FOREIGN KEY (school_id, competency_id) REFERENCES public.competencies(school_id, id) ON DELETE SET NULL (competency_id);
alter table public.competency_template_items add constraint competency_template_items_parent_fkey FOREIGN KEY (school_id, parent_id) REFERENCES public.competency_template_items(school_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
alter table public.competency_template_items add constraint competency_template_items_template_fkey FOREIGN KEY (school_id, template_id) REFERENCES public.competency_templates(school_id, id) ON DELETE CASCADE;
alter table public.competency_template_items add constraint competency_template_items_pkey PRIMARY KEY (id);
alter table public.competency_template_items add constraint competency_template_items_identifier_key UNIQUE (template_id, identifier);
alter table public.competency_template_items add constraint competency_template_items_school_id_id_key UNIQUE (school_id, id);
alter table public.competency_templates add constraint competency_templates_name_check CHECK ((name <> ''::text));
alter table public.competency_templates add constraint competency_templates_published_check CHECK (((status = 'DRAFT'::text) OR (published_at IS NOT NULL)));
alter table public.competency_templates add constraint competency_templates_removed_check CHECK ((jsonb_typeof(removed) = 'object'::text));
alter table public.competency_templates add constraint competency_templates_source_format_check CHECK ((source_format = ANY (ARRAY['CASE_1_0'::text, 'CASE_1_1'::text, 'CSV'::text, 'NONE'::text])));
alter table public.competency_templates add constraint competency_templates_status_check CHECK ((status = ANY (ARRAY['DRAFT'::text, 'PUBLISHED'::text, 'DEPRECATED'::text])));
alter table public.competency_templates add constraint competency_templates_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id);
alter table public.competency_templates add constraint competency_templates_replaces_fkey FOREIGN KEY (school_id, replaces_id) REFERENCES public.competency_templates(school_id, id);
alter table public.competency_templates add constraint competency_templates_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.competency_templates add constraint competency_templates_pkey PRIMARY KEY (id);
alter table public.competency_templates add constraint competency_templates_school_id_id_key UNIQUE (school_id, id);
alter table public.consent_decisions add constraint consent_decisions_decision_check CHECK ((decision = ANY (ARRAY['GIVEN'::text, 'REFUSED'::text, 'WITHDRAWN'::text])));
alter table public.consent_decisions add constraint consent_decisions_purpose_check CHECK ((purpose = ANY (ARRAY['assessment_processing'::text, 'learning_analytics'::text, 'research'::text, 'product_analytics'::text])));
alter table public.consent_decisions add constraint consent_decisions_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.consent_decisions add constraint consent_decisions_text_fkey FOREIGN KEY (school_id, text_id) REFERENCES public.consent_texts(school_id, id);
alter table public.consent_decisions add constraint consent_decisions_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.consent_decisions add constraint consent_decisions_pkey PRIMARY KEY (id);
alter table public.consent_texts add constraint consent_texts_purpose_check CHECK ((purpose = ANY (ARRAY['assessment_processing'::text, 'learning_analytics'::text, 'research'::text, 'product_analytics'::text])));
alter table public.consent_texts add constraint consent_texts_version_check CHECK ((version >= 1));
alter table public.consent_texts add constraint consent_texts_words_check CHECK (((words ~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$'::text) OR ((btrim(words) <> ''::text) AND (length(words) <= 5000))));
alter table public.consent_texts add constraint consent_texts_published_by_fkey FOREIGN KEY (school_id, published_by) REFERENCES public.users(school_id, id);
alter table public.consent_texts add constraint consent_texts_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.consent_texts add constraint consent_texts_pkey PRIMARY KEY (id);
alter table public.consent_texts add constraint consent_texts_school_id_id_key UNIQUE (school_id, id);
alter table public.consent_texts add constraint consent_texts_version_key UNIQUE (school_id, purpose, version);
alter table public.consents add constraint consents_purpose_check CHECK ((purpose <> ''::text));
alter table public.consents add constraint consents_text_fkey FOREIGN KEY (school_id, text_id) REFERENCES public.consent_texts(school_id, id);
alter table public.consents add constraint consents_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.consents add constraint consents_pkey PRIMARY KEY (user_id, purpose);
alter table public.deployment_act_items add constraint deployment_act_items_status_check CHECK ((status_before = ANY (ARRAY['NOT_STARTED'::text, 'IN_PROGRESS'::text, 'ACHIEVED'::text, 'APPROVED'::text, 'EXPIRED'::text])));
alter table public.deployment_act_items add constraint deployment_act_items_act_fkey FOREIGN KEY (school_id, act_id) REFERENCES public.deployment_acts(school_id, id) ON DELETE CASCADE;
alter table public.deployment_act_items add constraint deployment_act_items_assignment_fkey FOREIGN KEY (school_id, assignment_id) REFERENCES public.competency_assignments(school_id, id) ON DELETE CASCADE;
alter table public.deployment_act_items add constraint deployment_act_items_student_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.deployment_act_items add constraint deployment_act_items_pkey PRIMARY KEY (act_id, assignment_id);
alter table public.deployment_acts add constraint deployment_acts_changed_check CHECK ((changed >= 0));
alter table public.deployment_acts add constraint deployment_acts_kind_check CHECK ((kind = ANY (ARRAY['CREATE'::text, 'CHANGE'::text, 'CANCEL'::text, 'RETRY'::text, 'MOVE_DUE'::text, 'WITHDRAW'::text, 'KEEP'::text, 'UNDO'::text])));
alter table public.deployment_acts add constraint deployment_acts_reason_check CHECK (((reason ~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$'::text) OR ((reason <> ''::text) AND (length(reason) <= 2000))));
alter table public.deployment_acts add constraint deployment_acts_skipped_check CHECK ((skipped >= 0));
alter table public.deployment_acts add constraint deployment_acts_status_check CHECK ((status = ANY (ARRAY['RUNNING'::text, 'DONE'::text])));
alter table public.deployment_acts add constraint deployment_acts_students_check CHECK ((students >= 0));
alter table public.deployment_acts add constraint deployment_acts_students_done_check CHECK ((students_done >= 0));
alter table public.deployment_acts add constraint deployment_acts_undo_check CHECK (((kind = 'UNDO'::text) = (undoes_id IS NOT NULL)));
alter table public.deployment_acts add constraint deployment_acts_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES public.users(id);
alter table public.deployment_acts add constraint deployment_acts_deployment_fkey FOREIGN KEY (school_id, deployment_id) REFERENCES public.competency_deployments(school_id, id) ON DELETE CASCADE;
alter table public.deployment_acts add constraint deployment_acts_undoes_fkey FOREIGN KEY (school_id, undoes_id) REFERENCES public.deployment_acts(school_id, id) ON DELETE CASCADE;
alter table public.deployment_acts add constraint deployment_acts_pkey PRIMARY KEY (id);
alter table public.deployment_acts add constraint deployment_acts_school_id_id_key UNIQUE (school_id, id);
alter table public.deployment_targets add constraint deployment_targets_type_check CHECK ((target_type = ANY (ARRAY['cohort'::text, 'program'::text, 'student'::text])));
alter table public.deployment_targets add constraint deployment_targets_act_fkey FOREIGN KEY (school_id, withdrawn_by_act) REFERENCES public.deployment_acts(school_id, id);
alter table public.deployment_targets add constraint deployment_targets_deployment_fkey FOREIGN KEY (school_id, deployment_id) REFERENCES public.competency_deployments(school_id, id) ON DELETE CASCADE;
alter table public.deployment_targets add constraint deployment_targets_pkey PRIMARY KEY (deployment_id, target_type, target_id);
alter table public.erasures add constraint erasures_state_check CHECK ((state = ANY (ARRAY['WAITING'::text, 'RUNNING'::text, 'DONE'::text, 'CANCELLED'::text])));
alter table public.erasures add constraint erasures_ended_by_fkey FOREIGN KEY (school_id, ended_by) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.erasures add constraint erasures_requested_by_fkey FOREIGN KEY (school_id, requested_by) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.erasures add constraint erasures_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.erasures add constraint erasures_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.erasures add constraint erasures_pkey PRIMARY KEY (id);
alter table public.error_groups add constraint error_groups_process_check CHECK ((process = ANY (ARRAY['WEB'::text, 'WORKER'::text, 'PAGE'::text, 'BROWSER'::text])));
alter table public.error_groups add constraint error_groups_resolved_check CHECK (((resolved_at IS NULL) OR (regressed_at IS NULL)));
alter table public.error_groups add constraint error_groups_size_check CHECK (((length(kind) <= 100) AND (length(message) <= 500) AND (length(place) <= 300) AND (length(route) <= 200) AND (cardinality(stack) <= 30) AND ((cardinality(releases) >= 1) AND (cardinality(releases) <= 10)) AND (times > 0)));
alter table public.error_groups add constraint error_groups_pkey PRIMARY KEY (id);
alter table public.evaluation_authors add constraint evaluation_authors_evaluation_fkey FOREIGN KEY (school_id, evaluation_id) REFERENCES public.evaluations(school_id, id) ON DELETE CASCADE;
alter table public.evaluation_authors add constraint evaluation_authors_evaluator_fkey FOREIGN KEY (school_id, evaluator_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.evaluation_authors add constraint evaluation_authors_student_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.evaluation_authors add constraint evaluation_authors_pkey PRIMARY KEY (evaluation_id);
alter table public.evaluation_criteria add constraint evaluation_criteria_score_check CHECK ((score >= (0)::numeric));
alter table public.evaluation_criteria add constraint evaluation_criteria_evaluation_fkey FOREIGN KEY (school_id, evaluation_id) REFERENCES public.evaluations(school_id, id) ON DELETE CASCADE;
alter table public.evaluation_criteria add constraint evaluation_criteria_rubric_id_fkey FOREIGN KEY (rubric_id) REFERENCES public.competency_rubrics(id);
alter table public.evaluation_criteria add constraint evaluation_criteria_pkey PRIMARY KEY (evaluation_id, rubric_id);
alter table public.evaluation_private_notes add constraint evaluation_private_notes_sealed_check CHECK ((note ~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$'::text)) NOT VALID;
alter table public.evaluation_private_notes add constraint evaluation_private_notes_evaluation_fkey FOREIGN KEY (school_id, evaluation_id) REFERENCES public.evaluations(school_id, id) ON DELETE CASCADE;
alter table public.evaluation_private_notes add constraint evaluation_private_notes_pkey PRIMARY KEY (evaluation_id);
alter table public.evaluations add constraint evaluations_amendment_check CHECK (((replaces_id IS NULL) OR ((revision > 1) AND (change_reason IS NOT NULL))));
alter table public.evaluations add constraint evaluations_author_check CHECK (
CASE
    WHEN is_anonymous THEN ((evaluator_id IS NULL) AND (guest_name IS NULL) AND (NOT is_self))
    ELSE ((evaluator_id IS NULL) = (guest_name IS NOT NULL))
END);
alter table public.evaluations add constraint evaluations_revision_check CHECK ((revision >= 1));
alter table public.evaluations add constraint evaluations_self_check CHECK (((NOT is_self) OR (evaluator_id = student_id)));
alter table public.evaluations add constraint evaluations_signed_check CHECK (((state = 'DRAFT'::text) OR (signed_at IS NOT NULL)));
alter table public.evaluations add constraint evaluations_state_check CHECK ((state = ANY (ARRAY['DRAFT'::text, 'SIGNED'::text, 'SUPERSEDED'::text, 'VOIDED'::text, 'DISCARDED'::text])));
alter table public.evaluations add constraint evaluations_words_check CHECK (((word_count >= 0) AND ((words IS NOT NULL) OR (word_count = 0)) AND ((word_count > 0) OR (NOT has_next_steps))));
alter table public.evaluations add constraint evaluations_assessment_agrees FOREIGN KEY (school_id, student_id, competency_id, assessment_id) REFERENCES public.assessments(school_id, student_id, competency_id, id) ON DELETE CASCADE;
alter table public.evaluations add constraint evaluations_evaluator_id_fkey FOREIGN KEY (evaluator_id) REFERENCES public.users(id);
alter table public.evaluations add constraint evaluations_replaces_fkey FOREIGN KEY (school_id, replaces_id) REFERENCES public.evaluations(school_id, id) ON DELETE CASCADE;
alter table public.evaluations add constraint evaluations_pkey PRIMARY KEY (id);
alter table public.evaluations add constraint evaluations_school_id_id_key UNIQUE (school_id, id);
alter table public.event_counts add constraint event_counts_count_check CHECK ((count > 0));
alter table public.event_counts add constraint event_counts_pkey PRIMARY KEY (type);
alter table public.events add constraint events_pkey PRIMARY KEY (id);
alter table public.feature_flags add constraint feature_flags_key_check CHECK (((key ~ '^[a-z0-9]+([.-][a-z0-9]+)*$'::text) AND (length(key) <= 64)));
alter table public.feature_flags add constraint feature_flags_revision_check CHECK ((revision >= 1));
alter table public.feature_flags add constraint feature_flags_round_check CHECK ((round >= 1));
alter table public.feature_flags add constraint feature_flags_rules_check CHECK ((jsonb_typeof(rules) = 'object'::text));
alter table public.feature_flags add constraint feature_flags_pkey PRIMARY KEY (key);
alter table public.feedback_answers add constraint feedback_answers_words_check CHECK (((NOT COALESCE(((content -> 'evaluationData'::text) ?| '{feedback,strengths,nextSteps}'::text[]), false)) AND (NOT COALESCE(jsonb_path_exists(content, '$."evaluationData"."criteria"[*]."comment"'::jsonpath), false))));
alter table public.feedback_answers add constraint feedback_answers_asked_fkey FOREIGN KEY (school_id, round_id, evaluator_id) REFERENCES public.feedback_asked(school_id, round_id, evaluator_id) ON DELETE CASCADE;
alter table public.feedback_answers add constraint feedback_answers_student_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.feedback_answers add constraint feedback_answers_pkey PRIMARY KEY (round_id, evaluator_id);
alter table public.feedback_asked add constraint feedback_asked_evaluator_fkey FOREIGN KEY (school_id, evaluator_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.feedback_asked add constraint feedback_asked_round_fkey FOREIGN KEY (school_id, round_id) REFERENCES public.feedback_rounds(school_id, id) ON DELETE CASCADE;
alter table public.feedback_asked add constraint feedback_asked_student_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.feedback_asked add constraint feedback_asked_pkey PRIMARY KEY (round_id, evaluator_id);
alter table public.feedback_asked add constraint feedback_asked_school_key UNIQUE (school_id, round_id, evaluator_id);
alter table public.feedback_rounds add constraint feedback_rounds_ended_check CHECK (((state = 'OPEN'::text) = (ended_at IS NULL)));
alter table public.feedback_rounds add constraint feedback_rounds_state_check CHECK ((state = ANY (ARRAY['OPEN'::text, 'CLOSED'::text, 'CALLED_OFF'::text])));
alter table public.feedback_rounds add constraint feedback_rounds_words_check CHECK ((words <> ''::text));
alter table public.feedback_rounds add constraint feedback_rounds_competency_id_fkey FOREIGN KEY (competency_id) REFERENCES public.competencies(id);
alter table public.feedback_rounds add constraint feedback_rounds_started_by_fkey FOREIGN KEY (school_id, started_by) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.feedback_rounds add constraint feedback_rounds_student_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.feedback_rounds add constraint feedback_rounds_pkey PRIMARY KEY (id);
alter table public.feedback_rounds add constraint feedback_rounds_school_id_id_key UNIQUE (school_id, id);
alter table public.file_removals add constraint file_removals_noted_by_fkey FOREIGN KEY (school_id, noted_by) REFERENCES public.users(school_id, id) ON DELETE SET NULL (noted_by);
alter table public.file_removals add constraint file_removals_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.file_removals add constraint file_removals_pkey PRIMARY KEY (storage_key);
alter table public.files add constraint files_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text));
alter table public.files add constraint files_size_check CHECK ((size_bytes >= 0));
alter table public.files add constraint files_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.files add constraint files_uploaded_by_fkey FOREIGN KEY (uploaded_by) REFERENCES public.users(id) ON DELETE CASCADE;
alter table public.files add constraint files_pkey PRIMARY KEY (id);
alter table public.files add constraint files_school_id_id_key UNIQUE (school_id, id);
alter table public.flag_exposures add constraint flag_exposures_flag_fkey FOREIGN KEY (flag_key) REFERENCES public.feature_flags(key) ON DELETE CASCADE;
alter table public.flag_exposures add constraint flag_exposures_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.flag_exposures add constraint flag_exposures_pkey PRIMARY KEY (flag_key, round, user_id);
alter table public.framework_imports add constraint framework_imports_progress_check CHECK (((progress >= 0) AND (progress <= 100)));
alter table public.framework_imports add constraint framework_imports_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'PARSING'::text, 'READY'::text, 'COMMITTED'::text, 'FAILED'::text, 'DISCARDED'::text])));
alter table public.framework_imports add constraint framework_imports_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id);
alter table public.framework_imports add constraint framework_imports_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.framework_imports add constraint framework_imports_template_fkey FOREIGN KEY (school_id, template_id) REFERENCES public.competency_templates(school_id, id) ON DELETE SET NULL (template_id);
alter table public.framework_imports add constraint framework_imports_pkey PRIMARY KEY (id);
alter table public.framework_migration_students add constraint framework_migration_students_state_check CHECK ((state = ANY (ARRAY['PLANNED'::text, 'LEFT_OUT'::text, 'MOVED'::text, 'SKIPPED'::text, 'UNDOING'::text, 'UNDONE'::text])));
alter table public.framework_migration_students add constraint framework_migration_students_migration_fkey FOREIGN KEY (school_id, migration_id) REFERENCES public.framework_migrations(school_id, id) ON DELETE CASCADE;
alter table public.framework_migration_students add constraint framework_migration_students_student_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.framework_migration_students add constraint framework_migration_students_pkey PRIMARY KEY (migration_id, student_id);
alter table public.framework_migrations add constraint framework_migrations_status_check CHECK ((status = ANY (ARRAY['PREVIEWING'::text, 'READY'::text, 'MOVING'::text, 'MOVED'::text, 'FAILED'::text, 'DISCARDED'::text])));
alter table public.framework_migrations add constraint framework_migrations_students_done_check CHECK ((students_done >= 0));
alter table public.framework_migrations add constraint framework_migrations_students_total_check CHECK ((students_total >= 0));
alter table public.framework_migrations add constraint framework_migrations_cohort_fkey FOREIGN KEY (school_id, cohort_id) REFERENCES public.cohorts(school_id, id) ON DELETE SET NULL (cohort_id);
alter table public.framework_migrations add constraint framework_migrations_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id);
alter table public.framework_migrations add constraint framework_migrations_from_fkey FOREIGN KEY (school_id, from_template_id) REFERENCES public.competency_templates(school_id, id);
alter table public.framework_migrations add constraint framework_migrations_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.framework_migrations add constraint framework_migrations_to_fkey FOREIGN KEY (school_id, to_template_id) REFERENCES public.competency_templates(school_id, id);
alter table public.framework_migrations add constraint framework_migrations_pkey PRIMARY KEY (id);
alter table public.framework_migrations add constraint framework_migrations_school_id_id_key UNIQUE (school_id, id);
alter table public.hidden_students add constraint hidden_students_student_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.hidden_students add constraint hidden_students_supervisor_fkey FOREIGN KEY (school_id, supervisor_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.hidden_students add constraint hidden_students_pkey PRIMARY KEY (supervisor_id, student_id);
alter table public.hidden_suggestions add constraint hidden_suggestions_kind_check CHECK (((length(kind) >= 1) AND (length(kind) <= 60)));
alter table public.hidden_suggestions add constraint hidden_suggestions_subject_check CHECK (((length(subject_id) >= 1) AND (length(subject_id) <= 200)));
alter table public.hidden_suggestions add constraint hidden_suggestions_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.hidden_suggestions add constraint hidden_suggestions_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.hidden_suggestions add constraint hidden_suggestions_pkey PRIMARY KEY (user_id, kind, subject_id);
alter table public.idempotency_keys add constraint idempotency_keys_state_check CHECK ((state = ANY (ARRAY['IN_FLIGHT'::text, 'DONE'::text])));
alter table public.idempotency_keys add constraint idempotency_keys_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.idempotency_keys add constraint idempotency_keys_pkey PRIMARY KEY (user_id, route, key);
alter table public.integrity_checks add constraint integrity_checks_findings_check CHECK ((jsonb_array_length(findings) <= 100));
alter table public.integrity_checks add constraint integrity_checks_found_check CHECK (((state <> 'OK'::text) OR (findings = '[]'::jsonb)));
alter table public.integrity_checks add constraint integrity_checks_kind_check CHECK ((kind = ANY (ARRAY['pages'::text, 'indexes'::text, 'audit'::text, 'files'::text, 'progress'::text, 'backups'::text, 'accounts'::text]))) NOT VALID;
alter table public.integrity_checks add constraint integrity_checks_reason_check CHECK (((reason IS NOT NULL) = (state = ANY (ARRAY['FAILED'::text, 'SKIPPED'::text]))));
alter table public.integrity_checks add constraint integrity_checks_state_check CHECK ((state = ANY (ARRAY['OK'::text, 'FOUND'::text, 'FAILED'::text, 'SKIPPED'::text])));
alter table public.integrity_checks add constraint integrity_checks_pkey PRIMARY KEY (id);
alter table public.invitations add constraint invitations_sent_check CHECK (((sent_at IS NULL) = (expires_at IS NULL)));
alter table public.invitations add constraint invitations_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.invitations add constraint invitations_pkey PRIMARY KEY (id);
alter table public.job_commands add constraint job_commands_act_check CHECK ((act = ANY (ARRAY['RETRY'::text, 'RETRY_ALL'::text, 'DISCARD'::text, 'CANCEL'::text])));
alter table public.job_commands add constraint job_commands_done_check CHECK (((done_at IS NULL) = (outcome IS NULL)));
alter table public.job_commands add constraint job_commands_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'gone'::text, 'scheduled'::text])));
alter table public.job_commands add constraint job_commands_pkey PRIMARY KEY (id);
alter table public.job_counts add constraint job_counts_pkey PRIMARY KEY (job, minute);
alter table public.job_failures add constraint job_failures_pkey PRIMARY KEY (id);
alter table public.known_devices add constraint known_devices_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.known_devices add constraint known_devices_pkey PRIMARY KEY (id);
alter table public.known_devices add constraint known_devices_token_key UNIQUE (user_id, token_hash);
alter table public.learning_analytics add constraint learning_analytics_interaction_type_check CHECK ((interaction_type = ANY (ARRAY['VIEW'::text, 'ASSESSMENT_START'::text, 'ASSESSMENT_COMPLETE'::text, 'EVIDENCE_UPLOAD'::text, 'FEEDBACK_VIEW'::text, 'PROGRESS_CHECK'::text, 'REPORT_GENERATE'::text])));
alter table public.learning_analytics add constraint learning_analytics_competency_id_fkey FOREIGN KEY (competency_id) REFERENCES public.competencies(id) ON DELETE CASCADE;
alter table public.learning_analytics add constraint learning_analytics_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.learning_analytics add constraint learning_analytics_pkey PRIMARY KEY (id);
alter table public.leases add constraint leases_pkey PRIMARY KEY (name);
alter table public.legal_holds add constraint legal_holds_lifted_check CHECK (((lifted_by IS NULL) = (lifted_at IS NULL)));
alter table public.legal_holds add constraint legal_holds_reason_check CHECK (((reason ~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$'::text) OR ((btrim(reason) <> ''::text) AND (length(reason) <= 500))));
alter table public.legal_holds add constraint legal_holds_lifted_by_fkey FOREIGN KEY (school_id, lifted_by) REFERENCES public.users(school_id, id);
alter table public.legal_holds add constraint legal_holds_placed_by_fkey FOREIGN KEY (school_id, placed_by) REFERENCES public.users(school_id, id);
alter table public.legal_holds add constraint legal_holds_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.legal_holds add constraint legal_holds_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.legal_holds add constraint legal_holds_pkey PRIMARY KEY (id);
alter table public.notification_choices add constraint notification_choices_channel_check CHECK ((channel = ANY (ARRAY['IN_APP'::text, 'EMAIL'::text, 'SMS'::text, 'PUSH'::text])));
alter table public.notification_choices add constraint notification_choices_type_check CHECK ((type = ANY (ARRAY['DEADLINE_REMINDER'::text, 'ASSESSMENT_DUE'::text, 'PROGRESS_UPDATE'::text, 'ACHIEVEMENT_UNLOCKED'::text, 'FEEDBACK_AVAILABLE'::text, 'SYSTEM_ANNOUNCEMENT'::text])));
alter table public.notification_choices add constraint notification_choices_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.notification_choices add constraint notification_choices_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.notification_choices add constraint notification_choices_pkey PRIMARY KEY (user_id, type, channel);
alter table public.notification_queue add constraint notification_queue_channel_check CHECK ((channel = ANY (ARRAY['IN_APP'::text, 'EMAIL'::text, 'SMS'::text, 'PUSH'::text])));
alter table public.notification_queue add constraint notification_queue_priority_check CHECK ((priority = ANY (ARRAY['LOW'::text, 'NORMAL'::text, 'HIGH'::text, 'URGENT'::text])));
alter table public.notification_queue add constraint notification_queue_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'SENT'::text, 'FAILED'::text, 'CANCELLED'::text])));
alter table public.notification_queue add constraint notification_queue_type_check CHECK ((type = ANY (ARRAY['DEADLINE_REMINDER'::text, 'ASSESSMENT_DUE'::text, 'PROGRESS_UPDATE'::text, 'ACHIEVEMENT_UNLOCKED'::text, 'FEEDBACK_AVAILABLE'::text, 'SYSTEM_ANNOUNCEMENT'::text])));
alter table public.notification_queue add constraint notification_queue_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.notification_queue add constraint notification_queue_pkey PRIMARY KEY (id);
alter table public.notification_settings add constraint notification_settings_days_check CHECK ((quiet_days = ANY (ARRAY['EVERY_DAY'::text, 'WEEKDAYS'::text, 'WEEKENDS'::text])));
alter table public.notification_settings add constraint notification_settings_pace_check CHECK ((email_pace = ANY (ARRAY['EACH'::text, 'DAILY'::text, 'WEEKLY'::text])));
alter table public.notification_settings add constraint notification_settings_quiet_check CHECK ((((quiet_from IS NULL) = (quiet_to IS NULL)) AND (quiet_from <> quiet_to) AND (quiet_from ~ '^([01]\d|2[0-3]):[0-5]\d$'::text) AND (quiet_to ~ '^([01]\d|2[0-3]):[0-5]\d$'::text)));
alter table public.notification_settings add constraint notification_settings_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.notification_settings add constraint notification_settings_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.notification_settings add constraint notification_settings_pkey PRIMARY KEY (user_id);
alter table public.notification_templates add constraint notification_templates_name_check CHECK ((name <> ''::text));
alter table public.notification_templates add constraint notification_templates_recipient_type_check CHECK ((recipient_type = ANY (ARRAY['STUDENT'::text, 'CLINICAL_SUPERVISOR'::text, 'SCHOOL_ADMIN'::text])));
alter table public.notification_templates add constraint notification_templates_type_check CHECK ((type = ANY (ARRAY['IN_APP'::text, 'EMAIL'::text, 'SMS'::text, 'PUSH'::text])));
alter table public.notification_templates add constraint notification_templates_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id);
alter table public.notification_templates add constraint notification_templates_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.notification_templates add constraint notification_templates_pkey PRIMARY KEY (id);
alter table public.passkeys add constraint passkeys_id_check CHECK ((length(id) <= 1400));
alter table public.passkeys add constraint passkeys_name_check CHECK (((btrim(name) <> ''::text) AND (length(name) <= 60)));
alter table public.passkeys add constraint passkeys_public_key_check CHECK ((octet_length(public_key) <= 4096));
alter table public.passkeys add constraint passkeys_signatures_check CHECK ((signatures >= 0));
alter table public.passkeys add constraint passkeys_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.passkeys add constraint passkeys_pkey PRIMARY KEY (id);
alter table public.people_acts add constraint people_acts_act_check CHECK ((act = ANY (ARRAY['deactivate'::text, 'reactivate'::text, 'move'::text])));
alter table public.people_acts add constraint people_acts_acted_by_fkey FOREIGN KEY (school_id, acted_by) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.people_acts add constraint people_acts_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.people_acts add constraint people_acts_pkey PRIMARY KEY (id);
alter table public.people_import_rows add constraint people_import_rows_outcome_check CHECK ((outcome = ANY (ARRAY['DONE'::text, 'REFUSED'::text])));
alter table public.people_import_rows add constraint people_import_rows_undone_check CHECK ((undone = ANY (ARRAY['REMOVED'::text, 'LEFT'::text, 'RESTORED'::text, 'KEPT'::text])));
alter table public.people_import_rows add constraint people_import_rows_verdict_check CHECK ((verdict = ANY (ARRAY['ADD'::text, 'CHANGE'::text, 'SAME'::text, 'FIX'::text, 'LEFT_OUT'::text])));
alter table public.people_import_rows add constraint people_import_rows_import_fkey FOREIGN KEY (school_id, import_id) REFERENCES public.people_imports(school_id, id) ON DELETE CASCADE;
alter table public.people_import_rows add constraint people_import_rows_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE SET NULL (user_id);
alter table public.people_import_rows add constraint people_import_rows_pkey PRIMARY KEY (import_id, line);
alter table public.people_imports add constraint people_imports_default_role_check CHECK ((default_role = ANY (ARRAY['STUDENT'::text, 'CLINICAL_SUPERVISOR'::text])));
alter table public.people_imports add constraint people_imports_format_check CHECK ((format = ANY (ARRAY['CSV'::text, 'XLSX'::text, 'ONEROSTER'::text])));
alter table public.people_imports add constraint people_imports_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'PARSING'::text, 'CHECKING'::text, 'READY'::text, 'COMMITTING'::text, 'COMMITTED'::text, 'UNDOING'::text, 'UNDONE'::text, 'FAILED'::text, 'DISCARDED'::text])));
alter table public.people_imports add constraint people_imports_created_by_fkey FOREIGN KEY (school_id, created_by) REFERENCES public.users(school_id, id);
alter table public.people_imports add constraint people_imports_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.people_imports add constraint people_imports_pkey PRIMARY KEY (id);
alter table public.people_imports add constraint people_imports_school_id_id_key UNIQUE (school_id, id);
alter table public.person_exports add constraint person_exports_file_check CHECK ((((storage_key IS NULL) = (size_bytes IS NULL)) AND ((storage_key IS NULL) = (sha256 IS NULL)) AND ((storage_key IS NULL) OR (expires_at IS NOT NULL))));
alter table public.person_exports add constraint person_exports_progress_check CHECK (((progress >= 0) AND (progress <= 100)));
alter table public.person_exports add constraint person_exports_state_check CHECK ((state = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text, 'DONE'::text, 'FAILED'::text, 'CANCELLED'::text])));
alter table public.person_exports add constraint person_exports_requested_by_fkey FOREIGN KEY (school_id, requested_by) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.person_exports add constraint person_exports_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.person_exports add constraint person_exports_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.person_exports add constraint person_exports_pkey PRIMARY KEY (id);
alter table public.phone_codes add constraint phone_codes_number_check CHECK ((number ~ '^(\+[1-9]\d{6,14}|s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,})$'::text));
alter table public.phone_codes add constraint phone_codes_tries_check CHECK (((tries >= 0) AND (tries <= 5)));
alter table public.phone_codes add constraint phone_codes_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.phone_codes add constraint phone_codes_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.phone_codes add constraint phone_codes_pkey PRIMARY KEY (id);
alter table public.phone_numbers add constraint phone_numbers_number_check CHECK ((number ~ '^(\+[1-9]\d{6,14}|s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,})$'::text));
alter table public.phone_numbers add constraint phone_numbers_refusal_check CHECK ((refusal = ANY (ARRAY['STOPPED'::text, 'INVALID'::text])));
alter table public.phone_numbers add constraint phone_numbers_refused_check CHECK (((refused_at IS NULL) = (refusal IS NULL)));
alter table public.phone_numbers add constraint phone_numbers_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.phone_numbers add constraint phone_numbers_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.phone_numbers add constraint phone_numbers_pkey PRIMARY KEY (user_id);
alter table public.placement_supervisors add constraint placement_supervisors_placement_fkey FOREIGN KEY (school_id, placement_id) REFERENCES public.placements(school_id, id) ON DELETE CASCADE;
alter table public.placement_supervisors add constraint placement_supervisors_supervisor_fkey FOREIGN KEY (school_id, supervisor_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.placement_supervisors add constraint placement_supervisors_pkey PRIMARY KEY (placement_id, supervisor_id);
alter table public.placements add constraint placements_period_check CHECK ((ends_on >= starts_on));
alter table public.placements add constraint placements_rotation_fkey FOREIGN KEY (school_id, rotation_id) REFERENCES public.rotations(school_id, id);
alter table public.placements add constraint placements_student_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.placements add constraint placements_pkey PRIMARY KEY (id);
alter table public.placements add constraint placements_own_key UNIQUE (school_id, id, student_id, rotation_id);
alter table public.placements add constraint placements_school_id_id_key UNIQUE (school_id, id);
alter table public.prediction_models add constraint prediction_models_state_check CHECK ((state = ANY (ARRAY['SHADOW'::text, 'ACTIVE'::text, 'RETIRED'::text])));
alter table public.prediction_models add constraint prediction_models_version_check CHECK ((version > 0));
alter table public.prediction_models add constraint prediction_models_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id) ON DELETE CASCADE;
alter table public.prediction_models add constraint prediction_models_pkey PRIMARY KEY (id);
alter table public.prediction_models add constraint prediction_models_school_version_key UNIQUE (school_id, version);
alter table public.prediction_settings add constraint prediction_settings_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id) ON DELETE CASCADE;
alter table public.prediction_settings add constraint prediction_settings_pkey PRIMARY KEY (school_id);
alter table public.processed_events add constraint processed_events_pkey PRIMARY KEY (handler, event_id);
alter table public.programs add constraint programs_name_check CHECK ((name <> ''::text));
alter table public.programs add constraint programs_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.programs add constraint programs_pkey PRIMARY KEY (id);
alter table public.programs add constraint programs_school_id_code_key UNIQUE (school_id, code);
alter table public.programs add constraint programs_school_id_id_key UNIQUE (school_id, id);
alter table public.progress_snapshots add constraint progress_snapshots_assignment_fkey FOREIGN KEY (school_id, assignment_id) REFERENCES public.competency_assignments(school_id, id) ON DELETE CASCADE;
alter table public.progress_snapshots add constraint progress_snapshots_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.progress_snapshots add constraint progress_snapshots_pkey PRIMARY KEY (id);
alter table public.push_subscriptions add constraint push_subscriptions_endpoint_check CHECK (((endpoint ~ '^https://'::text) AND (length(endpoint) <= 1000)));
alter table public.push_subscriptions add constraint push_subscriptions_failure_check CHECK (((failed_at IS NULL) = (failure IS NULL)));
alter table public.push_subscriptions add constraint push_subscriptions_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.push_subscriptions add constraint push_subscriptions_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.push_subscriptions add constraint push_subscriptions_pkey PRIMARY KEY (id);
alter table public.push_subscriptions add constraint push_subscriptions_endpoint_key UNIQUE (endpoint);
alter table public.quick_phrases add constraint quick_phrases_kind_check CHECK ((kind = ANY (ARRAY['STRENGTH'::text, 'NEXT_STEP'::text, 'ANY'::text])));
alter table public.quick_phrases add constraint quick_phrases_words_check CHECK (((btrim(words) <> ''::text) AND (length(words) <= 500)));
alter table public.quick_phrases add constraint quick_phrases_owner_fkey FOREIGN KEY (school_id, owner_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.quick_phrases add constraint quick_phrases_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.quick_phrases add constraint quick_phrases_pkey PRIMARY KEY (id);
alter table public.quick_phrases add constraint quick_phrases_once UNIQUE NULLS NOT DISTINCT (school_id, owner_id, kind, words);
alter table public.rated_assessments add constraint rated_assessments_answer_check CHECK (((requested_at IS NULL) = (answered_after_hours IS NULL)));
alter table public.rated_assessments add constraint rated_assessments_band_check CHECK (((band >= '-1'::integer) AND (band <= 1)));
alter table public.rated_assessments add constraint rated_assessments_assessment_fkey FOREIGN KEY (school_id, assessment_id) REFERENCES public.assessments(school_id, id) ON DELETE CASCADE;
alter table public.rated_assessments add constraint rated_assessments_pkey PRIMARY KEY (assessment_id);
alter table public.rating_scales add constraint rating_scales_binary_check CHECK (((kind <> 'BINARY'::text) OR ((min_value = (0)::numeric) AND (max_value = (1)::numeric))));
alter table public.rating_scales add constraint rating_scales_kind_check CHECK ((kind = ANY (ARRAY['ORDINAL'::text, 'NUMERIC'::text, 'BINARY'::text])));
alter table public.rating_scales add constraint rating_scales_levels_check CHECK ((jsonb_typeof(levels) = 'array'::text));
alter table public.rating_scales add constraint rating_scales_mean_check CHECK ((NOT ((kind = 'BINARY'::text) AND allow_mean)));
alter table public.rating_scales add constraint rating_scales_name_check CHECK ((name <> ''::text));
alter table public.rating_scales add constraint rating_scales_target_check CHECK (((min_value < default_target) AND (default_target <= max_value)));
alter table public.rating_scales add constraint rating_scales_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.rating_scales add constraint rating_scales_pkey PRIMARY KEY (id);
alter table public.recovery_codes add constraint recovery_codes_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.recovery_codes add constraint recovery_codes_pkey PRIMARY KEY (user_id, code_hash);
alter table public.refresh_tokens add constraint refresh_tokens_session_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id) ON DELETE CASCADE;
alter table public.refresh_tokens add constraint refresh_tokens_pkey PRIMARY KEY (token_hash);
alter table public.report_cache add constraint report_cache_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id) ON DELETE CASCADE;
alter table public.report_cache add constraint report_cache_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.report_cache add constraint report_cache_pkey PRIMARY KEY (id);
alter table public.report_cache add constraint report_cache_cache_key_key UNIQUE (cache_key);
alter table public.report_definitions add constraint report_definitions_schedule_check CHECK (((schedule IS NULL) = (next_at IS NULL)));
alter table public.report_definitions add constraint report_definitions_sharing_check CHECK ((sharing = ANY (ARRAY['PRIVATE'::text, 'SCHOOL'::text])));
alter table public.report_definitions add constraint report_definitions_title_check CHECK (((btrim(title) <> ''::text) AND (length(title) <= 120)));
alter table public.report_definitions add constraint report_definitions_owner_fkey FOREIGN KEY (school_id, owner_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.report_definitions add constraint report_definitions_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.report_definitions add constraint report_definitions_pkey PRIMARY KEY (id);
alter table public.report_definitions add constraint report_definitions_school_id_id_key UNIQUE (school_id, id);
alter table public.report_runs add constraint report_runs_progress_check CHECK (((progress >= 0) AND (progress <= 100)));
alter table public.report_runs add constraint report_runs_state_check CHECK ((state = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text, 'DONE'::text, 'FAILED'::text, 'CANCELLED'::text])));
alter table public.report_runs add constraint report_runs_definition_fkey FOREIGN KEY (school_id, definition_id) REFERENCES public.report_definitions(school_id, id) ON DELETE SET NULL (definition_id);
alter table public.report_runs add constraint report_runs_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.report_runs add constraint report_runs_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.report_runs add constraint report_runs_pkey PRIMARY KEY (id);
alter table public.request_rules add constraint request_rules_days_back_check CHECK (((days_back >= 0) AND (days_back <= 60)));
alter table public.request_rules add constraint request_rules_days_to_answer_check CHECK (((days_to_answer >= 1) AND (days_to_answer <= 60)));
alter table public.request_rules add constraint request_rules_reminder_days_check CHECK (((reminder_days >= 0) AND (reminder_days < days_to_answer)));
alter table public.request_rules add constraint request_rules_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id) ON DELETE CASCADE;
alter table public.request_rules add constraint request_rules_pkey PRIMARY KEY (school_id);
alter table public.rotations add constraint rotations_name_check CHECK ((name <> ''::text));
alter table public.rotations add constraint rotations_period_check CHECK ((ends_on >= starts_on));
alter table public.rotations add constraint rotations_places_check CHECK (((places >= 1) AND (places <= 10000)));
alter table public.rotations add constraint rotations_required_minutes_check CHECK (((required_minutes >= 1) AND (required_minutes <= 600000)));
alter table public.rotations add constraint rotations_program_fkey FOREIGN KEY (school_id, program_id) REFERENCES public.programs(school_id, id);
alter table public.rotations add constraint rotations_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.rotations add constraint rotations_pkey PRIMARY KEY (id);
alter table public.rotations add constraint rotations_school_id_id_key UNIQUE (school_id, id);
alter table public.saved_views add constraint saved_views_name_check CHECK (((btrim(name) <> ''::text) AND (length(name) <= 60)));
alter table public.saved_views add constraint saved_views_page_check CHECK ((page = 'people'::text));
alter table public.saved_views add constraint saved_views_query_check CHECK ((length(query) <= 2000));
alter table public.saved_views add constraint saved_views_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.saved_views add constraint saved_views_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.saved_views add constraint saved_views_pkey PRIMARY KEY (id);
alter table public.school_logos add constraint school_logos_content_check CHECK (((octet_length(content) >= 1) AND (octet_length(content) <= 262144)));
alter table public.school_logos add constraint school_logos_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id) ON DELETE CASCADE;
alter table public.school_logos add constraint school_logos_pkey PRIMARY KEY (school_id);
alter table public.schools add constraint schools_academic_year_starts_check CHECK ((academic_year_starts ~ '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'::text));
alter table public.schools add constraint schools_color_check CHECK ((color ~ '^#[0-9a-f]{6}$'::text));
alter table public.schools add constraint schools_due_reminder_days_check CHECK (((cardinality(due_reminder_days) <= 4) AND (1 <= ALL (due_reminder_days)) AND (60 >= ALL (due_reminder_days)) AND (array_position(due_reminder_days, NULL::integer) IS NULL)));
alter table public.schools add constraint schools_logo_tag_check CHECK ((logo_tag <> ''::text));
alter table public.schools add constraint schools_max_storage_bytes_check CHECK ((max_storage_bytes >= 0));
alter table public.schools add constraint schools_max_students_check CHECK (((max_students >= 0) AND (max_students <= 10000000)));
alter table public.schools add constraint schools_name_check CHECK ((name <> ''::text));
alter table public.schools add constraint schools_reassess_after_days_check CHECK (((reassess_after_days >= 1) AND (reassess_after_days <= 365)));
alter table public.schools add constraint schools_sample_of_check CHECK ((sample_of <> id));
alter table public.schools add constraint schools_settings_check CHECK ((jsonb_typeof(settings) = 'object'::text));
alter table public.schools add constraint schools_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'SUSPENDED'::text])));
alter table public.schools add constraint schools_suspended_check CHECK ((((status = 'SUSPENDED'::text) = (suspended_at IS NOT NULL)) AND ((suspended_at IS NULL) = (suspended_reason IS NULL))));
alter table public.schools add constraint schools_suspended_reason_check CHECK (((length(suspended_reason) >= 1) AND (length(suspended_reason) <= 500)));
alter table public.schools add constraint schools_time_zone_check CHECK ((time_zone <> ''::text));
alter table public.schools add constraint schools_sample_of_fkey FOREIGN KEY (sample_of) REFERENCES public.schools(id);
alter table public.schools add constraint schools_pkey PRIMARY KEY (id);
alter table public.schools add constraint schools_sample_of_key UNIQUE (sample_of);
alter table public.sessions add constraint sessions_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.sessions add constraint sessions_pkey PRIMARY KEY (id);
alter table public.sign_in_attempts add constraint sign_in_attempts_pkey PRIMARY KEY (key);
alter table public.sign_in_challenges add constraint sign_in_challenges_kind_check CHECK ((kind = ANY (ARRAY['SIGN_IN'::text, 'PASSKEY'::text, 'REGISTER'::text, 'STEP_UP'::text])));
alter table public.sign_in_challenges add constraint sign_in_challenges_school_check CHECK (((school_id IS NULL) = (user_id IS NULL)));
alter table public.sign_in_challenges add constraint sign_in_challenges_user_check CHECK (((kind = 'PASSKEY'::text) = (user_id IS NULL)));
alter table public.sign_in_challenges add constraint sign_in_challenges_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.sign_in_challenges add constraint sign_in_challenges_pkey PRIMARY KEY (id_hash);
alter table public.sign_in_rules add constraint sign_in_rules_factor_roles_check CHECK ((factor_roles <@ ARRAY['STUDENT'::text, 'CLINICAL_SUPERVISOR'::text, 'SCHOOL_ADMIN'::text, 'SUPER_ADMIN'::text]));
alter table public.sign_in_rules add constraint sign_in_rules_idle_minutes_check CHECK (((idle_minutes >= 15) AND (idle_minutes <= 43200)));
alter table public.sign_in_rules add constraint sign_in_rules_longest_hours_check CHECK (((longest_hours >= 1) AND (longest_hours <= 2160)));
alter table public.sign_in_rules add constraint sign_in_rules_shared_idle_minutes_check CHECK (((shared_idle_minutes >= 2) AND (shared_idle_minutes <= 60)));
alter table public.sign_in_rules add constraint sign_in_rules_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id) ON DELETE CASCADE;
alter table public.sign_in_rules add constraint sign_in_rules_pkey PRIMARY KEY (school_id);
alter table public.student_cells add constraint student_cells_cells_check CHECK ((jsonb_typeof(cells) = 'object'::text));
alter table public.student_cells add constraint student_cells_student_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.student_cells add constraint student_cells_pkey PRIMARY KEY (student_id);
alter table public.student_predictions add constraint student_predictions_chance_check CHECK (((chance >= (0)::numeric) AND (chance <= (1)::numeric)));
alter table public.student_predictions add constraint student_predictions_kind_check CHECK ((kind = ANY (ARRAY['RULE'::text, 'MODEL'::text])));
alter table public.student_predictions add constraint student_predictions_kind_model_check CHECK (((kind = 'MODEL'::text) = (model_version IS NOT NULL)));
alter table public.student_predictions add constraint student_predictions_known_check CHECK ((is_known OR (NOT is_flagged)));
alter table public.student_predictions add constraint student_predictions_user_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.student_predictions add constraint student_predictions_pkey PRIMARY KEY (student_id);
alter table public.student_progress add constraint student_progress_category_breakdown_check CHECK ((jsonb_typeof(category_breakdown) = 'array'::text));
alter table public.student_progress add constraint student_progress_completed_check CHECK ((completed >= 0));
alter table public.student_progress add constraint student_progress_counts_check CHECK ((completed <= total));
alter table public.student_progress add constraint student_progress_recent_activities_check CHECK ((jsonb_typeof(recent_activities) = 'array'::text));
alter table public.student_progress add constraint student_progress_total_check CHECK ((total >= 0));
alter table public.student_progress add constraint student_progress_upcoming_deadlines_check CHECK ((jsonb_typeof(upcoming_deadlines) = 'array'::text));
alter table public.student_progress add constraint student_progress_student_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.student_progress add constraint student_progress_pkey PRIMARY KEY (student_id);
alter table public.submission_acts add constraint submission_acts_act_check CHECK ((act = ANY (ARRAY['SUBMITTED'::text, 'IN_REVIEW'::text, 'RETURNED'::text, 'APPROVED'::text, 'REJECTED'::text, 'WITHDRAWN'::text])));
alter table public.submission_acts add constraint submission_acts_comment_check CHECK (((act <> ALL (ARRAY['RETURNED'::text, 'APPROVED'::text, 'REJECTED'::text])) OR (words IS NOT NULL)));
alter table public.submission_acts add constraint submission_acts_evidence_check CHECK (((act = 'SUBMITTED'::text) = (evidence IS NOT NULL)));
alter table public.submission_acts add constraint submission_acts_words_check CHECK ((words <> ''::text));
alter table public.submission_acts add constraint submission_acts_actor_fkey FOREIGN KEY (school_id, actor_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.submission_acts add constraint submission_acts_student_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.submission_acts add constraint submission_acts_submission_fkey FOREIGN KEY (school_id, submission_id) REFERENCES public.competency_submissions(school_id, id) ON DELETE CASCADE;
alter table public.submission_acts add constraint submission_acts_pkey PRIMARY KEY (id);
alter table public.submission_files add constraint submission_files_file_fkey FOREIGN KEY (school_id, file_id) REFERENCES public.files(school_id, id) ON DELETE CASCADE;
alter table public.submission_files add constraint submission_files_submission_fkey FOREIGN KEY (school_id, submission_id) REFERENCES public.competency_submissions(school_id, id) ON DELETE CASCADE;
alter table public.submission_files add constraint submission_files_pkey PRIMARY KEY (submission_id, file_id);
alter table public.terms add constraint terms_name_check CHECK (((btrim(name) <> ''::text) AND (length(name) <= 120)));
alter table public.terms add constraint terms_period_check CHECK ((ends_on >= starts_on));
alter table public.terms add constraint terms_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.terms add constraint terms_pkey PRIMARY KEY (id);
alter table public.terms add constraint terms_school_id_id_key UNIQUE (school_id, id);
alter table public.time_record_timers add constraint time_record_timers_break_check CHECK ((break_seconds >= 0));
alter table public.time_record_timers add constraint time_record_timers_placement_fkey FOREIGN KEY (school_id, placement_id, student_id, rotation_id) REFERENCES public.placements(school_id, id, student_id, rotation_id) ON DELETE CASCADE;
alter table public.time_record_timers add constraint time_record_timers_student_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.time_record_timers add constraint time_record_timers_pkey PRIMARY KEY (student_id);
alter table public.time_records add constraint time_records_adjustment_check CHECK (((minutes > 0) OR (adjusts_id IS NOT NULL)));
alter table public.time_records add constraint time_records_adjustment_reason_check CHECK (((adjusts_id IS NULL) OR (note IS NOT NULL)));
alter table public.time_records add constraint time_records_break_check CHECK (((break_minutes >= 0) AND (break_minutes <= 1439)));
alter table public.time_records add constraint time_records_minutes_check CHECK (((minutes <> 0) AND (abs(minutes) <= 1440)));
alter table public.time_records add constraint time_records_period_check CHECK (((ended_at > started_at) AND ((ended_at - started_at) <= '24:00:00'::interval)));
alter table public.time_records add constraint time_records_place_check CHECK ((place <> ''::text));
alter table public.time_records add constraint time_records_refusal_check CHECK (((status <> ALL (ARRAY['NOT_APPROVED'::text, 'NEEDS_INFO'::text])) OR (reason IS NOT NULL)));
alter table public.time_records add constraint time_records_revision_check CHECK ((revision >= 1));
alter table public.time_records add constraint time_records_status_check CHECK ((status = ANY (ARRAY['DRAFT'::text, 'PENDING'::text, 'APPROVED'::text, 'NOT_APPROVED'::text, 'NEEDS_INFO'::text])));
alter table public.time_records add constraint time_records_worked_check CHECK (((adjusts_id IS NOT NULL) OR (((minutes + break_minutes))::numeric <= ceil((EXTRACT(epoch FROM (ended_at - started_at)) / (60)::numeric)))));
alter table public.time_records add constraint time_records_adjusts_fkey FOREIGN KEY (school_id, adjusts_id) REFERENCES public.time_records(school_id, id) ON DELETE CASCADE;
alter table public.time_records add constraint time_records_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.users(id);
alter table public.time_records add constraint time_records_placement_fkey FOREIGN KEY (school_id, placement_id, student_id, rotation_id) REFERENCES public.placements(school_id, id, student_id, rotation_id) ON DELETE CASCADE;
alter table public.time_records add constraint time_records_student_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.time_records add constraint time_records_pkey PRIMARY KEY (id);
alter table public.time_records add constraint time_records_school_id_id_key UNIQUE (school_id, id);
alter table public.totp_factors add constraint totp_factors_user_fkey FOREIGN KEY (school_id, user_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.totp_factors add constraint totp_factors_pkey PRIMARY KEY (user_id);
alter table public.transcripts add constraint transcripts_code_check CHECK ((code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'::text));
alter table public.transcripts add constraint transcripts_counts_check CHECK (((completed >= 0) AND (completed <= total)));
alter table public.transcripts add constraint transcripts_student_fkey FOREIGN KEY (school_id, student_id) REFERENCES public.users(school_id, id) ON DELETE CASCADE;
alter table public.transcripts add constraint transcripts_pkey PRIMARY KEY (code);
alter table public.transcripts add constraint transcripts_digest_key UNIQUE (student_id, digest);
alter table public.users add constraint users_email_check CHECK ((email <> ''::text));
alter table public.users add constraint users_external_id_check CHECK (((external_id <> ''::text) AND (length(external_id) <= 200)));
alter table public.users add constraint users_merged_into_check CHECK (((merged_into IS NULL) OR ((status = 'LEFT'::text) AND (merged_into <> id))));
alter table public.users add constraint users_name_check CHECK ((name <> ''::text));
alter table public.users add constraint users_picture_check CHECK (((octet_length(picture) >= 1) AND (octet_length(picture) <= 131072)));
alter table public.users add constraint users_picture_tag_check CHECK (((picture IS NULL) = (picture_tag IS NULL)));
alter table public.users add constraint users_pronouns_check CHECK (((char_length(pronouns) >= 1) AND (char_length(pronouns) <= 40)));
alter table public.users add constraint users_role_check CHECK ((role = ANY (ARRAY['STUDENT'::text, 'CLINICAL_SUPERVISOR'::text, 'SCHOOL_ADMIN'::text, 'SUPER_ADMIN'::text, 'SYSTEM'::text])));
alter table public.users add constraint users_shared_school_check CHECK (((role = ANY (ARRAY['SUPER_ADMIN'::text, 'SYSTEM'::text])) = (school_id = 'default'::text)));
alter table public.users add constraint users_status_before_check CHECK ((status_before = ANY (ARRAY['ACTIVE'::text, 'INVITED'::text])));
alter table public.users add constraint users_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'INVITED'::text, 'SUSPENDED'::text, 'LEFT'::text])));
alter table public.users add constraint users_status_reason_check CHECK (((status_reason ~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$'::text) OR ((btrim(status_reason) <> ''::text) AND (length(status_reason) <= 300))));
alter table public.users add constraint users_theme_check CHECK ((theme = ANY (ARRAY['light'::text, 'dark'::text, 'system'::text])));
alter table public.users add constraint users_year_of_study_check CHECK (((year_of_study >= 1) AND (year_of_study <= 20)));
alter table public.users add constraint users_cohort_fkey FOREIGN KEY (school_id, cohort_id) REFERENCES public.cohorts(school_id, id);
alter table public.users add constraint users_merged_into_fkey FOREIGN KEY (school_id, merged_into) REFERENCES public.users(school_id, id);
alter table public.users add constraint users_program_fkey FOREIGN KEY (school_id, program_id) REFERENCES public.programs(school_id, id);
alter table public.users add constraint users_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id);
alter table public.users add constraint users_pkey PRIMARY KEY (id);
alter table public.users add constraint users_school_id_id_key UNIQUE (school_id, id);
alter table public.wording_settings add constraint wording_settings_address_check CHECK (((address ~ '^https://'::text) AND (length(address) <= 300)));
alter table public.wording_settings add constraint wording_settings_fault_check CHECK ((fault = ANY (ARRAY['ADDRESS'::text, 'KEY_REFUSED'::text, 'KEY_UNREADABLE'::text, 'REQUEST_REFUSED'::text, 'UNREACHABLE'::text, 'UNREADABLE'::text])));
alter table public.wording_settings add constraint wording_settings_key_check CHECK (((sealed_key IS NULL) = (sealed_with IS NULL)));
alter table public.wording_settings add constraint wording_settings_model_check CHECK (((btrim(model) <> ''::text) AND (length(model) <= 100)));
alter table public.wording_settings add constraint wording_settings_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id) ON DELETE CASCADE;
alter table public.wording_settings add constraint wording_settings_pkey PRIMARY KEY (school_id);
alter table public.wordings add constraint wordings_shown_check CHECK (((NOT is_shown) OR ((refusal IS NULL) AND (NOT is_set_aside))));
alter table public.wordings add constraint wordings_words_check CHECK ((length(words) <= 1000));
alter table public.wordings add constraint wordings_school_id_fkey FOREIGN KEY (school_id) REFERENCES public.schools(id) ON DELETE CASCADE;
alter table public.wordings add constraint wordings_pkey PRIMARY KEY (school_id, sentence_id);

-- Indexes

CREATE INDEX access_log_subject_idx ON public.access_log USING btree (subject_id, id);
CREATE INDEX account_user_id_idx ON identity.account USING btree (user_id);
CREATE INDEX acknowledged_flags_by_idx ON public.acknowledged_flags USING btree (school_id, acknowledged_by);
CREATE INDEX acknowledged_flags_student_idx ON public.acknowledged_flags USING btree (school_id, student_id);
CREATE INDEX assessment_acts_actor_idx ON public.assessment_acts USING btree (actor_id);
CREATE INDEX assessment_acts_assessment_idx ON public.assessment_acts USING btree (assessment_id, created_at);
CREATE INDEX assessment_acts_evaluation_idx ON public.assessment_acts USING btree (evaluation_id);
CREATE INDEX assessment_acts_student_idx ON public.assessment_acts USING btree (student_id);
CREATE INDEX assessment_files_file_idx ON public.assessment_files USING btree (file_id);
CREATE INDEX assessments_assessor_idx ON public.assessments USING btree (assessor_id, observed_at) WHERE (status = ANY (ARRAY['SUBMITTED'::text, 'APPROVED'::text, 'REJECTED'::text, 'VOIDED'::text]));
CREATE INDEX assessments_expired_idx ON public.assessments USING btree (school_id, expires_at, id) WHERE (status = 'EXPIRED'::text);
CREATE INDEX assessments_expired_student_idx ON public.assessments USING btree (student_id, expires_at) WHERE (status = 'EXPIRED'::text);
CREATE INDEX assessments_expiry_idx ON public.assessments USING btree (expires_at) WHERE (status = 'REQUESTED'::text);
CREATE INDEX assessments_inbox_idx ON public.assessments USING btree (assessor_id, id) WHERE (status = ANY (ARRAY['REQUESTED'::text, 'DRAFT'::text, 'REJECTED'::text]));
CREATE INDEX assessments_opened_idx ON public.assessments USING btree (school_id, opened_at, id) WHERE ((status = 'DRAFT'::text) AND (requested_by IS NOT NULL));
CREATE INDEX assessments_recent_idx ON public.assessments USING btree (COALESCE(observed_at, created_at) DESC, id DESC);
CREATE INDEX assignment_cycles_student_idx ON public.assignment_cycles USING btree (student_id);
CREATE INDEX assignment_deployments_act_idx ON public.assignment_deployments USING btree (withdrawn_by_act) WHERE (withdrawn_by_act IS NOT NULL);
CREATE INDEX assignment_deployments_deployment_idx ON public.assignment_deployments USING btree (deployment_id);
CREATE INDEX audit_anchors_school_id_idx ON public.audit_anchors USING btree (school_id, anchored_at);
CREATE INDEX audit_log_unsealed_idx ON public.audit_log USING btree (id) WHERE (seal_number IS NULL);
CREATE INDEX certificates_student_idx ON public.certificates USING btree (student_id, issued_at DESC);
CREATE INDEX cohorts_program_idx ON public.cohorts USING btree (program_id);
CREATE INDEX competencies_needs_approval ON public.competencies USING btree (school_id) WHERE needs_approval;
CREATE INDEX competencies_replaces_idx ON public.competencies USING btree (replaces_id) WHERE (replaces_id IS NOT NULL);
CREATE INDEX competencies_template_idx ON public.competencies USING btree (template_id, sort_order);
CREATE INDEX competencies_validity_idx ON public.competencies USING btree (school_id, id) WHERE (validity_months IS NOT NULL);
CREATE INDEX competency_assignments_competency_idx ON public.competency_assignments USING btree (competency_id);
CREATE INDEX competency_assignments_deployment_idx ON public.competency_assignments USING btree (deployment_id);
CREATE INDEX competency_assignments_due_idx ON public.competency_assignments USING btree (due_date) WHERE (completion_date IS NULL);
CREATE INDEX competency_assignments_user_due_idx ON public.competency_assignments USING btree (user_id, due_date) INCLUDE (school_id, competency_id, status, completion_date, cycle_starts_at, deployment_id, created_at);
CREATE INDEX competency_deployments_due_rotation_idx ON public.competency_deployments USING btree (due_rotation_id) WHERE (due_rotation_id IS NOT NULL);
CREATE INDEX competency_deployments_scheduled_idx ON public.competency_deployments USING btree (effective_at) WHERE (status = 'SCHEDULED'::text);
CREATE INDEX competency_deployments_template_idx ON public.competency_deployments USING btree (template_id);
CREATE INDEX competency_submissions_competency_idx ON public.competency_submissions USING btree (student_id, competency_id);
CREATE INDEX competency_submissions_evaluation_idx ON public.competency_submissions USING btree (evaluation_id) WHERE (evaluation_id IS NOT NULL);
CREATE INDEX competency_submissions_newest_idx ON public.competency_submissions USING btree (school_id, updated_at, id);
CREATE INDEX competency_submissions_queue_idx ON public.competency_submissions USING btree (school_id, id) WHERE (status = ANY (ARRAY['SUBMITTED'::text, 'IN_REVIEW'::text]));
CREATE INDEX competency_submissions_student_idx ON public.competency_submissions USING btree (student_id, id);
CREATE INDEX competency_template_items_competency_idx ON public.competency_template_items USING btree (competency_id) WHERE (competency_id IS NOT NULL);
CREATE INDEX competency_template_items_order_idx ON public.competency_template_items USING btree (template_id, sort_order);
CREATE INDEX competency_template_items_parent_idx ON public.competency_template_items USING btree (parent_id) WHERE (parent_id IS NOT NULL);
CREATE INDEX competency_templates_replaces_idx ON public.competency_templates USING btree (replaces_id) WHERE (replaces_id IS NOT NULL);
CREATE INDEX consent_decisions_text_idx ON public.consent_decisions USING btree (school_id, text_id);
CREATE INDEX consent_decisions_user_idx ON public.consent_decisions USING btree (school_id, user_id, decided_at);
CREATE INDEX consent_texts_published_by_idx ON public.consent_texts USING btree (school_id, published_by);
CREATE INDEX consents_text_idx ON public.consents USING btree (school_id, text_id);
CREATE INDEX deployment_act_items_assignment_idx ON public.deployment_act_items USING btree (assignment_id);
CREATE INDEX deployment_act_items_student_idx ON public.deployment_act_items USING btree (act_id, student_id);
CREATE INDEX deployment_act_items_user_idx ON public.deployment_act_items USING btree (student_id);
CREATE INDEX deployment_acts_actor_idx ON public.deployment_acts USING btree (actor_id);
CREATE INDEX deployment_acts_deployment_idx ON public.deployment_acts USING btree (deployment_id, id);
CREATE INDEX deployment_acts_running_idx ON public.deployment_acts USING btree (updated_at) WHERE (status = 'RUNNING'::text);
CREATE INDEX deployment_targets_act_idx ON public.deployment_targets USING btree (withdrawn_by_act) WHERE (withdrawn_by_act IS NOT NULL);
CREATE INDEX deployment_targets_target_idx ON public.deployment_targets USING btree (target_id);
CREATE INDEX erasures_due_idx ON public.erasures USING btree (due_at) WHERE (state = ANY (ARRAY['WAITING'::text, 'RUNNING'::text]));
CREATE INDEX erasures_ended_by_idx ON public.erasures USING btree (school_id, ended_by);
CREATE INDEX erasures_requested_by_idx ON public.erasures USING btree (school_id, requested_by);
CREATE INDEX erasures_user_idx ON public.erasures USING btree (school_id, user_id);
CREATE INDEX error_groups_latest_idx ON public.error_groups USING btree (last_seen_at, id);
CREATE INDEX evaluation_authors_evaluator_idx ON public.evaluation_authors USING btree (evaluator_id);
CREATE INDEX evaluation_authors_student_idx ON public.evaluation_authors USING btree (student_id);
CREATE INDEX evaluations_assessment_idx ON public.evaluations USING btree (assessment_id);
CREATE INDEX evaluations_evidence_idx ON public.evaluations USING btree (student_id, competency_id);
CREATE INDEX events_unnumbered_idx ON public.events USING btree (id) WHERE (seq IS NULL);
CREATE INDEX feedback_answers_student_idx ON public.feedback_answers USING btree (student_id);
CREATE INDEX feedback_asked_evaluator_idx ON public.feedback_asked USING btree (evaluator_id);
CREATE INDEX feedback_asked_student_idx ON public.feedback_asked USING btree (student_id);
CREATE INDEX feedback_asked_waiting_idx ON public.feedback_asked USING btree (evaluator_id, round_id) WHERE (answered_at IS NULL);
CREATE INDEX feedback_rounds_competency_idx ON public.feedback_rounds USING btree (competency_id);
CREATE INDEX feedback_rounds_started_by_idx ON public.feedback_rounds USING btree (started_by, id);
CREATE INDEX feedback_rounds_student_idx ON public.feedback_rounds USING btree (student_id, id);
CREATE INDEX file_removals_due_idx ON public.file_removals USING btree (due_at);
CREATE INDEX file_removals_noted_by_idx ON public.file_removals USING btree (school_id, noted_by);
CREATE INDEX files_loose_idx ON public.files USING btree (loose_since) WHERE (loose_since IS NOT NULL);
CREATE INDEX files_sha256_idx ON public.files USING btree (school_id, sha256);
CREATE INDEX files_uploaded_by_idx ON public.files USING btree (uploaded_by);
CREATE INDEX flag_exposures_user_idx ON public.flag_exposures USING btree (school_id, user_id);
CREATE INDEX framework_migration_students_student_idx ON public.framework_migration_students USING btree (student_id);
CREATE INDEX framework_migration_students_undoing_idx ON public.framework_migration_students USING btree (migration_id) WHERE (state = 'UNDOING'::text);
CREATE INDEX framework_migrations_cohort_idx ON public.framework_migrations USING btree (cohort_id) WHERE (cohort_id IS NOT NULL);
CREATE INDEX framework_migrations_created_by_idx ON public.framework_migrations USING btree (created_by);
CREATE INDEX framework_migrations_from_idx ON public.framework_migrations USING btree (from_template_id);
CREATE INDEX framework_migrations_to_idx ON public.framework_migrations USING btree (to_template_id);
CREATE INDEX hidden_students_student_idx ON public.hidden_students USING btree (student_id);
CREATE INDEX hidden_suggestions_school_idx ON public.hidden_suggestions USING btree (school_id, user_id);
CREATE INDEX idx_competency_rubrics_competency ON public.competency_rubrics USING btree (competency_id);
CREATE INDEX idx_competency_rubrics_order ON public.competency_rubrics USING btree (competency_id, order_index);
CREATE INDEX idx_learning_analytics_competency ON public.learning_analytics USING btree (competency_id);
CREATE INDEX idx_learning_analytics_type ON public.learning_analytics USING btree (interaction_type);
CREATE INDEX idx_learning_analytics_user_time ON public.learning_analytics USING btree (user_id, "timestamp" DESC);
CREATE INDEX idx_notification_queue_status_scheduled ON public.notification_queue USING btree (status, scheduled_for);
CREATE INDEX idx_notification_queue_type ON public.notification_queue USING btree (type);
CREATE INDEX idx_notification_queue_user ON public.notification_queue USING btree (user_id, created_at);
CREATE INDEX idx_progress_snapshots_assignment ON public.progress_snapshots USING btree (assignment_id);
CREATE INDEX idx_progress_snapshots_user_date ON public.progress_snapshots USING btree (user_id, snapshot_date DESC);
CREATE INDEX idx_report_cache_expires ON public.report_cache USING btree (expires_at);
CREATE INDEX idx_report_cache_key ON public.report_cache USING btree (cache_key);
CREATE INDEX idx_report_cache_user ON public.report_cache USING btree (user_id);
CREATE INDEX integrity_checks_newest_idx ON public.integrity_checks USING btree (kind, id);
CREATE INDEX invitations_user_idx ON public.invitations USING btree (user_id, created_at);
CREATE INDEX invitations_waiting_idx ON public.invitations USING btree (next_try_at) WHERE (sent_at IS NULL);
CREATE INDEX job_commands_pending_idx ON public.job_commands USING btree (requested_at) WHERE (done_at IS NULL);
CREATE INDEX job_commands_requested_idx ON public.job_commands USING btree (requested_at);
CREATE INDEX job_counts_minute_idx ON public.job_counts USING btree (minute);
CREATE INDEX job_failures_job_idx ON public.job_failures USING btree (job, failed_at);
CREATE INDEX job_failures_latest_idx ON public.job_failures USING btree (failed_at, id);
CREATE INDEX known_devices_used_idx ON public.known_devices USING btree (last_used_at);
CREATE INDEX known_devices_user_idx ON public.known_devices USING btree (school_id, user_id);
CREATE INDEX learning_analytics_school_idx ON public.learning_analytics USING btree (school_id, "timestamp") INCLUDE (user_id, interaction_type);
CREATE INDEX legal_holds_lifted_by_idx ON public.legal_holds USING btree (school_id, lifted_by);
CREATE INDEX legal_holds_placed_by_idx ON public.legal_holds USING btree (school_id, placed_by);
CREATE INDEX legal_holds_user_idx ON public.legal_holds USING btree (school_id, user_id);
CREATE INDEX notification_queue_due_idx ON public.notification_queue USING btree (array_position(ARRAY['URGENT'::text, 'HIGH'::text, 'NORMAL'::text, 'LOW'::text], priority), scheduled_for) WHERE ((status = 'PENDING'::text) AND (channel <> 'IN_APP'::text));
CREATE INDEX notification_queue_failed_idx ON public.notification_queue USING btree (school_id, updated_at) WHERE (status = 'FAILED'::text);
CREATE INDEX notification_queue_sent_idx ON public.notification_queue USING btree (user_id, channel, sent_at) WHERE ((status = 'SENT'::text) AND (channel <> 'IN_APP'::text));
CREATE INDEX passkeys_user_idx ON public.passkeys USING btree (school_id, user_id);
CREATE INDEX people_acts_acted_by_idx ON public.people_acts USING btree (acted_by);
CREATE INDEX people_acts_school_idx ON public.people_acts USING btree (school_id, created_at);
CREATE INDEX people_import_rows_email_idx ON public.people_import_rows USING btree (import_id, email_key) WHERE (email_key IS NOT NULL);
CREATE INDEX people_import_rows_external_idx ON public.people_import_rows USING btree (import_id, external_key) WHERE (external_key IS NOT NULL);
CREATE INDEX people_import_rows_number_idx ON public.people_import_rows USING btree (import_id, number_key) WHERE (number_key IS NOT NULL);
CREATE INDEX people_import_rows_user_idx ON public.people_import_rows USING btree (user_id);
CREATE INDEX people_import_rows_verdict_idx ON public.people_import_rows USING btree (import_id, verdict, line);
CREATE INDEX people_imports_created_by_idx ON public.people_imports USING btree (created_by);
CREATE INDEX people_imports_newest_idx ON public.people_imports USING btree (school_id, created_at);
CREATE INDEX person_exports_expires_idx ON public.person_exports USING btree (expires_at) WHERE (storage_key IS NOT NULL);
CREATE INDEX person_exports_requested_by_idx ON public.person_exports USING btree (school_id, requested_by);
CREATE INDEX person_exports_user_idx ON public.person_exports USING btree (school_id, user_id);
CREATE INDEX phone_codes_number_idx ON public.phone_codes USING btree (number_hash, created_at);
CREATE INDEX phone_codes_person_idx ON public.phone_codes USING btree (user_id, created_at);
CREATE INDEX phone_codes_school_idx ON public.phone_codes USING btree (school_id, created_at);
CREATE INDEX phone_codes_user_idx ON public.phone_codes USING btree (school_id, user_id);
CREATE INDEX placement_supervisors_supervisor_idx ON public.placement_supervisors USING btree (supervisor_id, placement_id);
CREATE INDEX placements_rotation_idx ON public.placements USING btree (rotation_id);
CREATE INDEX placements_running_idx ON public.placements USING btree (school_id, ends_on) INCLUDE (student_id, id) WHERE (ended_at IS NULL);
CREATE INDEX placements_student_idx ON public.placements USING btree (student_id);
CREATE INDEX push_subscriptions_person_idx ON public.push_subscriptions USING btree (user_id);
CREATE INDEX push_subscriptions_user_idx ON public.push_subscriptions USING btree (school_id, user_id);
CREATE INDEX quick_phrases_owner_idx ON public.quick_phrases USING btree (owner_id);
CREATE INDEX rated_assessments_answered_idx ON public.rated_assessments USING btree (school_id, observed_on) INCLUDE (evaluator_id, answered_after_hours) WHERE (answered_after_hours IS NOT NULL);
CREATE INDEX rated_assessments_competency_idx ON public.rated_assessments USING btree (competency_id, observed_on) INCLUDE (evaluator_id);
CREATE INDEX rated_assessments_evaluator_idx ON public.rated_assessments USING btree (evaluator_id, observed_on);
CREATE INDEX rated_assessments_school_idx ON public.rated_assessments USING btree (school_id, observed_on, assessment_id);
CREATE INDEX rated_assessments_student_idx ON public.rated_assessments USING btree (student_id, observed_on) INCLUDE (school_id, competency_id, rotation_id, evaluator_id, band, feedback_words, has_next_steps, answered_after_hours);
CREATE INDEX recovery_codes_school_idx ON public.recovery_codes USING btree (school_id, user_id);
CREATE INDEX refresh_tokens_session_idx ON public.refresh_tokens USING btree (session_id);
CREATE INDEX report_definitions_next_idx ON public.report_definitions USING btree (next_at) WHERE (next_at IS NOT NULL);
CREATE INDEX report_definitions_owner_idx ON public.report_definitions USING btree (owner_id);
CREATE INDEX report_definitions_shared_idx ON public.report_definitions USING btree (school_id) WHERE (sharing = 'SCHOOL'::text);
CREATE INDEX report_runs_cache_key_idx ON public.report_runs USING btree (cache_key);
CREATE INDEX report_runs_definition_idx ON public.report_runs USING btree (definition_id) WHERE (definition_id IS NOT NULL);
CREATE INDEX report_runs_user_idx ON public.report_runs USING btree (user_id, requested_at);
CREATE INDEX saved_views_user_idx ON public.saved_views USING btree (user_id);
CREATE INDEX session_user_id_idx ON identity.session USING btree (user_id);
CREATE INDEX sessions_revoked_idx ON public.sessions USING btree (revoked_at) WHERE (revoked_at IS NOT NULL);
CREATE INDEX sessions_user_idx ON public.sessions USING btree (user_id);
CREATE INDEX sign_in_challenges_expires_idx ON public.sign_in_challenges USING btree (expires_at);
CREATE INDEX sign_in_challenges_user_idx ON public.sign_in_challenges USING btree (school_id, user_id);
CREATE INDEX student_cells_school_idx ON public.student_cells USING btree (school_id, student_id);
CREATE INDEX student_predictions_school_idx ON public.student_predictions USING btree (school_id);
CREATE INDEX student_progress_school_idx ON public.student_progress USING btree (school_id, student_id);
CREATE INDEX submission_acts_actor_idx ON public.submission_acts USING btree (actor_id);
CREATE INDEX submission_acts_student_idx ON public.submission_acts USING btree (student_id);
CREATE INDEX submission_acts_submission_idx ON public.submission_acts USING btree (submission_id, created_at);
CREATE INDEX submission_files_file_idx ON public.submission_files USING btree (file_id);
CREATE INDEX time_record_timers_placement_idx ON public.time_record_timers USING btree (placement_id);
CREATE INDEX time_records_adjusts_idx ON public.time_records USING btree (adjusts_id) WHERE (adjusts_id IS NOT NULL);
CREATE INDEX time_records_pending_idx ON public.time_records USING btree (placement_id) WHERE (status = 'PENDING'::text);
CREATE INDEX time_records_rotation_idx ON public.time_records USING btree (rotation_id, started_at);
CREATE INDEX time_records_student_idx ON public.time_records USING btree (student_id, started_at);
CREATE INDEX totp_factors_school_idx ON public.totp_factors USING btree (school_id, user_id);
CREATE INDEX two_factor_secret_idx ON identity.two_factor USING btree (secret);
CREATE INDEX two_factor_user_id_idx ON identity.two_factor USING btree (user_id);
CREATE INDEX users_cohort_idx ON public.users USING btree (cohort_id, id) WHERE (cohort_id IS NOT NULL);
CREATE INDEX users_enrolled_idx ON public.users USING btree (school_id, id) INCLUDE (role) WHERE ((role = 'STUDENT'::text) AND (status <> 'LEFT'::text));
CREATE INDEX users_merged_into_idx ON public.users USING btree (merged_into) WHERE (merged_into IS NOT NULL);
CREATE INDEX users_name_idx ON public.users USING btree (school_id, name COLLATE "und-x-icu", id) WHERE (role = 'STUDENT'::text);
CREATE INDEX users_people_name_idx ON public.users USING btree (school_id, name COLLATE "und-x-icu", id);
CREATE INDEX users_people_search_idx ON public.users USING gin (app.search_grams(people_text));
CREATE INDEX users_program_idx ON public.users USING btree (program_id, id) WHERE (program_id IS NOT NULL);
CREATE INDEX users_school_role_idx ON public.users USING btree (school_id, role, id);
CREATE INDEX users_search_idx ON public.users USING gin (app.search_grams(search_text)) WHERE (role = 'STUDENT'::text);
CREATE INDEX verification_identifier_idx ON identity.verification USING btree (identifier);
CREATE INDEX verification_value_idx ON identity.verification USING btree (value);
CREATE UNIQUE INDEX assessment_acts_read_key ON public.assessment_acts USING btree (evaluation_id) WHERE (act = 'READ'::text);
CREATE UNIQUE INDEX assessment_acts_reply_key ON public.assessment_acts USING btree (assessment_id, actor_id) WHERE (act = 'REPLIED'::text);
CREATE UNIQUE INDEX assessments_one_draft ON public.assessments USING btree (assessor_id, student_id, competency_id) WHERE (status = 'DRAFT'::text);
CREATE UNIQUE INDEX assessments_one_request ON public.assessments USING btree (assessor_id, student_id, competency_id) WHERE (status = 'REQUESTED'::text);
CREATE UNIQUE INDEX audit_log_seal_number_key ON public.audit_log USING btree (seal_number, school_id) WHERE (seal_number IS NOT NULL);
CREATE UNIQUE INDEX certificates_valid_key ON public.certificates USING btree (achievement_id) WHERE (revoked_at IS NULL);
CREATE UNIQUE INDEX cohort_history_key ON app.cohort_history USING btree (school_id, program_id, cohort_id, month);
CREATE UNIQUE INDEX competency_assignments_one_live ON public.competency_assignments USING btree (user_id, competency_id) WHERE (status <> 'WITHDRAWN'::text);
CREATE UNIQUE INDEX competency_templates_one_next_draft ON public.competency_templates USING btree (replaces_id) WHERE (status = 'DRAFT'::text);
CREATE UNIQUE INDEX consent_texts_live_once ON public.consent_texts USING btree (school_id, purpose) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX deployment_acts_undone_once ON public.deployment_acts USING btree (undoes_id) WHERE (undoes_id IS NOT NULL);
CREATE UNIQUE INDEX distribution_history_key ON app.distribution_history USING btree (school_id, program_id, month, kind, amount);
CREATE UNIQUE INDEX erasures_live_once ON public.erasures USING btree (user_id) WHERE (state = ANY (ARRAY['WAITING'::text, 'RUNNING'::text]));
CREATE UNIQUE INDEX evaluator_history_key ON app.evaluator_history USING btree (school_id, program_id, cohort_id, month, evaluator_id);
CREATE UNIQUE INDEX events_seq_key ON public.events USING btree (seq) WHERE (seq IS NOT NULL);
CREATE UNIQUE INDEX feedback_rounds_one_open ON public.feedback_rounds USING btree (student_id, competency_id) WHERE (state = 'OPEN'::text);
CREATE UNIQUE INDEX files_storage_key_key ON public.files USING btree (storage_key);
CREATE UNIQUE INDEX group_pace_key ON app.group_pace USING btree (school_id, program_id, cohort_id);
CREATE UNIQUE INDEX group_standing_key ON app.group_standing USING btree (school_id, program_id, cohort_id);
CREATE UNIQUE INDEX history_freshness_key ON app.history_freshness USING btree (id);
CREATE UNIQUE INDEX legal_holds_live_once ON public.legal_holds USING btree (school_id, user_id) WHERE (lifted_at IS NULL);
CREATE UNIQUE INDEX notification_templates_active_key ON public.notification_templates USING btree (school_id, trigger_event, recipient_type, type) WHERE is_active;
CREATE UNIQUE INDEX person_exports_live_once ON public.person_exports USING btree (user_id, requested_by) WHERE (state = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text]));
CREATE UNIQUE INDEX phone_codes_one_open ON public.phone_codes USING btree (user_id) WHERE is_open;
CREATE UNIQUE INDEX prediction_models_active_key ON public.prediction_models USING btree (school_id) WHERE (state = 'ACTIVE'::text);
CREATE UNIQUE INDEX rating_history_key ON app.rating_history USING btree (school_id, program_id, cohort_id, month, competency_id, rotation_id);
CREATE UNIQUE INDEX report_runs_live_once ON public.report_runs USING btree (cache_key) WHERE (state = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text]));
CREATE UNIQUE INDEX saved_views_name_once ON public.saved_views USING btree (school_id, user_id, page, lower((name COLLATE "und-x-icu")));
CREATE UNIQUE INDEX users_email_key ON public.users USING btree (lower(email));
CREATE UNIQUE INDEX users_external_id_key ON public.users USING btree (school_id, external_id) WHERE (external_id IS NOT NULL);
CREATE UNIQUE INDEX users_student_number_key ON public.users USING btree (school_id, student_number) WHERE (student_number IS NOT NULL);

-- Views

create view app.cohort_history as
 SELECT school_id,
    program_id,
    cohort_id,
    month,
    assessments,
    with_next_steps,
    completions,
    approved_minutes,
    expired_requests,
    submissions,
    files
   FROM app.sum_cohorts() sum_cohorts(school_id, program_id, cohort_id, month, assessments, with_next_steps, completions, approved_minutes, expired_requests, submissions, files);
create view app.distribution_history as
 SELECT school_id,
    program_id,
    month,
    kind,
    amount,
    times
   FROM app.sum_distributions() sum_distributions(school_id, program_id, month, kind, amount, times);
create view app.evaluator_history as
 SELECT school_id,
    program_id,
    cohort_id,
    month,
    evaluator_id,
    below,
    at,
    above,
    students
   FROM app.sum_evaluators() sum_evaluators(school_id, program_id, cohort_id, month, evaluator_id, below, at, above, students);
create view app.group_pace as
 SELECT school_id,
    program_id,
    cohort_id,
    days_ahead
   FROM app.sum_pace() sum_pace(school_id, program_id, cohort_id, days_ahead);
create view app.group_standing as
 SELECT school_id,
    program_id,
    cohort_id,
    students,
    completed,
    total,
    planned,
    completed_of_planned,
    total_of_planned,
    overdue,
    overdue_students,
    lower_quartile,
    median,
    upper_quartile,
    days_to_complete
   FROM app.sum_standing() sum_standing(school_id, program_id, cohort_id, students, completed, total, planned, completed_of_planned, total_of_planned, overdue, overdue_students, lower_quartile, median, upper_quartile, days_to_complete);
create view app.history_freshness as
 SELECT 1 AS id,
    now() AS refreshed_at;
create view app.rating_history as
 SELECT school_id,
    program_id,
    cohort_id,
    month,
    competency_id,
    rotation_id,
    below,
    at,
    above
   FROM app.sum_ratings() sum_ratings(school_id, program_id, cohort_id, month, competency_id, rotation_id, below, at, above);

-- Functions

CREATE OR REPLACE FUNCTION app.access_token_hook(event jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  -- Only the service's own key writes app_metadata.
  person text collate "C" := coalesce(event -> 'claims' -> 'app_metadata' ->> 'user_id', event ->> 'user_id');
  found_role text;
  found_school text;
  may_read boolean;
  claims jsonb := event -> 'claims';
begin
  select u.role, u.school_id,
    s.status = 'OPEN' and (event -> 'claims' ->> 'aal' = 'aal2'
      or not exists (select from public.totp_factors f where f.user_id = u.id)
        and not exists (select from public.passkeys k where k.user_id = u.id))
  into found_role, found_school, may_read
  from public.users u join public.schools s on s.id = u.school_id
  where u.id = person and u.status = 'ACTIVE' and u.role <> 'SYSTEM';
  if found_role is null then
    return jsonb_build_object('error', jsonb_build_object('http_code', 403, 'message', 'This person may not sign in.'));
  end if;
  claims := jsonb_set(claims, '{app_metadata}', coalesce(claims -> 'app_metadata', '{}')
    || jsonb_build_object('role', found_role, 'school_id', found_school));
  if may_read is not true then
    claims := jsonb_set(claims, '{role}', '"anon"');
  end if;
  return jsonb_build_object('claims', claims);
end $function$
;
alter function app.access_token_hook(jsonb) owner to app_system;

CREATE OR REPLACE FUNCTION app.admin_school_id()
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$ select case when app.user_role() = 'SCHOOL_ADMIN' then app.school_id() end $function$
;
grant execute on function app.admin_school_id() to app_auth;
grant execute on function app.admin_school_id() to app_command;
grant execute on function app.admin_school_id() to app_realtime;
grant execute on function app.admin_school_id() to app_system;
grant execute on function app.admin_school_id() to authenticated;

CREATE OR REPLACE FUNCTION app.assignment_cell(id text, status text, progress numeric, due timestamp with time zone, completed timestamp with time zone, cycle timestamp with time zone, result numeric, observations integer, evaluators integer, days integer)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
  select jsonb_build_array(id, status, progress::float8,
    case when cycle is null then extract(epoch from due)::float8 end,
    extract(epoch from completed)::float8, extract(epoch from cycle)::float8, result::float8, observations, evaluators, days)
$function$
;
grant execute on function app.assignment_cell(text,text,numeric,timestamp with time zone,timestamp with time zone,timestamp with time zone,numeric,integer,integer,integer) to app_system;

CREATE OR REPLACE FUNCTION app.auth_session_lives(session_id text, user_id text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$select false$function$
;
grant execute on function app.auth_session_lives(text,text) to app_system;

CREATE OR REPLACE FUNCTION app.broadcast_events(names jsonb, most integer)
 RETURNS integer
 LANGUAGE sql
AS $function$select null::integer$function$
;
grant execute on function app.broadcast_events(jsonb,integer) to app_system;

CREATE OR REPLACE FUNCTION app.check_student_limit(school text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  most integer;
begin
  select c.max_students into most from public.schools c where c.id = school;
  if most is null then
    return;
  end if;
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('students of ' || school, 0));
  if (
    select count(*) from public.users u where u.school_id = school and u.role = 'STUDENT' and u.status <> 'LEFT'
  ) > most then
    raise exception 'the school has no room for more students'
      using errcode = '23514', constraint = 'schools_students_limit', table = 'users';
  end if;
end
$function$
;
alter function app.check_student_limit(text) owner to app_system;

CREATE OR REPLACE PROCEDURE app.close_table(IN target regclass)
 LANGUAGE plpgsql
 SET search_path TO ''
AS $procedure$
begin
  if (select c.relforcerowsecurity from pg_catalog.pg_class c where c.oid = target) then
    return;
  end if;
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('revoke all on %s from public, authenticated', target);
  -- Supabase grants everything on new tables to its API roles by default.
  if exists (select from pg_catalog.pg_roles where rolname = 'anon') then
    execute format('revoke all on %s from anon', target);
  end if;
  execute format('create policy system_reads on %s for select to app_system using (true)', target);
  execute format('create policy system_inserts on %s for insert to app_system with check (true)', target);
  execute format('create policy system_updates on %s for update to app_system using (true) with check (true)', target);
  execute format('create policy system_deletes on %s for delete to app_system using (true)', target);
  execute format('grant select, insert, update, delete on %s to app_system', target);
end
$procedure$
;

CREATE OR REPLACE FUNCTION app.count_phone_codes(phone_hash text)
 RETURNS TABLE(person_hour integer, person_day integer, number_day integer, school_hour integer, school_day integer)
 LANGUAGE plpgsql
 SECURITY DEFINER ROWS 1
 SET search_path TO ''
AS $function$
declare
  person text := app.user_id();
  school text := app.school_id();
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('phone codes of ' || school, 0));
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('phone codes to ' || phone_hash, 0));
  select count(*) filter (where c.created_at > now() - interval '1 hour'), count(*)
    into person_hour, person_day
    from public.phone_codes c where c.user_id = person and c.created_at > now() - interval '1 day';
  select count(*) into number_day
    from public.phone_codes c where c.number_hash = phone_hash and c.created_at > now() - interval '1 day';
  select count(*) filter (where c.created_at > now() - interval '1 hour'), count(*)
    into school_hour, school_day
    from public.phone_codes c where c.school_id = school and c.created_at > now() - interval '1 day';
  return next;
end
$function$
;
alter function app.count_phone_codes(text) owner to app_system;
grant execute on function app.count_phone_codes(text) to app_command;

CREATE OR REPLACE FUNCTION app.count_revision()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  new.revision := old.revision + 1;
  return new;
end
$function$
;
grant execute on function app.count_revision() to app_auth;
grant execute on function app.count_revision() to app_command;
grant execute on function app.count_revision() to app_realtime;
grant execute on function app.count_revision() to app_system;
grant execute on function app.count_revision() to authenticated;

CREATE OR REPLACE FUNCTION app.database_figures()
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  own oid := (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database());
  sees boolean := pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'usage');
  figures jsonb;
  part jsonb;
  stats text;
begin
  select jsonb_build_object(
    'isSeen', sees,
    'connections', case when sees then (
      select coalesce(jsonb_object_agg(s.state, s.number), '{}') from (
        select coalesce(a.state, 'starting') as state, count(*) as number
        from pg_catalog.pg_stat_activity a where a.datid = own and a.backend_type = 'client backend' group by 1) s) end,
    'connectionsUsed', (select count(*) from pg_catalog.pg_stat_activity a
      where not sees or a.backend_type = 'client backend'),
    'connectionsMost', pg_catalog.current_setting('max_connections')::integer,
    'longestTransactionSeconds', case when sees then (
      select coalesce(max(extract(epoch from clock_timestamp() - a.xact_start)), 0) from pg_catalog.pg_stat_activity a
      where a.datid = own and a.backend_type = 'client backend' and a.pid <> pg_catalog.pg_backend_pid()) end,
    'transactionIdAge', (select pg_catalog.age(d.datfrozenxid) from pg_catalog.pg_database d where d.oid = own),
    'bytes', pg_catalog.pg_database_size(own))
  into figures;

  select figures || jsonb_build_object('locksWaiting', count(*),
    'lockWaitSeconds', coalesce(max(extract(epoch from clock_timestamp() - l.waitstart)), 0))
  into figures
  from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid = l.pid
  where not l.granted and a.datid = own;

  select figures || jsonb_build_object('blocksHit', s.blks_hit, 'blocksRead', s.blks_read, 'deadlocks', s.deadlocks)
  into figures from pg_catalog.pg_stat_database s where s.datid = own;

  -- The largest; of the size, the share of dead rows is what a vacuum would make free.
  select jsonb_agg(t) into part from (
    select s.relname as name, c.relpages::bigint * pg_catalog.current_setting('block_size')::integer as bytes,
      coalesce(s.n_dead_tup::double precision / nullif(s.n_live_tup + s.n_dead_tup, 0), 0) as "deadShare"
    from pg_catalog.pg_stat_all_tables s join pg_catalog.pg_class c on c.oid = s.relid
    where s.schemaname in ('public', 'identity') and c.relpages > 0
    order by c.relpages desc, s.relname limit 20) t;
  figures := figures || jsonb_build_object('tables', coalesce(part, '[]'));

  part := null;
  begin
    if sees and not pg_catalog.pg_is_in_recovery() then
      select coalesce(jsonb_agg(r), '[]') into part from (
        select s.application_name as name,
          max(pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), coalesce(s.replay_lsn, s.flush_lsn))) as bytes,
          coalesce(max(extract(epoch from s.replay_lag)), 0) as seconds
        from pg_catalog.pg_stat_replication s where s.state = 'streaming' group by 1 order by 2 desc limit 20) r;
    end if;
  exception when others then part := null;
  end;
  figures := figures || jsonb_build_object('replicas', part);

  part := null;
  begin
    select n.nspname || '.pg_stat_statements' into stats
    from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
    where e.extname = 'pg_stat_statements';
    if stats is not null and sees then
      -- Only what reads and writes rows: the text of other commands keeps its values.
      execute format($f$
        select coalesce(jsonb_agg(t), '[]') from (
          select left(s.query, 20000) as text, s.calls, s.total_exec_time / 1000 as seconds,
            s.total_exec_time / nullif(sum(s.total_exec_time) over (), 0) as share
          from (select q.query, sum(q.calls) as calls, sum(q.total_exec_time) as total_exec_time
            from %I.pg_stat_statements q where q.dbid = $1 and q.query ~* '^\s*(select|insert|update|delete|merge|with)\y'
            group by q.query) s
          order by s.total_exec_time desc limit 20) t $f$, split_part(stats, '.', 1)) into part using own;
    end if;
  -- Not loaded (shared_preload_libraries), too old, or not allowed.
  exception when others then part := null;
  end;
  return figures || jsonb_build_object('statements', part);
end
$function$
;
alter function app.database_figures() owner to app_system;
grant execute on function app.database_figures() to app_realtime;

CREATE OR REPLACE FUNCTION app.deployment_spans()
 RETURNS TABLE(id text, effective_at timestamp with time zone, due_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 50
 SET search_path TO ''
AS $function$
  select d.id, d.effective_at, d.due_at from public.competency_deployments d
  where d.school_id = app.school_id() or app.is_super_admin()
$function$
;
alter function app.deployment_spans() owner to app_system;
grant execute on function app.deployment_spans() to authenticated;

CREATE OR REPLACE FUNCTION app.discreet_words(type text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
AS $function$
  select case type
    when 'DEADLINE_REMINDER' then 'You have due dates coming up.'
    when 'ASSESSMENT_DUE' then 'Something waits for you.'
    when 'PROGRESS_UPDATE' then 'Your progress has changed.'
    when 'ACHIEVEMENT_UNLOCKED' then 'You completed something.'
    when 'FEEDBACK_AVAILABLE' then 'You have new feedback.'
    else 'Your school has news for you.'
  end
$function$
;
grant execute on function app.discreet_words(text) to app_system;

CREATE OR REPLACE FUNCTION app.drop_assessment_draft()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  new.draft := null;
  return new;
end
$function$
;
grant execute on function app.drop_assessment_draft() to app_auth;
grant execute on function app.drop_assessment_draft() to app_command;
grant execute on function app.drop_assessment_draft() to app_realtime;
grant execute on function app.drop_assessment_draft() to app_system;
grant execute on function app.drop_assessment_draft() to authenticated;

CREATE OR REPLACE FUNCTION app.emails_of_others(school text, emails text[])
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select lower(u.email) from public.users u
  where lower(u.email) = any (emails) and u.school_id <> school
    and (current_setting('role', true) = 'app_system' or school = app.admin_school_id())
$function$
;
alter function app.emails_of_others(text,text[]) owner to app_system;
grant execute on function app.emails_of_others(text,text[]) to app_command;

CREATE OR REPLACE FUNCTION app.end_flag_round()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from public.flag_exposures e where e.flag_key = new.key and e.round < new.round;
  return null;
end
$function$
;
alter function app.end_flag_round() owner to app_system;

CREATE OR REPLACE FUNCTION app.fits_index(checked regclass)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  checker text;
begin
  select p.oid::regproc::text into checker
  from pg_catalog.pg_extension e
  join pg_catalog.pg_proc p on p.pronamespace = e.extnamespace and p.proname = 'bt_index_check'
    and p.proargtypes = '2205 16'::oidvector
  where e.extname = 'amcheck' and pg_catalog.has_function_privilege(p.oid, 'execute');
  if checker is null then
    return null;
  end if;
  execute 'select ' || checker || '($1, true)' using checked;
  return true;
exception
  when index_corrupted or data_corrupted then
    raise warning 'index %: %', checked, sqlerrm;
    return false;
end $function$
;
grant execute on function app.fits_index(regclass) to app_system;

CREATE OR REPLACE FUNCTION app.follow_consent()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.consents (school_id, user_id, purpose, granted_at, withdrawn_at, text_id)
  values (new.school_id, new.user_id, new.purpose, new.decided_at,
    case when new.decision <> 'GIVEN' then new.decided_at end, new.text_id)
  on conflict (user_id, purpose) do update set
    granted_at = case when new.decision = 'GIVEN' and consents.withdrawn_at is not null then new.decided_at else consents.granted_at end,
    withdrawn_at = excluded.withdrawn_at, text_id = excluded.text_id;
  if new.decision <> 'GIVEN' and new.purpose = 'learning_analytics' then
    delete from public.learning_analytics a where a.user_id = new.user_id;
    delete from public.flag_exposures e where e.user_id = new.user_id;
  end if;
  return null;
end
$function$
;
alter function app.follow_consent() owner to app_system;

CREATE OR REPLACE FUNCTION app.follow_export_file()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if tg_op <> 'DELETE' and new.storage_key is not null then
    delete from public.file_removals r where r.storage_key = new.storage_key;
  end if;
  if tg_op <> 'INSERT' and old.storage_key is not null
    and (tg_op = 'DELETE' or new.storage_key is distinct from old.storage_key) then
    insert into public.file_removals (storage_key, school_id, due_at) values (old.storage_key, old.school_id, now())
    on conflict (storage_key) do update set due_at = excluded.due_at;
  end if;
  return null;
end
$function$
;
alter function app.follow_export_file() owner to app_system;

CREATE OR REPLACE FUNCTION app.follow_file()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if tg_op <> 'DELETE' then
    delete from public.file_removals r where r.storage_key = new.storage_key;
  end if;
  if tg_op = 'DELETE' then
    insert into public.file_removals (storage_key, school_id, due_at) values (old.storage_key, old.school_id, now())
    on conflict (storage_key) do update set due_at = excluded.due_at;
  elsif tg_op = 'UPDATE' and new.storage_key <> old.storage_key then
    insert into public.file_removals (storage_key, school_id, due_at)
    values (old.storage_key, old.school_id, now() + interval '1 hour')
    on conflict (storage_key) do update set due_at = excluded.due_at;
  end if;
  return null;
end
$function$
;
alter function app.follow_file() owner to app_system;

CREATE OR REPLACE FUNCTION app.follow_hold()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('erasure of ' || new.user_id, 0));
  -- The guard of the erasure reads the hold.
  update public.erasures e set held_since = null
    where e.school_id = new.school_id and e.user_id = new.user_id and e.state = 'WAITING';
  return null;
end
$function$
;
alter function app.follow_hold() owner to app_system;

CREATE OR REPLACE FUNCTION app.follow_people()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET enable_nestloop TO 'off'
AS $function$
declare
  moved text[];
  closed text[];
  schools text[];
  school text;
begin
  select array_agg(became.id) filter (where was.email is distinct from became.email),
    array_agg(became.id) filter (where was.email is distinct from became.email
      or (was.status is distinct from became.status and became.status in ('SUSPENDED', 'LEFT'))),
    array_agg(distinct became.school_id) filter (where became.role = 'STUDENT' and became.status <> 'LEFT'
      and (was.role <> 'STUDENT' or was.status = 'LEFT'))
  into moved, closed, schools
  from was join became on became.id = was.id;
  if moved is not null then
    update identity."user" i set email = (select lower(u.email) from public.users u where u.id = i.id), updated_at = now()
    where i.id = any (moved);
  end if;
  if closed is not null then
    delete from identity.verification where value = any (closed) and identifier like 'reset-password:%';
    delete from public.invitations where user_id = any (closed) and used_at is null;
  end if;
  foreach school in array coalesce(schools, '{}') loop
    perform app.check_student_limit(school);
  end loop;
  return null;
end
$function$
;
alter function app.follow_people() owner to app_system;

CREATE OR REPLACE FUNCTION app.follow_report_file()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if tg_op <> 'DELETE' and new.file_path is not null then
    delete from public.file_removals r where r.storage_key = new.file_path;
  end if;
  if tg_op <> 'INSERT' and old.file_path is not null and (tg_op = 'DELETE' or new.file_path is distinct from old.file_path) then
    insert into public.file_removals (storage_key, school_id, due_at) values (old.file_path, old.school_id, now())
    on conflict (storage_key) do update set due_at = excluded.due_at;
  end if;
  return null;
end
$function$
;
alter function app.follow_report_file() owner to app_system;

CREATE OR REPLACE FUNCTION app.found_people_ids(school text, words text[])
 RETURNS SETOF text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 50
 SET search_path TO ''
AS $function$
declare
  patterns text[] := array(select '%' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%' from unnest(words) word);
  grams text[] := array(select gram from unnest(words) word, unnest(app.search_grams(word)) gram
                        where length(gram) = least(length(word), 3));
begin
  if school is distinct from app.admin_school_id() and not app.is_super_admin() then
    return;
  end if;
  return query
    select u.id from public.users u
    where u.school_id = school and app.search_grams(u.people_text) @> grams and u.people_text like all (patterns);
end
$function$
;
alter function app.found_people_ids(text,text[]) owner to app_system;
grant execute on function app.found_people_ids(text,text[]) to app_command;
grant execute on function app.found_people_ids(text,text[]) to authenticated;

CREATE OR REPLACE FUNCTION app.found_student_ids(words text[])
 RETURNS SETOF text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 20
 SET search_path TO ''
AS $function$
declare
  patterns text[] := array(select '%' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%' from unnest(words) word);
  grams text[] := array(select gram from unnest(words) word, unnest(app.search_grams(word)) gram
                        where length(gram) = least(length(word), 3));
  caller text := app.user_id();
  admin_school text := app.admin_school_id();
  sees_all boolean := app.is_super_admin();
  supervised text[] := array(select app.supervised_student_ids());
begin
  return query
    select u.id from public.users u
    where u.role = 'STUDENT' and app.search_grams(u.search_text) @> grams and u.search_text like all (patterns)
      and (u.school_id = admin_school or u.id = caller or sees_all or u.id = any (supervised));
end
$function$
;
alter function app.found_student_ids(text[]) owner to app_system;
grant execute on function app.found_student_ids(text[]) to app_command;
grant execute on function app.found_student_ids(text[]) to authenticated;

CREATE OR REPLACE FUNCTION app.framework_parts(student text, framework text)
 RETURNS TABLE(name text, category text, needs_approval boolean, status text, completed_at timestamp with time zone, changed_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select c.name, c.category, c.needs_approval, a.status, a.completion_date, a.updated_at
  from public.competencies c
  left join public.competency_assignments a on a.competency_id = c.id and a.user_id = student and a.status <> 'WITHDRAWN'
  where c.template_id = framework and (c.is_required or not exists (
    select from public.competencies r where r.template_id = framework and r.is_required))
$function$
;
alter function app.framework_parts(text,text) owner to app_system;

CREATE OR REPLACE FUNCTION app.guard_added_files()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  school text;
  most bigint;
begin
  for school, most in
    select c.id, c.max_storage_bytes from public.schools c
    where c.max_storage_bytes is not null and c.id in (select a.school_id from added a) order by c.id
  loop
    perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('files of ' || school, 0));
    if (select sum(f.size_bytes) from public.files f where f.school_id = school) > most then
      raise exception 'the school has no room for more files'
        using errcode = '23514', constraint = 'schools_storage_limit', table = 'files';
    end if;
  end loop;
  return null;
end
$function$
;
alter function app.guard_added_files() owner to app_system;

CREATE OR REPLACE FUNCTION app.guard_added_students()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  school text;
begin
  for school in
    select distinct a.school_id from added a where a.role = 'STUDENT' and a.status <> 'LEFT' order by 1
  loop
    perform app.check_student_limit(school);
  end loop;
  return null;
end
$function$
;
alter function app.guard_added_students() owner to app_system;

CREATE OR REPLACE FUNCTION app.guard_anonymous()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if not exists (
    select from public.evaluation_authors x
    join public.feedback_asked k on k.evaluator_id = x.evaluator_id and k.round_id = new.assessment_id
      and k.answered_at is not null
    join public.feedback_rounds r on r.id = k.round_id and r.state = 'CLOSED'
    where x.evaluation_id = new.id
  ) or exists (
    select from public.evaluation_authors x
    join public.evaluation_authors other on other.evaluator_id = x.evaluator_id and other.evaluation_id <> x.evaluation_id
    join public.evaluations e on e.id = other.evaluation_id and e.assessment_id = new.assessment_id and e.state = 'SIGNED'
    where x.evaluation_id = new.id and new.state = 'SIGNED'
  ) then
    raise exception 'an anonymous evaluation is the answer of one person to a round that is closed'
      using errcode = '23514', constraint = 'evaluations_anonymous_author', table = 'evaluations';
  end if;
  return null;
end
$function$
;
alter function app.guard_anonymous() owner to app_system;
grant execute on function app.guard_anonymous() to app_command;

CREATE OR REPLACE FUNCTION app.guard_asked()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if current_user = 'app_command' and (
    (new.answered_at is distinct from old.answered_at and new.evaluator_id is distinct from app.user_id())
    or new.round_id <> old.round_id or new.evaluator_id <> old.evaluator_id or new.student_id <> old.student_id
  ) then
    raise exception 'an answer is given by whom it was asked of'
      using errcode = '42501', constraint = 'feedback_asked_own_answer', table = 'feedback_asked';
  end if;
  return new;
end
$function$
;
grant execute on function app.guard_asked() to app_command;
grant execute on function app.guard_asked() to app_system;

CREATE OR REPLACE FUNCTION app.guard_assessment()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if exists (
      select from public.competencies c where c.id = new.competency_id and c.school_id not in (new.school_id, 'default'))
    or exists (
      select from public.users u
      where u.id in (new.assessor_id, new.requested_by) and u.school_id not in (new.school_id, 'default'))
  then
    perform app.refuse_foreign('assessments_shared_school', 'assessments');
  end if;
  return new;
end
$function$
;
alter function app.guard_assessment() owner to app_system;
grant execute on function app.guard_assessment() to app_auth;
grant execute on function app.guard_assessment() to app_command;
grant execute on function app.guard_assessment() to app_realtime;
grant execute on function app.guard_assessment() to authenticated;

CREATE OR REPLACE FUNCTION app.guard_assessment_step()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  is_author boolean := coalesce(new.assessor_id = app.user_id(), false)
    or (new.status <> 'DRAFT' and exists (
      select from public.evaluations e
      left join public.evaluation_authors x on x.evaluation_id = e.id
      where e.assessment_id = new.id and e.state in ('SIGNED', 'SUPERSEDED')
        and app.user_id() in (e.evaluator_id, x.evaluator_id)));
begin
  if current_user = 'app_command' and (
    is_author = (new.status in ('APPROVED', 'REJECTED'))
    or (old.status = 'SUBMITTED' and new.status = 'DRAFT' and clock_timestamp() > old.submitted_at + interval '1 minute')
  ) then
    raise exception 'this step of an assessment is another person''s, or too late'
      using errcode = '42501', constraint = 'assessments_author_step', table = 'assessments';
  end if;
  return new;
end
$function$
;

CREATE OR REPLACE FUNCTION app.guard_assignment_cycle()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if not exists (
    select from public.competency_assignments a where a.id = new.assignment_id and a.user_id = new.student_id
  ) then
    perform app.refuse_foreign('assignment_cycles_student_agrees', 'assignment_cycles');
  end if;
  return new;
end
$function$
;
alter function app.guard_assignment_cycle() owner to app_system;

CREATE OR REPLACE FUNCTION app.guard_certificate()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if current_user = 'app_command' and (to_jsonb(new) - 'shown') is distinct from (to_jsonb(old) - 'shown') then
    raise exception 'of a certificate its holder changes only what it shows'
      using errcode = '42501', constraint = 'certificates_guard', table = 'certificates';
  end if;
  return new;
end
$function$
;

CREATE OR REPLACE FUNCTION app.guard_competency()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  scale public.rating_scales;
begin
  select * into scale from public.rating_scales s where s.id = new.rating_scale_id;
  if scale.school_id not in (new.school_id, 'default')
    or exists (select from public.users u where u.id = new.created_by and u.school_id not in (new.school_id, 'default'))
  then
    perform app.refuse_foreign('competencies_shared_school', 'competencies');
  end if;
  if not (scale.min_value < new.target_rating and new.target_rating <= scale.max_value)
    or (scale.kind <> 'NUMERIC' and new.target_rating <> trunc(new.target_rating))
  then
    raise exception 'the target % does not fit the rating scale %', new.target_rating, scale.id
      using errcode = '23514', constraint = 'competencies_target', table = 'competencies';
  end if;
  if new.scoring_method in ('AVERAGE', 'WEIGHTED_AVERAGE', 'DECAYING_AVERAGE')
    and not (scale.kind = 'NUMERIC' or (scale.kind = 'ORDINAL' and scale.allow_mean))
  then
    raise exception 'the scoring method % does not fit the rating scale %', new.scoring_method, scale.id
      using errcode = '23514', constraint = 'competencies_scoring_method_fits', table = 'competencies';
  end if;
  return new;
end
$function$
;
alter function app.guard_competency() owner to app_system;
grant execute on function app.guard_competency() to app_auth;
grant execute on function app.guard_competency() to app_command;
grant execute on function app.guard_competency() to app_realtime;
grant execute on function app.guard_competency() to authenticated;

CREATE OR REPLACE FUNCTION app.guard_competency_reference()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if exists (
    select from public.competencies c where c.id = new.competency_id and c.school_id not in (new.school_id, 'default')
  ) then
    perform app.refuse_foreign(tg_table_name || '_competency_school', tg_table_name);
  end if;
  return new;
end
$function$
;
alter function app.guard_competency_reference() owner to app_system;
grant execute on function app.guard_competency_reference() to app_auth;
grant execute on function app.guard_competency_reference() to app_command;
grant execute on function app.guard_competency_reference() to app_realtime;
grant execute on function app.guard_competency_reference() to authenticated;

CREATE OR REPLACE FUNCTION app.guard_criterion()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if not exists (
    select from public.evaluations e
    join public.competency_rubrics r on r.competency_id = e.competency_id
    where e.id = new.evaluation_id and r.id = new.rubric_id and (new.score is null or new.score <= r.max_score)
  ) then
    raise exception 'the criterion is not of this competency, or its score is above the maximum'
      using errcode = '23514', constraint = 'evaluation_criteria_rubric_agrees', table = 'evaluation_criteria';
  end if;
  return new;
end
$function$
;
alter function app.guard_criterion() owner to app_system;
grant execute on function app.guard_criterion() to app_auth;
grant execute on function app.guard_criterion() to app_command;
grant execute on function app.guard_criterion() to app_realtime;
grant execute on function app.guard_criterion() to authenticated;

CREATE OR REPLACE FUNCTION app.guard_deployment()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if exists (
      select from public.competency_templates t where t.id = new.template_id and t.school_id not in (new.school_id, 'default'))
    or exists (select from public.users u where u.id = new.created_by and u.school_id not in (new.school_id, 'default'))
  then
    perform app.refuse_foreign('competency_deployments_shared_school', 'competency_deployments');
  end if;
  return new;
end
$function$
;
alter function app.guard_deployment() owner to app_system;
grant execute on function app.guard_deployment() to app_auth;
grant execute on function app.guard_deployment() to app_command;
grant execute on function app.guard_deployment() to app_realtime;
grant execute on function app.guard_deployment() to authenticated;

CREATE OR REPLACE FUNCTION app.guard_deployment_target()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if not (case new.target_type
    when 'cohort' then exists (select from public.cohorts c where c.school_id = new.school_id and c.id = new.target_id)
    when 'program' then exists (select from public.programs p where p.school_id = new.school_id and p.id = new.target_id)
    else exists (
      select from public.users u where u.school_id = new.school_id and u.id = new.target_id and u.role = 'STUDENT')
  end) then
    perform app.refuse_foreign('deployment_targets_target_school', 'deployment_targets');
  end if;
  return new;
end
$function$
;
alter function app.guard_deployment_target() owner to app_system;
grant execute on function app.guard_deployment_target() to app_auth;
grant execute on function app.guard_deployment_target() to app_command;
grant execute on function app.guard_deployment_target() to app_realtime;
grant execute on function app.guard_deployment_target() to authenticated;

CREATE OR REPLACE FUNCTION app.guard_erasure()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('erasure of ' || new.user_id, 0));
  if tg_op = 'UPDATE' and (new.user_id, new.school_id, new.requested_by) is distinct from (old.user_id, old.school_id, old.requested_by) then
    raise exception 'an erasure stays that of its person'
      using errcode = '23514', constraint = 'erasures_person', table = 'erasures';
  end if;
  select min(h.placed_at) into new.held_since from public.legal_holds h
    where h.school_id = new.school_id and h.user_id = new.user_id and h.lifted_at is null;
  if new.state = 'RUNNING' and (tg_op = 'INSERT' or old.state <> 'RUNNING') and new.held_since is not null then
    raise exception 'a hold of the school stops the erasure'
      using errcode = '23514', constraint = 'erasures_held', table = 'erasures';
  end if;
  return new;
end
$function$
;
alter function app.guard_erasure() owner to app_system;

CREATE OR REPLACE FUNCTION app.guard_evaluation()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if exists (select from public.users u where u.id = new.evaluator_id and u.school_id not in (new.school_id, 'default')) then
    perform app.refuse_foreign('evaluations_shared_school', 'evaluations');
  end if;
  return new;
end
$function$
;
alter function app.guard_evaluation() owner to app_system;
grant execute on function app.guard_evaluation() to app_auth;
grant execute on function app.guard_evaluation() to app_command;
grant execute on function app.guard_evaluation() to app_realtime;
grant execute on function app.guard_evaluation() to authenticated;

CREATE OR REPLACE FUNCTION app.guard_framework_part()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  templates text[];
begin
  if tg_table_name = 'competency_rubrics' then
    templates := array(
      select c.template_id from public.competencies c
      where c.id in (old.competency_id, new.competency_id));
  else
    templates := array[old.template_id, new.template_id];
  end if;
  -- A part whose framework is gone is being deleted with it.
  perform from public.competency_templates t where t.id = any (templates) for share;
  if exists (select from public.competency_templates t where t.id = any (templates) and t.status <> 'DRAFT') then
    raise exception 'a published framework never changes'
      using errcode = '23514', constraint = 'competency_templates_settled', table = tg_table_name;
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end
$function$
;
alter function app.guard_framework_part() owner to app_system;
grant execute on function app.guard_framework_part() to app_auth;
grant execute on function app.guard_framework_part() to app_command;
grant execute on function app.guard_framework_part() to app_realtime;
grant execute on function app.guard_framework_part() to authenticated;

CREATE OR REPLACE FUNCTION app.guard_hours()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  adjusted public.time_records;
  zone text;
  day date;
  day_start timestamptz;
  day_end timestamptz;
begin
  perform pg_advisory_xact_lock(hashtextextended('time_records:' || new.student_id, 0));
  if new.adjusts_id is null then
    -- The clocks of two servers differ a little.
    if new.ended_at > clock_timestamp() + interval '5 minutes' then
      raise exception 'the time has not passed yet'
        using errcode = '23514', constraint = 'time_records_future', table = 'time_records';
    end if;
    if exists (
      select from public.time_records t
      where t.student_id = new.student_id and t.id <> new.id and t.adjusts_id is null
        and t.started_at < new.ended_at and t.ended_at > new.started_at
    ) then
      raise exception 'the time overlaps another record'
        using errcode = '23514', constraint = 'time_records_overlap', table = 'time_records';
    end if;
  else
    select * into adjusted from public.time_records t where t.id = new.adjusts_id;
    if (adjusted.status, adjusted.student_id, adjusted.placement_id, adjusted.started_at, adjusted.ended_at)
      is distinct from ('APPROVED', new.student_id, new.placement_id, new.started_at, new.ended_at)
      or adjusted.adjusts_id is not null
      or adjusted.minutes + new.minutes + coalesce((
        select sum(t.minutes) from public.time_records t
        where t.adjusts_id = new.adjusts_id and t.id <> new.id and t.status <> 'NOT_APPROVED'), 0) < 0
    then
      raise exception 'an adjustment is of approved hours, and takes away no more than there are'
        using errcode = '23514', constraint = 'time_records_adjustment_agrees', table = 'time_records';
    end if;
  end if;
  select c.time_zone into zone from public.schools c where c.id = new.school_id;
  for day in
    select generate_series((new.started_at at time zone zone)::date::timestamp,
      ((new.ended_at - interval '1 microsecond') at time zone zone)::date::timestamp, interval '1 day')
  loop
    day_start := day::timestamp at time zone zone;
    day_end := (day + 1)::timestamp at time zone zone;
    if (
      select sum(case
          when t.adjusts_id is null then t.minutes
            * extract(epoch from least(t.ended_at, day_end) - greatest(t.started_at, day_start))
            / extract(epoch from t.ended_at - t.started_at)
          when t.started_at >= day_start then t.minutes else 0 end)
      from (
        select o.adjusts_id, o.minutes, o.started_at, o.ended_at from public.time_records o
        where o.student_id = new.student_id and o.id <> new.id and o.status <> 'NOT_APPROVED'
          and o.started_at > day_start - interval '24 hours' and o.started_at < day_end and o.ended_at > day_start
        union all select new.adjusts_id, new.minutes, new.started_at, new.ended_at) t
    ) > 1440.01 then
      raise exception 'more than 24 hours on %', day
        using errcode = '23514', constraint = 'time_records_day', table = 'time_records';
    end if;
  end loop;
  return new;
end
$function$
;
alter function app.guard_hours() owner to app_system;

CREATE OR REPLACE FUNCTION app.guard_own_progress()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if current_user = 'app_command' and app.user_role() = 'STUDENT' then
    raise exception 'a student completes nothing themselves'
      using errcode = '42501', constraint = tg_table_name || '_own_progress', table = tg_table_name;
  end if;
  return new;
end
$function$
;
grant execute on function app.guard_own_progress() to app_auth;
grant execute on function app.guard_own_progress() to app_command;
grant execute on function app.guard_own_progress() to app_realtime;
grant execute on function app.guard_own_progress() to app_system;
grant execute on function app.guard_own_progress() to authenticated;

CREATE OR REPLACE FUNCTION app.guard_own_standing()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if current_user = 'app_command' and new.id = app.user_id() then
    raise exception 'nobody changes their own role, status, address or place'
      using errcode = '42501', constraint = 'users_own_standing', table = 'users';
  end if;
  return new;
end
$function$
;
grant execute on function app.guard_own_standing() to app_auth;
grant execute on function app.guard_own_standing() to app_command;
grant execute on function app.guard_own_standing() to app_realtime;
grant execute on function app.guard_own_standing() to app_system;
grant execute on function app.guard_own_standing() to authenticated;

CREATE OR REPLACE FUNCTION app.guard_people()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if exists (
    select from public.users u
    where u.id in (select to_jsonb(new) ->> column_name from unnest(tg_argv) as column_name)
      and u.school_id not in (new.school_id, 'default')
  ) then
    perform app.refuse_foreign(tg_table_name || '_people_school', tg_table_name);
  end if;
  return new;
end
$function$
;
alter function app.guard_people() owner to app_system;
grant execute on function app.guard_people() to app_auth;
grant execute on function app.guard_people() to app_command;
grant execute on function app.guard_people() to app_realtime;
grant execute on function app.guard_people() to authenticated;

CREATE OR REPLACE FUNCTION app.guard_placement()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  room integer;
begin
  select r.places into room from public.rotations r where r.id = new.rotation_id for no key update;
  if exists (
    select from public.placements p
    where p.student_id = new.student_id and p.rotation_id = new.rotation_id and p.id <> new.id and p.ended_at is null
      and p.starts_on <= new.ends_on and p.ends_on >= new.starts_on
  ) then
    raise exception 'the student is placed in this rotation already'
      using errcode = '23514', constraint = 'placements_student_once', table = 'placements';
  end if;
  if app.most_placed_at_once(new.rotation_id, new.starts_on, new.ends_on, new.id) >= room then
    raise exception 'no place is free in this rotation'
      using errcode = '23514', constraint = 'placements_places', table = 'placements';
  end if;
  return new;
end
$function$
;
alter function app.guard_placement() owner to app_system;

CREATE OR REPLACE FUNCTION app.guard_rating_scale()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if exists (select from public.competencies c where c.rating_scale_id = old.id) then
    raise exception 'the rating scale % is in use', old.id
      using errcode = '23514', constraint = 'rating_scales_settled', table = 'rating_scales';
  end if;
  return new;
end
$function$
;
alter function app.guard_rating_scale() owner to app_system;
grant execute on function app.guard_rating_scale() to app_auth;
grant execute on function app.guard_rating_scale() to app_command;
grant execute on function app.guard_rating_scale() to app_realtime;
grant execute on function app.guard_rating_scale() to authenticated;

CREATE OR REPLACE FUNCTION app.guard_rotation_places()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  today date;
begin
  select (now() at time zone c.time_zone)::date into today from public.schools c where c.id = new.school_id;
  if app.most_placed_at_once(new.id, today, 'infinity', null) > new.places then
    raise exception 'more students are placed in this rotation than it would have places'
      using errcode = '23514', constraint = 'rotations_places_taken', table = 'rotations';
  end if;
  return new;
end
$function$
;
alter function app.guard_rotation_places() owner to app_system;

CREATE OR REPLACE FUNCTION app.guard_round_step()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  answered integer;
  open integer;
begin
  select count(*) filter (where k.answered_at is not null), count(*) filter (where k.answered_at is null)
    into answered, open from public.feedback_asked k where k.round_id = new.id;
  if new.state = 'CLOSED' and answered < 3 then
    raise exception 'a round closes from three answers on'
      using errcode = '23514', constraint = 'feedback_rounds_three_answers', table = 'feedback_rounds';
  end if;
  if pg_catalog.current_setting('role') = 'app_command' and old.started_by is distinct from app.user_id()
    and not (new.state = 'CLOSED' and open = 0)
  then
    raise exception 'this step of a round is another person''s'
      using errcode = '42501', constraint = 'feedback_rounds_starter_step', table = 'feedback_rounds';
  end if;
  return new;
end
$function$
;
alter function app.guard_round_step() owner to app_system;
grant execute on function app.guard_round_step() to app_command;

CREATE OR REPLACE FUNCTION app.guard_sample_address()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if exists (select from public.schools c where c.id = new.school_id and c.sample_of is not null) then
    raise exception 'an address in a sample school belongs to nobody'
      using errcode = '23514', constraint = 'users_sample_address', table = 'users';
  end if;
  return new;
end
$function$
;
alter function app.guard_sample_address() owner to app_system;

CREATE OR REPLACE FUNCTION app.guard_sample_school()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  raise exception 'a school is made as a sample or not at all'
    using errcode = '23514', constraint = 'schools_sample_settled', table = 'schools';
end
$function$
;

CREATE OR REPLACE FUNCTION app.guard_school_limits()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if current_user = 'app_command' and not app.is_super_admin() then
    raise exception 'the operator decides whether a school is open and how much room it has'
      using errcode = '42501', constraint = 'schools_limits_guard', table = 'schools';
  end if;
  return new;
end
$function$
;

CREATE OR REPLACE PROCEDURE app.guard_shared_references(IN target regclass)
 LANGUAGE plpgsql
 SET search_path TO ''
AS $procedure$
declare
  relation text := (select c.relname from pg_catalog.pg_class c where c.oid = target);
  guard record;
begin
  for guard in
    select kinds.suffix,
      string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns,
      string_agg(quote_literal(a.attname), ', ' order by a.attnum) as arguments
    from (values ('public.users', 'people'), ('public.competencies', 'competency')) as kinds (referenced, suffix)
    join pg_catalog.pg_constraint k
      on k.confrelid = kinds.referenced::regclass and k.contype = 'f' and cardinality(k.conkey) = 1
    join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    where k.conrelid = target
    group by kinds.suffix
  loop
    if guard.suffix = 'competency' and guard.columns <> 'competency_id' then
      raise exception 'the guard looks at competency_id, and % names a competency by %', relation, guard.columns;
    end if;
    execute format(
      'create or replace trigger %I before insert or update of %s, school_id on %s for each row execute function app.%s',
      relation || '_' || guard.suffix, guard.columns, target,
      case guard.suffix when 'people' then format('guard_people(%s)', guard.arguments) else 'guard_competency_reference()' end
    );
  end loop;
end
$procedure$
;

CREATE OR REPLACE FUNCTION app.guard_signed_part()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  student text;
begin
  select e.student_id into student from public.evaluations e where e.id = old.evaluation_id and e.state <> 'DRAFT';
  -- An erasure takes the words, never the score.
  if student is not null and not (tg_table_name = 'evaluation_private_notes' and app.is_erasing(student)) then
    raise exception 'a signed evaluation is locked'
      using errcode = '23514', constraint = 'evaluations_settled', table = tg_table_name;
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end
$function$
;
alter function app.guard_signed_part() owner to app_system;
grant execute on function app.guard_signed_part() to app_auth;
grant execute on function app.guard_signed_part() to app_command;
grant execute on function app.guard_signed_part() to app_realtime;
grant execute on function app.guard_signed_part() to authenticated;

CREATE OR REPLACE FUNCTION app.guard_submission()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if (old.status not in ('DRAFT', 'RETURNED')
    or (current_user = 'app_command' and new.student_id is distinct from app.user_id()))
    and not ((new.competency_id, new.kind, new.learnt_from, new.learnt_until)
      is not distinct from (old.competency_id, old.kind, old.learnt_from, old.learnt_until) and app.is_erasing(old.student_id))
  then
    raise exception 'what was submitted does not change while it is reviewed'
      using errcode = '23514', constraint = 'competency_submissions_settled', table = 'competency_submissions';
  end if;
  return new;
end
$function$
;

CREATE OR REPLACE FUNCTION app.has_business(student text, supervisor text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select exists (
    select from public.placements p
    join public.placement_supervisors s on s.placement_id = p.id and s.supervisor_id = supervisor
    join public.users u on u.id = supervisor and u.status = 'ACTIVE' and u.role = 'CLINICAL_SUPERVISOR'
    join public.users st on st.id = student and st.status = 'ACTIVE'
    join public.schools c on c.id = p.school_id
    where p.student_id = student and p.ended_at is null
      and (now() at time zone c.time_zone)::date between p.starts_on and p.ends_on + 14)
$function$
;
grant execute on function app.has_business(text,text) to app_system;

CREATE OR REPLACE FUNCTION app.has_placement_with(student text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return app.user_role() is not distinct from 'CLINICAL_SUPERVISOR' and exists (
    select from public.placements p
    join public.placement_supervisors s on s.placement_id = p.id
    join public.schools c on c.id = p.school_id
    join public.users u on u.id = p.student_id
    where p.student_id = student
      and s.supervisor_id = app.user_id()
      and p.ended_at is null
      and (now() at time zone c.time_zone)::date between p.starts_on and p.ends_on + 14
      and app.takes_part(u.status)
  );
end
$function$
;
alter function app.has_placement_with(text) owner to app_system;
grant execute on function app.has_placement_with(text) to app_command;
grant execute on function app.has_placement_with(text) to app_realtime;
grant execute on function app.has_placement_with(text) to authenticated;

CREATE OR REPLACE FUNCTION app.history_refreshed_at()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select refreshed_at from app.history_freshness
$function$
;
alter function app.history_refreshed_at() owner to app_system;
grant execute on function app.history_refreshed_at() to authenticated;

CREATE OR REPLACE FUNCTION app.is_erasing(person text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select pg_catalog.current_setting('role', true) = 'app_system'
    and exists (select from public.erasures e where e.user_id = person and e.state = 'RUNNING')
$function$
;
alter function app.is_erasing(text) owner to app_system;
grant execute on function app.is_erasing(text) to app_command;

CREATE OR REPLACE FUNCTION app.is_in_progress(writer xid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  current_id bigint := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
  full_id bigint := (current_id >> 32 << 32) + writer::text::bigint;
begin
  if full_id > current_id + 1000000 then
    full_id := full_id - 4294967296;
  end if;
  if full_id < 3 then
    return false;
  end if;
  return coalesce(pg_xact_status(full_id::text::xid8) = 'in progress', false);
end
$function$
;
grant execute on function app.is_in_progress(xid) to app_command;
grant execute on function app.is_in_progress(xid) to app_realtime;
grant execute on function app.is_in_progress(xid) to app_system;
grant execute on function app.is_in_progress(xid) to authenticated;

CREATE OR REPLACE FUNCTION app.is_sealing(before jsonb, after jsonb, sealed text[])
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select current_user = 'app_system' and before - sealed = after - sealed and not exists (
    select from unnest(sealed) as name
    where before ->> name is distinct from after ->> name
      and (before ->> name is null or coalesce(after ->> name !~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$', true)))
$function$
;
grant execute on function app.is_sealing(jsonb,jsonb,text[]) to app_auth;
grant execute on function app.is_sealing(jsonb,jsonb,text[]) to app_command;
grant execute on function app.is_sealing(jsonb,jsonb,text[]) to app_system;

CREATE OR REPLACE FUNCTION app.is_super_admin()
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$ select coalesce(app.user_role() = 'SUPER_ADMIN', false) $function$
;
grant execute on function app.is_super_admin() to app_auth;
grant execute on function app.is_super_admin() to app_command;
grant execute on function app.is_super_admin() to app_realtime;
grant execute on function app.is_super_admin() to app_system;
grant execute on function app.is_super_admin() to authenticated;

CREATE OR REPLACE FUNCTION app.most_placed_at_once(rotation text, first_day date, last_day date, beside text)
 RETURNS integer
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  most integer;
begin
  with taken as (
    select p.id, p.starts_on,
      least(p.ends_on, (p.ended_at at time zone c.time_zone)::date - 1) as last_on
    from public.placements p join public.schools c on c.id = p.school_id
    where p.rotation_id = rotation and p.id is distinct from beside
  ), days as (
    select first_day as day union
    select starts_on from taken where starts_on between first_day and last_day
  )
  select coalesce(max(n), 0) into most
    from (select (select count(*) from taken t where d.day between t.starts_on and t.last_on) as n from days d) counted;
  return most;
end
$function$
;
alter function app.most_placed_at_once(text,date,date,text) owner to app_system;
grant execute on function app.most_placed_at_once(text,date,date,text) to app_command;

CREATE OR REPLACE FUNCTION app.move_digests()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.notification_queue q
    set scheduled_for = app.next_digest(n.email_pace, coalesce(u.time_zone, s.time_zone)), updated_at = now()
  from public.users u
  join public.schools s on s.id = u.school_id
  join public.notification_settings n on n.user_id = u.id
  where case tg_table_name when 'users' then u.id = new.id else u.school_id = new.id and u.time_zone is null end
    and q.user_id = u.id and q.channel = 'EMAIL' and q.status = 'PENDING' and q.is_digest
    and q.scheduled_for > now() and q.retry_count = 0 and n.email_pace <> 'EACH';
  return null;
end
$function$
;
alter function app.move_digests() owner to app_system;

CREATE OR REPLACE FUNCTION app.newest_migration()
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (select max(name collate "C") from migrations.applied);
end $function$
;
alter function app.newest_migration() owner to app_system;
grant execute on function app.newest_migration() to app_realtime;

CREATE OR REPLACE FUNCTION app.next_digest(pace text, zone text)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO ''
AS $function$
declare
  local timestamp := now() at time zone zone;
  digest timestamp := case pace when 'DAILY' then local::date + time '17:00'
    else date_trunc('week', local) + time '07:00' end;
begin
  if digest <= local then
    digest := digest + case pace when 'DAILY' then interval '1 day' else interval '7 days' end;
  end if;
  return digest at time zone zone;
end
$function$
;
grant execute on function app.next_digest(text,text) to app_command;
grant execute on function app.next_digest(text,text) to app_system;

CREATE OR REPLACE FUNCTION app.note_errors(lines jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- One at a time: two that take out the same rows would wait for each other.
  perform pg_catalog.pg_advisory_xact_lock(157);
  insert into public.error_groups as g
    (id, process, kind, message, place, stack, route, times, first_seen_at, last_seen_at, releases)
  select l.id, l.process, l.kind, l.message, l.place, coalesce(l.stack, '{}'), l.route, l.times, l."firstAt", l."lastAt",
    array[l.release]
  from pg_catalog.jsonb_to_recordset(lines) as l (id text, process text, kind text, message text, place text, stack text[],
    route text, times bigint, "firstAt" timestamptz, "lastAt" timestamptz, release text)
  on conflict (id) do update set
    times = g.times + excluded.times,
    stack = excluded.stack,
    route = excluded.route,
    first_seen_at = least(g.first_seen_at, excluded.first_seen_at),
    last_seen_at = greatest(g.last_seen_at, excluded.last_seen_at),
    releases = case when excluded.releases[1] = any (g.releases) then g.releases
      else (g.releases || excluded.releases)[greatest(1, cardinality(g.releases) - 8):] end,
    regressed_at = case when g.resolved_at is not null and excluded.releases[1] <> all (g.releases)
      then excluded.last_seen_at else g.regressed_at end,
    resolved_at = case when excluded.releases[1] <> all (g.releases) then null else g.resolved_at end;

  with ranked as (
    select r.id, row_number() over (partition by r.process order by r.last_seen_at desc, r.id) as place
    from public.error_groups r where r.id not like 'others:%'
  ), gone as (
    delete from public.error_groups d using ranked where d.id = ranked.id and ranked.place > 500
    returning d.process, d.times, d.first_seen_at, d.last_seen_at, d.releases[cardinality(d.releases)] as release
  )
  insert into public.error_groups as g
    (id, process, kind, message, stack, times, first_seen_at, last_seen_at, releases)
  select 'others:' || gone.process, gone.process, 'others', '', '{}', sum(gone.times), min(gone.first_seen_at),
    max(gone.last_seen_at), array[max(gone.release)]
  from gone group by gone.process
  on conflict (id) do update set times = g.times + excluded.times,
    first_seen_at = least(g.first_seen_at, excluded.first_seen_at),
    last_seen_at = greatest(g.last_seen_at, excluded.last_seen_at);
end
$function$
;
alter function app.note_errors(jsonb) owner to app_system;
grant execute on function app.note_errors(jsonb) to app_realtime;

CREATE OR REPLACE FUNCTION app.note_request_step()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if old.status = 'REQUESTED' and new.status = 'DRAFT' then
    new.opened_at := new.updated_at;
  end if;
  if old.status = 'EXPIRED' and new.status = 'REQUESTED' and old.renewed_at is null then
    new.renewed_at := new.updated_at;
  elsif old.status = 'EXPIRED' and new.status = 'REQUESTED' or old.renewed_at is distinct from new.renewed_at then
    raise exception 'a request is renewed once'
      using errcode = '23514', constraint = 'assessments_renewed_once', table = 'assessments';
  end if;
  return new;
end
$function$
;
grant execute on function app.note_request_step() to app_command;
grant execute on function app.note_request_step() to app_system;

CREATE OR REPLACE FUNCTION app.notification_always(type text, channel text, priority text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
AS $function$
  select (channel = 'IN_APP' and type = 'SYSTEM_ANNOUNCEMENT') or (channel in ('IN_APP', 'EMAIL') and priority = 'URGENT')
$function$
;
grant execute on function app.notification_always(text,text,text) to app_command;
grant execute on function app.notification_always(text,text,text) to app_system;
grant execute on function app.notification_always(text,text,text) to authenticated;

CREATE OR REPLACE FUNCTION app.notification_default(type text, channel text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
AS $function$
  select case channel
    when 'IN_APP' then true
    when 'EMAIL' then type in ('DEADLINE_REMINDER', 'ASSESSMENT_DUE', 'SYSTEM_ANNOUNCEMENT')
    when 'PUSH' then type in ('DEADLINE_REMINDER', 'ASSESSMENT_DUE', 'FEEDBACK_AVAILABLE', 'ACHIEVEMENT_UNLOCKED')
    else false
  end
$function$
;
grant execute on function app.notification_default(text,text) to app_command;
grant execute on function app.notification_default(text,text) to app_system;
grant execute on function app.notification_default(text,text) to authenticated;

CREATE OR REPLACE FUNCTION app.notification_deliveries(school text, person text, type text, priority text, event text, recipient text, variables jsonb)
 RETURNS TABLE(channel text, subject text, content text, scheduled_for timestamp with time zone, is_digest boolean)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 2
 SET search_path TO ''
AS $function$
declare
  pace text;
  zone text;
  is_reached boolean;
  has_push boolean;
  has_sms boolean;
  chosen jsonb;
begin
  select coalesce(n.email_pace, 'EACH'), coalesce(u.time_zone, s.time_zone),
      u.status = 'ACTIVE' and u.email not ilike '%.invalid',
      exists (select from public.push_subscriptions p where p.user_id = u.id),
      exists (select from public.phone_numbers p where p.user_id = u.id and p.refusal is null),
      (select jsonb_object_agg(c.channel, c.is_on) from public.notification_choices c
        where c.user_id = u.id and c.type = notification_deliveries.type)
    into pace, zone, is_reached, has_push, has_sms, chosen
    from public.users u
    join public.schools s on s.id = u.school_id
    left join public.notification_settings n on n.user_id = u.id
    where u.id = person and u.school_id = school;
  foreach channel in array array['IN_APP', 'EMAIL', 'SMS', 'PUSH'] loop
    continue when channel <> 'IN_APP' and not coalesce(is_reached, false);
    continue when channel = 'PUSH' and not has_push;
    continue when channel = 'SMS' and not has_sms;
    continue when not (app.notification_always(type, channel, priority)
      or coalesce((chosen ->> channel)::boolean, app.notification_default(type, channel)));
    select w.subject, w.content into subject, content
      from app.notification_words(school, event, recipient, channel, variables) w;
    if content is null and channel = 'EMAIL' then
      select w.subject, w.content into subject, content
        from app.notification_words(school, event, recipient, 'IN_APP', variables) w;
    end if;
    if channel in ('SMS', 'PUSH') then
      subject := null;
      content := coalesce(content, app.discreet_words(type));
    end if;
    is_digest := channel = 'EMAIL' and pace <> 'EACH' and priority not in ('HIGH', 'URGENT');
    scheduled_for := case when is_digest then app.next_digest(pace, zone) else now() end;
    return next;
  end loop;
end
$function$
;
alter function app.notification_deliveries(text,text,text,text,text,text,jsonb) owner to app_system;
grant execute on function app.notification_deliveries(text,text,text,text,text,text,jsonb) to app_command;

CREATE OR REPLACE FUNCTION app.notification_words(school text, event text, recipient text, channel text, variables jsonb, OUT subject text, OUT content text)
 RETURNS record
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  select t.subject, t.content into subject, content from public.notification_templates t
    where t.school_id in (school, 'default') and t.trigger_event = event and t.recipient_type = recipient
      and t.type = channel and t.is_active
    order by t.school_id = 'default' limit 1;
  subject := app.render_template(subject, variables);
  content := app.render_template(content, variables);
end
$function$
;
grant execute on function app.notification_words(text,text,text,text,jsonb) to app_command;
grant execute on function app.notification_words(text,text,text,text,jsonb) to app_system;

CREATE OR REPLACE FUNCTION app.notifications_due()
 RETURNS TABLE(waiting integer, oldest_seconds double precision)
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 1
 SET search_path TO ''
AS $function$
  select count(*)::integer, extract(epoch from now() - min(due.scheduled_for))::double precision
  from (select q.scheduled_for from public.notification_queue q
        where q.status = 'PENDING' and q.channel <> 'IN_APP' and q.scheduled_for <= now()
        order by q.scheduled_for limit 10000) due
$function$
;
alter function app.notifications_due() owner to app_system;
grant execute on function app.notifications_due() to app_realtime;

CREATE OR REPLACE FUNCTION app.opened_requests()
 RETURNS TABLE(id text, school_id text, student_id text, competency_id text, assessor_id text, status text, request_words text, observed_at timestamp with time zone, created_at timestamp with time zone, expires_at timestamp with time zone, opened_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 20
 SET search_path TO ''
AS $function$
declare
  caller text := app.user_id();
  admin_school text := app.admin_school_id();
begin
  if app.user_role() = 'STUDENT' then
    return query
      select r.id, r.school_id, r.student_id, r.competency_id, r.assessor_id, r.status, r.request_words, r.observed_at,
             r.created_at, r.expires_at, r.opened_at
      from public.assessments r
      where r.student_id = caller and r.requested_by = caller and r.status in ('DRAFT', 'DISCARDED');
  elsif admin_school is not null then
    return query
      select r.id, r.school_id, r.student_id, r.competency_id, r.assessor_id, r.status, null::text,
             null::timestamptz, r.created_at, null::timestamptz, r.opened_at
      from public.assessments r
      where r.school_id = admin_school and r.requested_by is not null and r.status = 'DRAFT';
  end if;
end
$function$
;
alter function app.opened_requests() owner to app_system;
grant execute on function app.opened_requests() to app_command;
grant execute on function app.opened_requests() to authenticated;

CREATE OR REPLACE FUNCTION app.own_assessing(first_day date, last_day date)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  caller text := app.user_id();
begin
  if app.user_role() is distinct from 'CLINICAL_SUPERVISOR' then
    return null;
  end if;
  return (
    with own as (
      select r.observed_on, r.student_id, r.has_next_steps, r.answered_after_hours from public.rated_assessments r
      where r.evaluator_id = caller and r.observed_on between first_day and last_day),
    others as (
      select r.evaluator_id, r.answered_after_hours as hours from public.rated_assessments r
      where r.school_id = app.school_id() and r.observed_on between first_day and last_day
        and r.answered_after_hours is not null and r.evaluator_id is not null and r.evaluator_id <> caller)
    select jsonb_build_object(
      'firstDay', (select min(observed_on) from own),
      'assessments', (select count(*) from own),
      'withNextSteps', (select count(*) from own where has_next_steps),
      'students', (select count(distinct student_id) from own),
      'answers', coalesce((select jsonb_agg(jsonb_build_object('hours', a.hours, 'times', a.times) order by a.hours)
        from (select answered_after_hours as hours, count(*) as times from own where answered_after_hours is not null group by 1) a), '[]'),
      'others', (select jsonb_build_object('people', count(distinct evaluator_id),
          'medianHours', percentile_disc(0.5) within group (order by hours))
        from others having count(distinct evaluator_id) >= 5)));
end
$function$
;
alter function app.own_assessing(date,date) owner to app_system;
grant execute on function app.own_assessing(date,date) to authenticated;

CREATE OR REPLACE FUNCTION app.own_forecast()
 RETURNS TABLE(student_id text, as_of date, planned integer, plan_ends_on date, even_on date, later_on date, changes jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select p.student_id, p.as_of, p.planned, p.plan_ends_on, p.even_on, p.later_on, p.changes
  from public.student_predictions p where p.student_id = app.user_id()
$function$
;
alter function app.own_forecast() owner to app_system;
grant execute on function app.own_forecast() to authenticated;

CREATE OR REPLACE FUNCTION app.own_indexes()
 RETURNS TABLE(name text, index regclass)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select (n.nspname || '.' || c.relname) collate "C", c.oid::regclass
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_index i on i.indexrelid = c.oid
  join pg_catalog.pg_am m on m.oid = c.relam
  where n.nspname in ('app', 'auth', 'identity', 'public') and c.relkind = 'i' and m.amname = 'btree'
    and i.indisvalid and i.indisready and c.relpersistence = 'p'
$function$
;
grant execute on function app.own_indexes() to app_system;

CREATE OR REPLACE FUNCTION app.own_placement_ids()
 RETURNS SETOF text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 10
 SET search_path TO ''
AS $function$
begin
  return query
    select p.id from public.placements p where p.student_id = app.user_id()
    union all
    select s.placement_id from public.placement_supervisors s where s.supervisor_id = app.user_id();
end
$function$
;
alter function app.own_placement_ids() owner to app_system;
grant execute on function app.own_placement_ids() to app_command;
grant execute on function app.own_placement_ids() to app_realtime;
grant execute on function app.own_placement_ids() to authenticated;

CREATE OR REPLACE FUNCTION app.own_rating_sums()
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  caller text := app.user_id();
  answer jsonb;
begin
  if app.user_role() is distinct from 'CLINICAL_SUPERVISOR' then
    return null;
  end if;
  with ratings as (
    select e.evaluator_id, e.competency_id, r.id as scale_id, coalesce(e.overall_rating, e.rubric_result) as rating,
           (coalesce(e.overall_rating, e.rubric_result) - r.min_value) / (r.max_value - r.min_value) as share
    from public.evaluations e
    join public.assessments s on s.id = e.assessment_id
    join public.competencies c on c.id = e.competency_id
    join public.rating_scales r on r.id = c.rating_scale_id
    where e.school_id = app.school_id() and e.evaluator_id is not null and not e.is_self and e.state = 'SIGNED'
      and (s.status = 'APPROVED' or (s.status = 'SUBMITTED' and not c.needs_countersignature))
      and coalesce(e.overall_rating, e.rubric_result) is not null and r.kind <> 'BINARY'
  ), of_competency as (
    select competency_id, evaluator_id, count(*) as n, sum(share) as shares,
           sum(count(*)) over (partition by competency_id) as all_n,
           sum(sum(share)) over (partition by competency_id) as all_shares
    from ratings group by competency_id, evaluator_id
  ), differences as (
    select r.evaluator_id, r.share - (o.all_shares - o.shares) / (o.all_n - o.n) as difference
    from ratings r join of_competency o using (competency_id, evaluator_id)
    where o.all_n > o.n
  ), by_evaluator as (
    select evaluator_id, count(*) as n, avg(difference) as mean,
           sum(difference * difference) - count(*) * avg(difference) * avg(difference) as squares
    from differences group by evaluator_id
  ), spread_of as (
    select evaluator_id, count(*) as n, sum(share * share) - count(*) * avg(share) * avg(share) as squares
    from ratings group by evaluator_id
  )
  select jsonb_build_object(
    'count', (select count(*) from ratings where evaluator_id = caller),
    'compared', coalesce((select n from by_evaluator where evaluator_id = caller), 0),
    'meanDifference', (select mean from by_evaluator where evaluator_id = caller),
    'colleagues', (select count(distinct other.evaluator_id) from of_competency own
                   join of_competency other on other.competency_id = own.competency_id
                   where own.evaluator_id = caller and other.evaluator_id <> caller),
    'school', (
      select jsonb_build_object('evaluators', count(*), 'ratings', sum(n), 'squaredCounts', sum(n * n),
        'within', sum(squares), 'between', sum(n * mean * mean) - sum(n * mean) * sum(n * mean) / sum(n))
      from by_evaluator),
    'ownSquares', (select squares from spread_of where evaluator_id = caller),
    'otherSquares', (select sum(squares) from spread_of where evaluator_id <> caller),
    'otherFreedom', (select sum(n - 1) from spread_of where evaluator_id <> caller),
    'scales', coalesce((
      select jsonb_agg(jsonb_build_object('name', g.name, 'kind', g.kind, 'max', g.max_value, 'levels', g.levels,
               'ratings', own.ratings) order by g.name, g.id)
      from (select scale_id, jsonb_agg(jsonb_build_object('value', rating, 'count', n) order by rating) as ratings
            from (select scale_id, rating, count(*) as n from ratings where evaluator_id = caller
                  group by scale_id, rating) counted
            group by scale_id) own
      join public.rating_scales g on g.id = own.scale_id), '[]'))
  into answer;
  return answer;
end
$function$
;
alter function app.own_rating_sums() owner to app_system;
grant execute on function app.own_rating_sums() to authenticated;

CREATE OR REPLACE FUNCTION app.own_record_looks(before_id text, most integer)
 RETURNS TABLE(id text, occurred_at timestamp with time zone, what text, reader text, reader_name text, reader_role text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return query
    select a.id, a.occurred_at, a.what, md5(a.actor_id || a.subject_id),
      case when u.role in ('CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN') then u.name end, u.role
    from public.access_log a left join public.users u on u.id = a.actor_id
    where a.subject_id = app.user_id() and (before_id is null or a.id < before_id)
    order by a.id desc limit least(most, 501);
end
$function$
;
alter function app.own_record_looks(text,integer) owner to app_system;
grant execute on function app.own_record_looks(text,integer) to authenticated;

CREATE OR REPLACE FUNCTION app.own_supervisor_ids()
 RETURNS SETOF text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 10
 SET search_path TO ''
AS $function$
begin
  return query
    select s.supervisor_id from public.placements p
    join public.placement_supervisors s on s.placement_id = p.id
    where p.student_id = app.user_id();
end
$function$
;
alter function app.own_supervisor_ids() owner to app_system;
grant execute on function app.own_supervisor_ids() to app_command;
grant execute on function app.own_supervisor_ids() to app_realtime;
grant execute on function app.own_supervisor_ids() to authenticated;

CREATE OR REPLACE FUNCTION app.pack_cells()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if tg_op = 'INSERT' then
    insert into public.student_cells as c (student_id, school_id, cells)
    select a.user_id, min(a.school_id), jsonb_object_agg(a.competency_id, app.assignment_cell(a.id, a.status,
      a.progress_percentage, a.due_date, a.completion_date, a.cycle_starts_at, a.result, a.observations, a.evaluators, a.days))
    from after a where a.status <> 'WITHDRAWN' group by a.user_id order by a.user_id
    on conflict (student_id) do update
      set cells = c.cells || excluded.cells, version = c.version + 1, updated_at = now();
  elsif tg_op = 'UPDATE' then
    insert into public.student_cells as c (student_id, school_id, cells)
    select r.user_id, min(r.school_id), jsonb_object_agg(r.competency_id, r.cell order by r.cell is not null)
    from (
      select b.user_id, b.school_id, b.competency_id, null::jsonb as cell from before b where b.status <> 'WITHDRAWN'
      union all
      select a.user_id, a.school_id, a.competency_id, app.assignment_cell(a.id, a.status,
        a.progress_percentage, a.due_date, a.completion_date, a.cycle_starts_at, a.result, a.observations, a.evaluators, a.days)
      from after a where a.status <> 'WITHDRAWN') r
    group by r.user_id order by r.user_id
    on conflict (student_id) do update
      set cells = case when excluded.cells @? '$.* ? (@ == null)' then jsonb_strip_nulls(c.cells || excluded.cells)
          else c.cells || excluded.cells end,
        version = c.version + 1, updated_at = now();
  else
    -- A student who is deleted takes their row along.
    update public.student_cells c
      set cells = c.cells - d.competency_ids, version = c.version + 1, updated_at = now()
    from (
      select b.user_id, array_agg(b.competency_id) as competency_ids
      from before b where b.status <> 'WITHDRAWN' group by b.user_id order by b.user_id) d
    where c.student_id = d.user_id;
  end if;
  return null;
end
$function$
;
alter function app.pack_cells() owner to app_system;

CREATE OR REPLACE FUNCTION app.people_with_records(ids text[])
 RETURNS SETOF text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  reference record;
begin
  for reference in
    select k.conrelid::regclass as of, a.attname as person_column
    from pg_catalog.pg_constraint k
    join pg_catalog.pg_attribute r on r.attrelid = k.confrelid and r.attname = 'id' and r.attnum = any (k.confkey)
    join pg_catalog.pg_attribute a on a.attrelid = k.conrelid
      and a.attnum = k.conkey[array_position(k.confkey, r.attnum)]
    where k.contype = 'f' and k.confrelid = 'public.users'::regclass
      and k.conrelid not in ('public.people_import_rows'::regclass, 'public.student_progress'::regclass, 'public.student_cells'::regclass,
        'public.notification_queue'::regclass, 'public.progress_snapshots'::regclass, 'public.report_cache'::regclass,
        'public.competency_assignments'::regclass, 'identity."user"'::regclass)
      and k.conrelid is distinct from to_regclass('public.invitations')
  loop
    return query execute format('select distinct %I from %s where %I = any ($1)',
      reference.person_column, reference.of, reference.person_column) using ids;
  end loop;
  return query
    select distinct a.user_id from public.competency_assignments a where a.user_id = any (ids) and a.status <> 'NOT_STARTED';
end
$function$
;
grant execute on function app.people_with_records(text[]) to app_system;

CREATE OR REPLACE FUNCTION app.placed_student_ids()
 RETURNS SETOF text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 30
 SET search_path TO ''
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
declare
  today date;
begin
  if app.user_role() is distinct from 'CLINICAL_SUPERVISOR' then
    return;
  end if;
  select (now() at time zone c.time_zone)::date into today from public.schools c where c.id = app.school_id();
  return query
    select p.student_id
    from public.placement_supervisors s
    join public.placements p on p.id = s.placement_id
    join public.users u on u.id = p.student_id
    where s.supervisor_id = app.user_id()
      and p.ended_at is null
      and today between p.starts_on and p.ends_on
      and app.takes_part(u.status);
end
$function$
;
alter function app.placed_student_ids() owner to app_system;
grant execute on function app.placed_student_ids() to app_command;
grant execute on function app.placed_student_ids() to authenticated;

CREATE OR REPLACE FUNCTION app.policy_condition(people text[], person_column text, asks_once boolean DEFAULT false)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  conditions text[] := '{}';
  word text;
begin
  foreach word in array people loop
    conditions := conditions || case word
      when 'own' then format('%I = (select app.user_id())', person_column)
      when 'supervisor' then
        case when asks_once then format('%I in (select app.supervised_student_ids())', person_column)
        else format('app.supervises(%I)', person_column) end
      when 'school' then 'school_id = (select app.admin_school_id()) or (select app.is_super_admin())'
      when 'staff' then 'school_id = (select app.staff_school_id()) or (select app.is_super_admin())'
      when 'everybody' then
        'school_id = (select app.school_id()) or school_id = (select app.shared_school_id()) or (select app.is_super_admin())'
      end;
    if conditions[cardinality(conditions)] is null then
      raise exception '% is nobody whom a policy knows', word;
    end if;
  end loop;
  return array_to_string(conditions, ' or ');
end
$function$
;

CREATE OR REPLACE PROCEDURE app.protect_own_table(IN target regclass, IN person_column text, IN added_by text[] DEFAULT '{}'::text[], IN changed_by text[] DEFAULT '{}'::text[], IN removed_by text[] DEFAULT '{}'::text[])
 LANGUAGE plpgsql
 SET search_path TO ''
AS $procedure$
begin
  call app.close_table(target);
  call app.write_policy(target, 'read', 'authenticated, app_command', app.policy_condition('{own,school}', person_column));
  call app.write_command_policies(target, person_column, added_by, changed_by, removed_by);
end
$procedure$
;

CREATE OR REPLACE PROCEDURE app.protect_school_table(IN target regclass, IN read_by text DEFAULT 'everybody'::text, IN verbs text[] DEFAULT '{read,add,change,remove}'::text[])
 LANGUAGE plpgsql
 SET search_path TO ''
AS $procedure$
begin
  call app.close_table(target);
  if 'read' = any (verbs) then
    call app.write_policy(target, 'read', 'authenticated, app_command', app.policy_condition(array[read_by], null));
  end if;
  call app.write_command_policies(target, null,
    added_by => case when 'add' = any (verbs) then array['school'] else '{}' end,
    changed_by => case when 'change' = any (verbs) then array['school'] else '{}' end,
    removed_by => case when 'remove' = any (verbs) then array['school'] else '{}' end);
end
$procedure$
;

CREATE OR REPLACE PROCEDURE app.protect_student_table(IN target regclass, IN student_column text, IN added_by text[] DEFAULT '{}'::text[], IN changed_by text[] DEFAULT '{}'::text[], IN removed_by text[] DEFAULT '{}'::text[], IN read_in_commands boolean DEFAULT true)
 LANGUAGE plpgsql
 SET search_path TO ''
AS $procedure$
declare
  readers text[] := '{own,school,supervisor}';
begin
  call app.close_table(target);
  call app.write_policy(target, 'read', 'authenticated', app.policy_condition(readers, student_column, asks_once => true));
  if read_in_commands then
    call app.write_policy(target, 'read_in_commands', 'app_command', app.policy_condition(readers, student_column));
  end if;
  call app.write_command_policies(target, student_column, added_by, changed_by, removed_by);
end
$procedure$
;

CREATE OR REPLACE FUNCTION app.random_code()
 RETURNS text
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', get_byte(bytes, n) % 32 + 1, 1), '')
  from (select pg_catalog.uuid_send(pg_catalog.gen_random_uuid()) as bytes) made,
    unnest(array[0, 1, 2, 3, 4, 5, 9, 10, 11, 12, 13, 14]) n
$function$
;
grant execute on function app.random_code() to app_command;
grant execute on function app.random_code() to app_system;

CREATE OR REPLACE FUNCTION app.rate_assessments(ids text[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  written bigint;
begin
  insert into public.rated_assessments as r (assessment_id, school_id, student_id, competency_id, rotation_id, evaluator_id,
    evaluators, observed_on, submitted_at, value, band, method, feedback_words, has_next_steps, requested_at,
    answered_after_hours)
  select s.id, s.school_id, s.student_id, s.competency_id, s.rotation_id, counted.evaluator_id, counted.evaluators,
    (s.observed_at at time zone sc.time_zone)::date, counted.submitted_at, counted.value,
    sign(counted.value - c.target_rating), s.method, counted.words, counted.has_next_steps,
    case when s.requested_by is not null then coalesce(s.renewed_at, s.created_at) end,
    case when s.requested_by is not null then greatest(0,
      floor(extract(epoch from counted.submitted_at - coalesce(s.renewed_at, s.created_at)) / 3600)) end
  from public.assessments s
  join public.competencies c on c.id = s.competency_id
  join public.rating_scales rs on rs.id = c.rating_scale_id
  join public.schools sc on sc.id = s.school_id
  cross join lateral (
    select (array_agg(e.evaluator_id order by e.signed_at, e.id))[1] as evaluator_id,
      count(distinct coalesce(e.evaluator_id, e.guest_email, e.guest_name, e.id)) as evaluators,
      min(least(s.submitted_at, e.signed_at)) as submitted_at,
      case when rs.kind = 'NUMERIC' then trim_scale(round(avg(coalesce(e.overall_rating, e.rubric_result)), 6))
        else percentile_disc(0.5) within group (order by coalesce(e.overall_rating, e.rubric_result)) end as value,
      sum(e.word_count) as words,
      bool_or(e.has_next_steps) as has_next_steps
    from public.evaluations e
    where e.assessment_id = s.id and e.state = 'SIGNED' and not e.is_self
      and coalesce(e.overall_rating, e.rubric_result) is not null
      and not (e.guest_name is not null and e.guest_confirmed_at is null
        and coalesce((sc.settings ->> 'confirmsGuests')::boolean, false))
    having count(*) > 0) counted
  where s.id = any (ids)
    and (s.status = 'APPROVED' or (s.status = 'SUBMITTED' and not c.needs_countersignature))
  on conflict (assessment_id) do update set
    student_id = excluded.student_id, competency_id = excluded.competency_id, rotation_id = excluded.rotation_id,
    evaluator_id = excluded.evaluator_id, evaluators = excluded.evaluators, observed_on = excluded.observed_on,
    submitted_at = excluded.submitted_at, value = excluded.value, band = excluded.band, method = excluded.method,
    feedback_words = excluded.feedback_words, has_next_steps = excluded.has_next_steps,
    requested_at = excluded.requested_at, answered_after_hours = excluded.answered_after_hours;
  get diagnostics written = row_count;
  if written < cardinality(ids) then
    delete from public.rated_assessments r
    where r.assessment_id = any (ids) and not exists (
      select from public.assessments s
      join public.competencies c on c.id = s.competency_id
      join public.schools sc on sc.id = s.school_id
      join public.evaluations e on e.assessment_id = s.id
      where s.id = r.assessment_id
        and (s.status = 'APPROVED' or (s.status = 'SUBMITTED' and not c.needs_countersignature))
        and e.state = 'SIGNED' and not e.is_self and coalesce(e.overall_rating, e.rubric_result) is not null
        and not (e.guest_name is not null and e.guest_confirmed_at is null
          and coalesce((sc.settings ->> 'confirmsGuests')::boolean, false)));
  end if;
end
$function$
;
alter function app.rate_assessments(text[]) owner to app_system;

CREATE OR REPLACE FUNCTION app.rate_changed_assessment()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform app.rate_assessments(array[new.id]);
  return null;
end
$function$
;
alter function app.rate_changed_assessment() owner to app_system;

CREATE OR REPLACE FUNCTION app.rate_changed_evaluations()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  ids text[] := (select array_agg(distinct c.assessment_id) from changed c);
begin
  if ids is not null then
    perform app.rate_assessments(ids);
  end if;
  return null;
end
$function$
;
alter function app.rate_changed_evaluations() owner to app_system;

CREATE OR REPLACE FUNCTION app.rate_changed_school()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if old.time_zone is distinct from new.time_zone then
    update public.rated_assessments r set observed_on = (s.observed_at at time zone new.time_zone)::date
    from public.assessments s where s.id = r.assessment_id and r.school_id = new.id;
  end if;
  if old.settings ->> 'confirmsGuests' is distinct from new.settings ->> 'confirmsGuests' then
    perform app.rate_assessments(array_agg(distinct e.assessment_id))
    from public.evaluations e where e.school_id = new.id and e.guest_name is not null
    having count(*) > 0;
  end if;
  return null;
end
$function$
;
alter function app.rate_changed_school() owner to app_system;

CREATE OR REPLACE FUNCTION app.read_cohort_history()
 RETURNS SETOF app.cohort_history
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select h.* from app.cohort_history h where h.school_id = app.admin_school_id() or app.is_super_admin()
$function$
;
alter function app.read_cohort_history() owner to app_system;
grant execute on function app.read_cohort_history() to authenticated;

CREATE OR REPLACE FUNCTION app.read_distribution_history()
 RETURNS SETOF app.distribution_history
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select h.* from app.distribution_history h where h.school_id = app.admin_school_id() or app.is_super_admin()
$function$
;
alter function app.read_distribution_history() owner to app_system;
grant execute on function app.read_distribution_history() to authenticated;

CREATE OR REPLACE FUNCTION app.read_evaluator_history()
 RETURNS SETOF app.evaluator_history
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select h.* from app.evaluator_history h where h.school_id = app.admin_school_id() or app.is_super_admin()
$function$
;
alter function app.read_evaluator_history() owner to app_system;
grant execute on function app.read_evaluator_history() to authenticated;

CREATE OR REPLACE FUNCTION app.read_group_standing()
 RETURNS TABLE(school_id text, program_id text, cohort_id text, students integer, completed integer, total integer, planned integer, completed_of_planned integer, total_of_planned integer, overdue integer, overdue_students integer, percentage numeric, planned_percentage numeric, lower_quartile numeric, median numeric, upper_quartile numeric, days_to_complete integer, days_ahead integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  caller_role text := app.user_role();
  own_program text;
  own_cohort text;
begin
  if caller_role in ('SCHOOL_ADMIN', 'SUPER_ADMIN') then
    return query
      select g.school_id, g.program_id, g.cohort_id, g.students, g.completed, g.total, g.planned, g.completed_of_planned,
        g.total_of_planned, g.overdue, g.overdue_students, app.share_of(g.completed, g.total),
        app.share_of(g.planned, g.total_of_planned), g.lower_quartile, g.median, g.upper_quartile, g.days_to_complete,
        o.days_ahead
      from app.group_standing g
      left join app.group_pace o on o.school_id = g.school_id and o.program_id = g.program_id and o.cohort_id = g.cohort_id
      where caller_role = 'SUPER_ADMIN' or g.school_id = app.school_id();
  elsif caller_role = 'CLINICAL_SUPERVISOR' then
    return query
      with own as (
        select coalesce(u.program_id, '') as program, count(*) as known from public.users u
        where u.id in (select app.supervised_student_ids()) and u.role = 'STUDENT' and app.takes_part(u.status)
        group by 1)
      select g.school_id, g.program_id, g.cohort_id, g.students, null::integer, null::integer, null::integer, null::integer,
        null::integer, case when o.known >= 5 then g.overdue end, null::integer,
        case when o.known >= 5 then app.share_of(g.completed, g.total) end,
        case when o.known >= 5 then app.share_of(g.planned, g.total_of_planned) end,
        case when o.known >= 5 then g.lower_quartile else round(g.lower_quartile / 5) * 5 end,
        case when o.known >= 5 then g.median else round(g.median / 5) * 5 end,
        case when o.known >= 5 then g.upper_quartile else round(g.upper_quartile / 5) * 5 end,
        case when o.known >= 5 then g.days_to_complete end, null::integer
      from app.group_standing g join own o on o.program = g.program_id
      where g.school_id = app.school_id() and g.cohort_id = '*' and g.students - o.known >= 5;
  elsif caller_role = 'STUDENT' then
    select coalesce(u.program_id, ''), u.cohort_id into own_program, own_cohort
    from public.users u where u.id = app.user_id() and u.school_id = app.school_id();
    return query
      select g.school_id, g.program_id, g.cohort_id, g.students, null::integer, null::integer, null::integer, null::integer,
        null::integer, null::integer, null::integer, null::numeric, null::numeric, round(g.lower_quartile / 5) * 5,
        round(g.median / 5) * 5, round(g.upper_quartile / 5) * 5, null::integer,
        null::integer
      from app.group_standing g
      where g.school_id = app.school_id() and g.program_id = own_program and g.cohort_id = own_cohort and g.students >= 6;
  end if;
end
$function$
;
alter function app.read_group_standing() owner to app_system;
grant execute on function app.read_group_standing() to authenticated;

CREATE OR REPLACE FUNCTION app.read_rating_history()
 RETURNS SETOF app.rating_history
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select h.* from app.rating_history h where h.school_id = app.admin_school_id() or app.is_super_admin()
$function$
;
alter function app.read_rating_history() owner to app_system;
grant execute on function app.read_rating_history() to authenticated;

CREATE OR REPLACE FUNCTION app.refresh_history()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  refresh materialized view concurrently app.rating_history;
  refresh materialized view concurrently app.cohort_history;
  refresh materialized view concurrently app.distribution_history;
  refresh materialized view concurrently app.evaluator_history;
  refresh materialized view concurrently app.group_standing;
  refresh materialized view concurrently app.group_pace;
  refresh materialized view concurrently app.history_freshness;
end
$function$
;
grant execute on function app.refresh_history() to app_system;

CREATE OR REPLACE FUNCTION app.refuse_change_except()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  ignored text[] := array(select a.attname::text from pg_catalog.pg_attribute a
                          where a.attrelid = tg_relid and a.attgenerated <> '') || tg_argv;
begin
  if (to_jsonb(new) - ignored) is distinct from (to_jsonb(old) - ignored) then
    raise exception '% is settled: only % may change', tg_table_name, array_to_string(tg_argv, ', ')
      using errcode = '23514', constraint = tg_table_name || '_settled', table = tg_table_name;
  end if;
  return new;
end
$function$
;
grant execute on function app.refuse_change_except() to app_auth;
grant execute on function app.refuse_change_except() to app_command;
grant execute on function app.refuse_change_except() to app_realtime;
grant execute on function app.refuse_change_except() to app_system;
grant execute on function app.refuse_change_except() to authenticated;

CREATE OR REPLACE FUNCTION app.refuse_change_unless_erased()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  ignored text[] := array(select a.attname::text from pg_catalog.pg_attribute a
                          where a.attrelid = tg_relid and a.attgenerated <> '') || tg_argv[1:];
  words text[] := string_to_array(tg_argv[0], ',');
begin
  if (to_jsonb(new) - ignored) is distinct from (to_jsonb(old) - ignored)
    and ((to_jsonb(new) - ignored - words) is distinct from (to_jsonb(old) - ignored - words)
      or not app.is_erasing(old.student_id))
    and not app.is_sealing(to_jsonb(old), to_jsonb(new), words)
  then
    raise exception '% is settled: only % may change', tg_table_name, array_to_string(tg_argv[1:], ', ')
      using errcode = '23514', constraint = tg_table_name || '_settled', table = tg_table_name;
  end if;
  return new;
end
$function$
;
grant execute on function app.refuse_change_unless_erased() to app_auth;
grant execute on function app.refuse_change_unless_erased() to app_command;
grant execute on function app.refuse_change_unless_erased() to app_realtime;
grant execute on function app.refuse_change_unless_erased() to app_system;
grant execute on function app.refuse_change_unless_erased() to authenticated;

CREATE OR REPLACE FUNCTION app.refuse_foreign(rule text, relation text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  raise exception '% refers to a row of another school', relation
    using errcode = '23503', constraint = rule, table = relation;
end
$function$
;
grant execute on function app.refuse_foreign(text,text) to app_auth;
grant execute on function app.refuse_foreign(text,text) to app_command;
grant execute on function app.refuse_foreign(text,text) to app_realtime;
grant execute on function app.refuse_foreign(text,text) to app_system;
grant execute on function app.refuse_foreign(text,text) to authenticated;

CREATE OR REPLACE FUNCTION app.refuse_school_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  raise exception '% may not move to another school', tg_table_name
    using errcode = '23514', constraint = tg_table_name || '_school_settled', table = tg_table_name;
end
$function$
;
grant execute on function app.refuse_school_change() to app_auth;
grant execute on function app.refuse_school_change() to app_command;
grant execute on function app.refuse_school_change() to app_realtime;
grant execute on function app.refuse_school_change() to app_system;
grant execute on function app.refuse_school_change() to authenticated;

CREATE OR REPLACE FUNCTION app.refuse_unlisted_step()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  before text;
  after text;
begin
  if tg_argv[0] = 'status' then
    before := old.status;
    after := new.status;
  elsif tg_argv[0] = 'state' then
    before := old.state;
    after := new.state;
  else
    before := to_jsonb(old) ->> tg_argv[0];
    after := to_jsonb(new) ->> tg_argv[0];
  end if;
  if not (before || '>' || after) = any (tg_argv[1:]) then
    raise exception '% may not go from % to %', tg_table_name, before, after
      using errcode = '23514', constraint = tg_table_name || '_step', table = tg_table_name;
  end if;
  return new;
end
$function$
;
grant execute on function app.refuse_unlisted_step() to app_auth;
grant execute on function app.refuse_unlisted_step() to app_command;
grant execute on function app.refuse_unlisted_step() to app_realtime;
grant execute on function app.refuse_unlisted_step() to app_system;
grant execute on function app.refuse_unlisted_step() to authenticated;

CREATE OR REPLACE FUNCTION app.refuse_unsealed()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  place text[] := tg_argv[0];
begin
  if tg_op = 'INSERT' or to_jsonb(new) #>> place is distinct from to_jsonb(old) #>> place then
    raise exception 'words of % are sealed by the program', tg_table_name
      using errcode = '23514', constraint = tg_table_name || '_words_sealed', table = tg_table_name;
  end if;
  return new;
end
$function$
;
grant execute on function app.refuse_unsealed() to app_auth;
grant execute on function app.refuse_unsealed() to app_command;
grant execute on function app.refuse_unsealed() to app_realtime;
grant execute on function app.refuse_unsealed() to app_system;
grant execute on function app.refuse_unsealed() to authenticated;

CREATE OR REPLACE FUNCTION app.remove_unused_groups(cohort_ids text[], program_ids text[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  group_id text;
begin
  foreach group_id in array cohort_ids loop
    begin
      delete from public.cohorts c where c.id = group_id
        and not exists (select from public.deployment_targets t where t.target_id = group_id);
    exception when foreign_key_violation then null;
    end;
  end loop;
  foreach group_id in array program_ids loop
    begin
      delete from public.programs p where p.id = group_id
        and not exists (select from public.deployment_targets t where t.target_id = group_id);
    exception when foreign_key_violation then null;
    end;
  end loop;
end
$function$
;
grant execute on function app.remove_unused_groups(text[],text[]) to app_system;

CREATE OR REPLACE FUNCTION app.render_template(template text, variables jsonb)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
declare
  part text;
  name text;
  rendered text;
begin
  if strpos(template, '{{') = 0 then
    return template;
  end if;
  foreach part in array string_to_array(template, '{{') loop
    if rendered is null then
      rendered := part;
    else
      name := trim(split_part(part, '}}', 1));
      if strpos(part, '}}') = 0 or (variables ->> name) is null then
        raise exception 'the template has no value for {{%}}', name using errcode = '22023';
      end if;
      rendered := rendered || (variables ->> name) || substr(part, strpos(part, '}}') + 2);
    end if;
  end loop;
  return rendered;
end
$function$
;
grant execute on function app.render_template(text,jsonb) to app_command;
grant execute on function app.render_template(text,jsonb) to app_system;

CREATE OR REPLACE FUNCTION app.require_analytics_consent()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform from public.consents c
    where c.user_id = new.user_id and c.purpose = 'learning_analytics' and c.withdrawn_at is null
    for share;
  if not found then
    raise exception 'the person has not consented to learning analytics'
      using errcode = '23514', constraint = tg_table_name || '_consent', table = tg_table_name;
  end if;
  return new;
end
$function$
;
alter function app.require_analytics_consent() owner to app_system;
grant execute on function app.require_analytics_consent() to app_auth;
grant execute on function app.require_analytics_consent() to app_command;
grant execute on function app.require_analytics_consent() to app_realtime;
grant execute on function app.require_analytics_consent() to authenticated;

CREATE OR REPLACE FUNCTION app.require_school()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if current_user = 'app_command' and coalesce(app.user_role() not in ('SCHOOL_ADMIN', 'SUPER_ADMIN'), true) then
    raise exception 'this step of % is the school''s', tg_table_name
      using errcode = '42501', constraint = tg_table_name || '_school_step', table = tg_table_name;
  end if;
  return new;
end
$function$
;
grant execute on function app.require_school() to app_auth;
grant execute on function app.require_school() to app_command;
grant execute on function app.require_school() to app_realtime;
grant execute on function app.require_school() to app_system;
grant execute on function app.require_school() to authenticated;

CREATE OR REPLACE FUNCTION app.retention_due(of_kind text, before timestamp with time zone)
 RETURNS TABLE(due bigint, oldest timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select count(*), min(r.at) from app.retention_rows(of_kind, app.admin_school_id(), before) r
$function$
;
alter function app.retention_due(text,timestamp with time zone) owner to app_system;
grant execute on function app.retention_due(text,timestamp with time zone) to app_command;
grant execute on function app.retention_due(text,timestamp with time zone) to authenticated;

CREATE OR REPLACE FUNCTION app.retention_rows(of_kind text, of_school text, before timestamp with time zone)
 RETURNS TABLE(id text, at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select r.id, r.at from app.retention_rows(of_kind, of_school, before, null) r
$function$
;
alter function app.retention_rows(text,text,timestamp with time zone) owner to app_system;

CREATE OR REPLACE FUNCTION app.retention_rows(of_kind text, of_school text, before timestamp with time zone, most bigint)
 RETURNS TABLE(id text, at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with held as materialized (
    select h.user_id from public.legal_holds h where h.school_id = of_school and h.lifted_at is null)
  (select l.id, l."timestamp" from public.learning_analytics l
    where of_kind = 'interactions' and l.school_id = of_school and l."timestamp" < before
      and l.user_id not in (select user_id from held)
    order by l."timestamp" limit most)
  union all
  (select n.id, n.created_at from public.users u
    cross join lateral (select q.id, q.created_at from public.notification_queue q
      where q.user_id = u.id and q.created_at < before and q.status <> 'PENDING' offset 0) n
    where of_kind = 'notifications' and u.school_id = of_school and u.id not in (select user_id from held)
    limit most)
  union all
  (select s.id, s.snapshot_date from public.users u
    cross join lateral (select p.id, p.snapshot_date from public.progress_snapshots p
      where p.user_id = u.id and p.snapshot_date < before offset 0) s
    where of_kind = 'snapshots' and u.school_id = of_school and u.id not in (select user_id from held)
    limit most)
  union all
  -- The record of the import stays; its lines hold names and addresses.
  (select i.id, i.created_at from public.people_imports i
    where of_kind = 'imports' and i.school_id = of_school and i.created_at < before
      and i.status in ('COMMITTED', 'UNDONE', 'FAILED', 'DISCARDED')
      and exists (select from public.people_import_rows r where r.import_id = i.id)
      and not exists (select from public.people_import_rows r where r.import_id = i.id and r.user_id in (select user_id from held))
    limit most)
  union all
  -- Whoever took a request back, or for whom an admin did, is asked for again when as much time has passed.
  (select u.id, greatest(u.updated_at, u.last_seen_at) from public.users u
    where of_kind = 'leavers' and u.school_id = of_school and u.status = 'LEFT' and u.merged_into is null
      and u.role in ('STUDENT', 'CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN')
      and greatest(u.updated_at, u.last_seen_at) < before
      and u.email <> 'erased-' || u.id || '@erased.invalid'
      and u.id not in (select user_id from held)
      and not exists (select from public.erasures e where e.user_id = u.id
        and (e.state in ('WAITING', 'RUNNING') or (e.state = 'CANCELLED' and e.finished_at >= before)))
    limit most)
$function$
;
alter function app.retention_rows(text,text,timestamp with time zone,bigint) owner to app_system;

CREATE OR REPLACE FUNCTION app.school_id()
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$ select coalesce(nullif(current_setting('app.school_id', true), ''),
       case when current_setting('request.jwt.claims', true) <> '' then app.token_claim('school') end) $function$
;
grant execute on function app.school_id() to app_auth;
grant execute on function app.school_id() to app_command;
grant execute on function app.school_id() to app_realtime;
grant execute on function app.school_id() to app_system;
grant execute on function app.school_id() to authenticated;

CREATE OR REPLACE FUNCTION app.search_grams(words text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  select coalesce(array_agg(distinct substr(words, place, size)), '{}')
  from generate_series(1, 3) size, generate_series(1, length(words) - size + 1) place
$function$
;
grant execute on function app.search_grams(text) to app_auth;
grant execute on function app.search_grams(text) to app_command;
grant execute on function app.search_grams(text) to app_realtime;
grant execute on function app.search_grams(text) to app_system;
grant execute on function app.search_grams(text) to authenticated;

CREATE OR REPLACE FUNCTION app.search_text(words text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  select trim(regexp_replace(
    replace(replace(replace(replace(
      translate(
        regexp_replace(
          lower(normalize(translate(words, '’‘‛ʼʻʹ′`´', ''''''''''''''''''''), nfkd) collate "und-x-icu"),
          '[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u061c\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]',
          '', 'g'),
        'łøđðɖħıŧŋəɛɔɓɗƙƴς‐‑‒–—―−', 'lodddhitneeobdkyσ-------'),
      'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
    '[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2028\u2029]+', ' ', 'g'))
$function$
;
grant execute on function app.search_text(text) to app_auth;
grant execute on function app.search_text(text) to app_command;
grant execute on function app.search_text(text) to app_realtime;
grant execute on function app.search_text(text) to app_system;
grant execute on function app.search_text(text) to authenticated;

CREATE OR REPLACE FUNCTION app.settle_certificate(achievement text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held public.achievements;
begin
  -- Two transactions that come to the same achievement follow each other.
  select * into held from public.achievements t where t.id = achievement and t.kind = 'framework' for update;
  if held.id is null or held.revoked_at is not null then
    update public.certificates c set revoked_at = coalesce(held.revoked_at, now()),
      revoked_because = case when held.id is null then 'MOVED' when lost.status = 'EXPIRED' then 'EXPIRED'
        when held.ref <> c.template_id and exists (select from public.framework_migration_students m
          where m.student_id = held.student_id and m.moved_at = now()) then 'MOVED' else 'REOPENED' end,
      revoked_competency = lost.name
    from (select) one left join lateral (
      select p.name, p.status from app.framework_parts(held.student_id, held.ref) p
      where p.status is null or p.status not in ('ACHIEVED', 'APPROVED')
      order by p.changed_at desc nulls last, p.name limit 1) lost on true
    where c.achievement_id = achievement and c.revoked_at is null;
    return;
  end if;
  if exists (
    select from app.framework_parts(held.student_id, held.ref) p where p.needs_approval and p.status is distinct from 'APPROVED'
  ) then
    return;
  end if;
  insert into public.certificates (school_id, student_id, achievement_id, template_id, framework, version, competencies,
    categories, completed_at, code, issued_at)
  select held.school_id, held.student_id, held.id, f.id, f.name, f.version, parts.count, parts.categories,
    coalesce(parts.completed_at, held.unlocked_at), app.random_code(),
    -- The first one at the time of the achievement; a later one now.
    case when exists (select from public.certificates c where c.achievement_id = held.id) then now() else held.unlocked_at end
  from public.competency_templates f
  cross join lateral (
    select sum(k.count)::integer as count, max(k.completed_at) as completed_at,
      jsonb_agg(jsonb_build_object('name', k.category, 'count', k.count) order by k.category collate "C") as categories
    from (
      select p.category, count(*) as count, max(p.completed_at) as completed_at
      from app.framework_parts(held.student_id, held.ref) p group by p.category) k) parts
  where f.id = held.ref and parts.count > 0
  on conflict (achievement_id) where revoked_at is null do nothing;
end
$function$
;
alter function app.settle_certificate(text) owner to app_system;

CREATE OR REPLACE FUNCTION app.settle_certificates_of_achievement()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform app.settle_certificate(coalesce(new.id, old.id));
  return null;
end
$function$
;
alter function app.settle_certificates_of_achievement() owner to app_system;

CREATE OR REPLACE FUNCTION app.settle_certificates_of_approval()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform app.settle_certificate(t.id)
  from public.competencies c
  join public.achievements t on t.student_id = new.user_id and t.kind = 'framework' and t.ref = c.template_id
  where c.id = new.competency_id and t.revoked_at is null;
  return null;
end
$function$
;
alter function app.settle_certificates_of_approval() owner to app_system;

CREATE OR REPLACE FUNCTION app.share_of(part integer, whole integer)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case when whole > 0 then case when part >= whole then 100.0
    else least(99.9, floor(part::numeric * 1000 / whole + 0.5) / 10) end end
$function$
;
alter function app.share_of(integer,integer) owner to app_system;

CREATE OR REPLACE FUNCTION app.shared_school_id()
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$ select case when app.user_id() is not null then 'default' end $function$
;
grant execute on function app.shared_school_id() to app_auth;
grant execute on function app.shared_school_id() to app_command;
grant execute on function app.shared_school_id() to app_realtime;
grant execute on function app.shared_school_id() to app_system;
grant execute on function app.shared_school_id() to authenticated;

CREATE OR REPLACE FUNCTION app.staff_school_id()
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$ select case when app.user_role() in ('CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN') then app.school_id() end $function$
;
grant execute on function app.staff_school_id() to app_auth;
grant execute on function app.staff_school_id() to app_command;
grant execute on function app.staff_school_id() to app_realtime;
grant execute on function app.staff_school_id() to app_system;
grant execute on function app.staff_school_id() to authenticated;

CREATE OR REPLACE FUNCTION app.sum_cohorts()
 RETURNS TABLE(school_id text, program_id text, cohort_id text, month date, assessments integer, with_next_steps integer, completions integer, approved_minutes integer, expired_requests integer, submissions integer, files integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with students as (
    select u.id, u.school_id, coalesce(u.program_id, '') as program_id, coalesce(u.cohort_id, '') as cohort_id, s.time_zone
    from public.users u join public.schools s on s.id = u.school_id where u.role = 'STUDENT'),
  happened as (
    select r.student_id, r.observed_on as day, 1 as assessments, r.has_next_steps::integer as with_next_steps,
      0 as completions, 0 as minutes, 0 as expired, 0 as submissions, 0::bigint as files
    from public.rated_assessments r
    union all
    select a.user_id, (a.completion_date at time zone st.time_zone)::date, 0, 0, 1, 0, 0, 0, 0
    from public.competency_assignments a join students st on st.id = a.user_id
    where a.status in ('ACHIEVED', 'APPROVED') and a.completion_date is not null
    union all
    select t.student_id, (t.started_at at time zone st.time_zone)::date, 0, 0, 0, t.minutes, 0, 0, 0
    from public.time_records t join students st on st.id = t.student_id where t.status = 'APPROVED'
    union all
    select s.student_id, (s.expires_at at time zone st.time_zone)::date, 0, 0, 0, 0, 1, 0, 0
    from public.assessments s join students st on st.id = s.student_id where s.status = 'EXPIRED' and s.expires_at is not null
    union all
    select c.student_id, (c.submitted_at at time zone st.time_zone)::date, 0, 0, 0, 0, 0, 1,
      (select count(*) from public.submission_files f where f.submission_id = c.id)
    from public.competency_submissions c join students st on st.id = c.student_id
    where c.submitted_at is not null and c.status not in ('DRAFT', 'WITHDRAWN'))
  select st.school_id, st.program_id, st.cohort_id, date_trunc('month', h.day::timestamp)::date, sum(h.assessments)::integer,
    sum(h.with_next_steps)::integer, sum(h.completions)::integer, sum(h.minutes)::integer, sum(h.expired)::integer,
    sum(h.submissions)::integer, sum(h.files)::integer
  from happened h join students st on st.id = h.student_id group by 1, 2, 3, 4
$function$
;
alter function app.sum_cohorts() owner to app_system;
grant execute on function app.sum_cohorts() to postgres;

CREATE OR REPLACE FUNCTION app.sum_distributions()
 RETURNS TABLE(school_id text, program_id text, month date, kind text, amount integer, times integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select u.school_id, coalesce(u.program_id, ''), date_trunc('month', d.day::timestamp)::date,
    d.kind, d.amount, count(*)::integer
  from (
    select r.student_id, r.observed_on as day, 'FEEDBACK_WORDS' as kind, r.feedback_words as amount
    from public.rated_assessments r
    union all
    select r.student_id, r.observed_on, 'ANSWERED_AFTER_HOURS', r.answered_after_hours
    from public.rated_assessments r where r.answered_after_hours is not null
    union all
    select l.user_id, (l."timestamp" at time zone s.time_zone)::date, l.interaction_type, 0
    from public.learning_analytics l join public.schools s on s.id = l.school_id) d
  join public.users u on u.id = d.student_id and u.role = 'STUDENT'
  group by 1, 2, 3, 4, 5
$function$
;
alter function app.sum_distributions() owner to app_system;
grant execute on function app.sum_distributions() to postgres;

CREATE OR REPLACE FUNCTION app.sum_evaluators()
 RETURNS TABLE(school_id text, program_id text, cohort_id text, month date, evaluator_id text, below integer, at integer, above integer, students integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select u.school_id, coalesce(u.program_id, ''), coalesce(u.cohort_id, ''),
    date_trunc('month', r.observed_on::timestamp)::date, coalesce(r.evaluator_id, ''),
    (count(*) filter (where r.band < 0))::integer, (count(*) filter (where r.band = 0))::integer,
    (count(*) filter (where r.band > 0))::integer, count(distinct r.student_id)::integer
  from public.rated_assessments r join public.users u on u.id = r.student_id
  group by 1, 2, 3, 4, 5
$function$
;
alter function app.sum_evaluators() owner to app_system;
grant execute on function app.sum_evaluators() to postgres;

CREATE OR REPLACE FUNCTION app.sum_pace()
 RETURNS TABLE(school_id text, program_id text, cohort_id text, days_ahead integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with students as (
    select u.id, u.school_id, coalesce(u.program_id, '') as program_id, coalesce(u.cohort_id, '') as cohort_id,
      (now() at time zone s.time_zone)::date as today, s.time_zone, co.ends_on
    from public.users u join public.schools s on s.id = u.school_id
    left join public.cohorts co on co.id = u.cohort_id
    where u.role = 'STUDENT' and app.takes_part(u.status)),
  undated as (
    select a.id, st.id as student, st.school_id, st.program_id, st.cohort_id, st.today,
      (coalesce(d.effective_at, a.created_at) at time zone st.time_zone)::date as starts_on,
      coalesce((d.due_at at time zone st.time_zone)::date, st.ends_on) as ends_on
    from public.competency_assignments a join students st on st.id = a.user_id
    left join public.competency_deployments d on d.id = a.deployment_id
    where a.due_date is null and a.status <> 'WITHDRAWN'),
  planned as (
    select st.school_id, st.program_id, st.cohort_id, st.today, (a.due_date at time zone st.time_zone)::date as planned_on
    from public.competency_assignments a join students st on st.id = a.user_id
    where a.due_date is not null and a.status <> 'WITHDRAWN'
    union all
    select u.school_id, u.program_id, u.cohort_id, u.today,
      u.starts_on - 1 + ceil((row_number() over span)::numeric * (u.ends_on - u.starts_on + 1) / count(*) over whole)::integer
    from undated u where u.starts_on <= u.ends_on
    window span as (partition by u.student, u.starts_on, u.ends_on order by u.id),
      whole as (partition by u.student, u.starts_on, u.ends_on)),
  days as (
    select p.school_id, p.program_id, case when grouping(p.cohort_id) = 0 then p.cohort_id else '*' end as cohort_id, p.today,
      p.planned_on, count(*) as n
    from planned p
    group by grouping sets ((p.school_id, p.program_id, p.today, p.planned_on),
      (p.school_id, p.program_id, p.cohort_id, p.today, p.planned_on))),
  curve as (
    select d.*, sum(d.n) over (partition by d.school_id, d.program_id, d.cohort_id order by d.planned_on) as until from days d)
  select c.school_id, c.program_id, c.cohort_id,
    case
      when g.completed_of_planned < g.planned then min(c.planned_on) filter (where c.until > g.completed_of_planned) - c.today
      when g.completed_of_planned > g.planned then coalesce(
        min(c.planned_on) filter (where c.until >= g.completed_of_planned), max(c.planned_on)) - c.today
      else 0
    end
  from curve c join app.group_standing g
    on g.school_id = c.school_id and g.program_id = c.program_id and g.cohort_id = c.cohort_id
  group by c.school_id, c.program_id, c.cohort_id, c.today, g.planned, g.completed_of_planned
$function$
;
alter function app.sum_pace() owner to app_system;
grant execute on function app.sum_pace() to postgres;

CREATE OR REPLACE FUNCTION app.sum_ratings()
 RETURNS TABLE(school_id text, program_id text, cohort_id text, month date, competency_id text, rotation_id text, below integer, at integer, above integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select u.school_id, coalesce(u.program_id, '') as program_id, coalesce(u.cohort_id, '') as cohort_id,
    date_trunc('month', r.observed_on::timestamp)::date as month, r.competency_id, coalesce(r.rotation_id, '') as rotation_id,
    (count(*) filter (where r.band < 0))::integer as below, (count(*) filter (where r.band = 0))::integer as at,
    (count(*) filter (where r.band > 0))::integer as above
  from public.rated_assessments r join public.users u on u.id = r.student_id
  group by 1, 2, 3, 4, 5, 6
$function$
;
alter function app.sum_ratings() owner to app_system;
grant execute on function app.sum_ratings() to postgres;

CREATE OR REPLACE FUNCTION app.sum_standing()
 RETURNS TABLE(school_id text, program_id text, cohort_id text, students integer, completed integer, total integer, planned integer, completed_of_planned integer, total_of_planned integer, overdue integer, overdue_students integer, lower_quartile numeric, median numeric, upper_quartile numeric, days_to_complete integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with students as (
    select u.id, u.school_id, coalesce(u.program_id, '') as program_id, coalesce(u.cohort_id, '') as cohort_id,
      (now() at time zone s.time_zone)::date as today, s.time_zone, co.ends_on
    from public.users u join public.schools s on s.id = u.school_id
    left join public.cohorts co on co.id = u.cohort_id
    where u.role = 'STUDENT' and app.takes_part(u.status)),
  assigned as (
    select a.user_id, a.due_date, a.status, a.cycle_starts_at, st.today,
      (a.due_date at time zone st.time_zone)::date as due_on,
      (coalesce(d.effective_at, a.created_at) at time zone st.time_zone)::date as starts_on,
      coalesce((d.due_at at time zone st.time_zone)::date, st.ends_on) as ends_on,
      (a.completion_date at time zone st.time_zone)::date as completed_on
    from public.competency_assignments a join students st on st.id = a.user_id
    left join public.competency_deployments d on d.id = a.deployment_id
    where a.status <> 'WITHDRAWN'),
  spans as (
    select user_id, sum(case when today < starts_on then 0 when today >= ends_on then n
      else n * (today - starts_on + 1) / (ends_on - starts_on + 1) end) as planned
    from (select user_id, today, starts_on, ends_on, count(*) as n from assigned
          where due_on is null and starts_on <= ends_on group by 1, 2, 3, 4) spread
    group by 1),
  counted as (
    select user_id, count(*) filter (where due_on <= today) as due, count(due_on) as dated,
      count(*) filter (where due_date < now() and cycle_starts_at is null and status in ('NOT_STARTED', 'IN_PROGRESS')) as overdue
    from assigned group by 1),
  standing as (
    select st.school_id, st.program_id, st.cohort_id, st.id, coalesce(p.total, 0) as total,
      coalesce(p.completed, 0) as completed, coalesce(c.overdue, 0) as overdue,
      case when c.dated > 0 or s.planned is not null then c.due + coalesce(s.planned, 0) end as planned,
      case when p.total > 0 then round(p.completed * 100.0 / p.total, 1) end as percentage
    from students st
    left join public.student_progress p on p.student_id = st.id
    left join counted c on c.user_id = st.id left join spans s on s.user_id = st.id),
  days as (
    select st.school_id, st.program_id, case when grouping(st.cohort_id) = 0 then st.cohort_id end as cohort_id,
      (percentile_disc(0.5) within group (order by a.completed_on - a.starts_on))::integer as days_to_complete
    from assigned a join students st on st.id = a.user_id
    where a.completed_on is not null and a.status in ('ACHIEVED', 'APPROVED')
    group by grouping sets ((st.school_id, st.program_id), (st.school_id, st.program_id, st.cohort_id))),
  groups as (
    select school_id, program_id, case when grouping(cohort_id) = 0 then cohort_id end as cohort_id,
      count(*)::integer as students, sum(completed)::integer as completed, sum(total)::integer as total,
      (sum(planned))::integer as planned, (sum(completed) filter (where planned is not null))::integer as completed_of_planned,
      (sum(total) filter (where planned is not null))::integer as total_of_planned,
      sum(overdue)::integer as overdue, (count(*) filter (where overdue > 0))::integer as overdue_students,
      percentile_disc(0.25) within group (order by percentage) as lower_quartile,
      percentile_disc(0.5) within group (order by percentage) as median,
      percentile_disc(0.75) within group (order by percentage) as upper_quartile
    from standing
    group by grouping sets ((school_id, program_id), (school_id, program_id, cohort_id)))
  select g.school_id, g.program_id, coalesce(g.cohort_id, '*') as cohort_id, g.students, g.completed, g.total, g.planned,
    g.completed_of_planned, g.total_of_planned, g.overdue, g.overdue_students, g.lower_quartile, g.median, g.upper_quartile,
    d.days_to_complete
  from groups g
  left join days d on d.school_id = g.school_id and d.program_id = g.program_id and d.cohort_id is not distinct from g.cohort_id
$function$
;
alter function app.sum_standing() owner to app_system;
grant execute on function app.sum_standing() to postgres;

CREATE OR REPLACE FUNCTION app.supervised_student_ids()
 RETURNS SETOF text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 30
 SET search_path TO ''
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
declare
  today date;
begin
  if app.user_role() is distinct from 'CLINICAL_SUPERVISOR' then
    return;
  end if;
  -- A placement is of its supervisor's school, so one time zone serves for all of them.
  select (now() at time zone c.time_zone)::date into today from public.schools c where c.id = app.school_id();
  return query
    select p.student_id
    from public.placement_supervisors s
    join public.placements p on p.id = s.placement_id
    join public.users u on u.id = p.student_id
    where s.supervisor_id = app.user_id()
      and p.ended_at is null
      and today between p.starts_on and p.ends_on + 14
      and app.takes_part(u.status);
end
$function$
;
alter function app.supervised_student_ids() owner to app_system;
grant execute on function app.supervised_student_ids() to app_command;
grant execute on function app.supervised_student_ids() to app_realtime;
grant execute on function app.supervised_student_ids() to authenticated;

CREATE OR REPLACE FUNCTION app.supervises(student text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select app.has_placement_with(student)
$function$
;
grant execute on function app.supervises(text) to app_command;
grant execute on function app.supervises(text) to app_realtime;
grant execute on function app.supervises(text) to app_system;
grant execute on function app.supervises(text) to authenticated;

CREATE OR REPLACE FUNCTION app.supervises_placement(placement text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return app.user_role() = 'CLINICAL_SUPERVISOR' and exists (
    select from public.placement_supervisors s
    join public.placements p on p.id = s.placement_id
    join public.schools c on c.id = p.school_id
    where s.placement_id = placement and s.supervisor_id = app.user_id() and p.ended_at is null
      and (now() at time zone c.time_zone)::date between p.starts_on and p.ends_on + 14
  );
end
$function$
;
alter function app.supervises_placement(text) owner to app_system;
grant execute on function app.supervises_placement(text) to app_command;
grant execute on function app.supervises_placement(text) to authenticated;

CREATE OR REPLACE FUNCTION app.supervisors_of(student text)
 RETURNS SETOF text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 10
 SET search_path TO ''
AS $function$
begin
  if not app.has_placement_with(student) then
    return;
  end if;
  return query
    select distinct s.supervisor_id from public.placements p
    join public.placement_supervisors s on s.placement_id = p.id
    where p.student_id = student and app.has_business(student, s.supervisor_id);
end
$function$
;
alter function app.supervisors_of(text) owner to app_system;
grant execute on function app.supervisors_of(text) to app_command;
grant execute on function app.supervisors_of(text) to authenticated;

CREATE OR REPLACE FUNCTION app.take_due_date()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  new.due_at := (select a.due_date from public.competency_assignments a where a.id = new.assignment_id);
  return new;
end
$function$
;
alter function app.take_due_date() owner to app_system;

CREATE OR REPLACE FUNCTION app.take_feedback_answers(round text)
 RETURNS TABLE(evaluator_id text, content jsonb)
 LANGUAGE plpgsql
 SECURITY DEFINER ROWS 10
 SET search_path TO ''
AS $function$
declare
  found_round public.feedback_rounds;
  answered integer;
  open integer;
begin
  select * into found_round from public.feedback_rounds r where r.id = round for update;
  if found_round.id is null or found_round.state <> 'OPEN' or not app.has_placement_with(found_round.student_id) then
    return;
  end if;
  select count(*) filter (where k.answered_at is not null), count(*) filter (where k.answered_at is null)
    into answered, open from public.feedback_asked k where k.round_id = round;
  if answered < 3 or not (
    found_round.started_by = app.user_id()
    or (open = 0 and exists (
      select from public.feedback_asked k where k.round_id = round and k.evaluator_id = app.user_id()))
  ) then
    return;
  end if;
  return query delete from public.feedback_answers w where w.round_id = round returning w.evaluator_id, w.content;
end
$function$
;
alter function app.take_feedback_answers(text) owner to app_system;
grant execute on function app.take_feedback_answers(text) to app_command;

CREATE OR REPLACE FUNCTION app.take_over_browser()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from public.push_subscriptions p where p.endpoint = new.endpoint;
  return new;
end
$function$
;
alter function app.take_over_browser() owner to app_system;

CREATE OR REPLACE FUNCTION app.takes_part(status text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select status in ('ACTIVE', 'INVITED') $function$
;
grant execute on function app.takes_part(text) to app_auth;
grant execute on function app.takes_part(text) to app_command;
grant execute on function app.takes_part(text) to app_realtime;
grant execute on function app.takes_part(text) to app_system;
grant execute on function app.takes_part(text) to authenticated;

CREATE OR REPLACE FUNCTION app.takes_part_in_round(round text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select exists (select from public.feedback_rounds r where r.id = round and r.started_by = app.user_id())
    or exists (select from public.feedback_asked k where k.round_id = round and k.evaluator_id = app.user_id())
$function$
;
grant execute on function app.takes_part_in_round(text) to app_command;
grant execute on function app.takes_part_in_round(text) to app_system;

CREATE OR REPLACE FUNCTION app.token_claim(wanted text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
begin
  return (
    select case wanted when 'id' then u.id when 'role' then u.role when 'school' then u.school_id end
    from public.users u join public.schools c on c.id = u.school_id
    where u.id = claims ->> 'sub' and u.role = claims -> 'app_metadata' ->> 'role'
      and u.school_id = claims -> 'app_metadata' ->> 'school_id' and u.status = 'ACTIVE' and c.status = 'OPEN'
      and (exists (
          select from public.sessions s
          where s.id = claims ->> 'session_id' and s.user_id = u.id and s.revoked_at is null and s.expires_at > now()
            and not s.must_enrol)
        or app.auth_session_lives(claims ->> 'session_id', u.id)));
end $function$
;
alter function app.token_claim(text) owner to app_system;
grant execute on function app.token_claim(text) to app_auth;
grant execute on function app.token_claim(text) to app_command;
grant execute on function app.token_claim(text) to app_realtime;
grant execute on function app.token_claim(text) to authenticated;

CREATE OR REPLACE FUNCTION app.uploaded(file text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return exists (select from public.files f where f.id = file and f.uploaded_by = app.user_id());
end
$function$
;
alter function app.uploaded(text) owner to app_system;
grant execute on function app.uploaded(text) to app_command;
grant execute on function app.uploaded(text) to app_realtime;
grant execute on function app.uploaded(text) to authenticated;

CREATE OR REPLACE FUNCTION app.user_id()
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$ select coalesce(nullif(current_setting('app.user_id', true), ''),
       case when current_setting('request.jwt.claims', true) <> '' then app.token_claim('id') end) $function$
;
grant execute on function app.user_id() to app_auth;
grant execute on function app.user_id() to app_command;
grant execute on function app.user_id() to app_realtime;
grant execute on function app.user_id() to app_system;
grant execute on function app.user_id() to authenticated;

CREATE OR REPLACE FUNCTION app.user_role()
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$ select coalesce(nullif(current_setting('app.user_role', true), ''),
       case when current_setting('request.jwt.claims', true) <> '' then app.token_claim('role') end) $function$
;
grant execute on function app.user_role() to app_auth;
grant execute on function app.user_role() to app_command;
grant execute on function app.user_role() to app_realtime;
grant execute on function app.user_role() to app_system;
grant execute on function app.user_role() to authenticated;

CREATE OR REPLACE FUNCTION app.verify_code(given text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'kind', 'certificate',
    'status', case when c.revoked_at is null then 'valid' else 'revoked' end,
    'revokedOn', (c.revoked_at at time zone s.time_zone)::date,
    'completedOn', case when 'date' = any (c.shown) then (c.completed_at at time zone s.time_zone)::date end,
    'name', case when 'name' = any (c.shown) then u.name end,
    'school', case when 'school' = any (c.shown) then s.name end,
    'color', case when 'school' = any (c.shown) then s.color end,
    'logo', case when 'school' = any (c.shown) then replace(encode(l.content, 'base64'), E'\n', '') end,
    'framework', case when 'framework' = any (c.shown) then c.framework end,
    'version', case when 'framework' = any (c.shown) then c.version end,
    'competencies', case when 'framework' = any (c.shown) then c.competencies end,
    'categories', case when 'categories' = any (c.shown) then c.categories end)
  from public.certificates c
  join public.users u on u.id = c.student_id
  join public.schools s on s.id = c.school_id
  left join public.school_logos l on l.school_id = c.school_id
  where c.code = given
  union all
  select jsonb_build_object(
    'kind', 'transcript', 'status', 'valid', 'madeOn', (t.made_at at time zone s.time_zone)::date,
    'name', u.name, 'school', s.name, 'color', s.color, 'logo', replace(encode(l.content, 'base64'), E'\n', ''),
    'completed', t.completed, 'total', t.total)
  from public.transcripts t
  join public.users u on u.id = t.student_id
  join public.schools s on s.id = t.school_id
  left join public.school_logos l on l.school_id = t.school_id
  where t.code = given
$function$
;
alter function app.verify_code(text) owner to app_system;
grant execute on function app.verify_code(text) to app_auth;

CREATE OR REPLACE FUNCTION app.waiting_requests()
 RETURNS TABLE(supervisor_id text, waiting integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 10
 SET search_path TO ''
AS $function$
begin
  return query
    select r.assessor_id, count(*)::integer from public.assessments r
    where r.status = 'REQUESTED' and (r.expires_at is null or r.expires_at > now())
      and r.assessor_id in (select app.own_supervisor_ids())
      and app.has_business(r.student_id, r.assessor_id)
    group by r.assessor_id;
end
$function$
;
alter function app.waiting_requests() owner to app_system;
grant execute on function app.waiting_requests() to app_command;
grant execute on function app.waiting_requests() to authenticated;

CREATE OR REPLACE PROCEDURE app.write_command_policies(IN target regclass, IN person_column text, IN added_by text[], IN changed_by text[], IN removed_by text[])
 LANGUAGE plpgsql
 SET search_path TO ''
AS $procedure$
begin
  if added_by = '{own}' then
    -- Threat: a row in one's own name, in another school's book.
    call app.write_policy(target, 'add', 'app_command',
      app.policy_condition(added_by, person_column) || ' and school_id = (select app.school_id())');
  elsif 'own' = any (added_by) then
    raise exception 'what a person adds beside others needs a policy of its own, which limits what they may add';
  elsif added_by <> '{}' then
    call app.write_policy(target, 'add', 'app_command', app.policy_condition(added_by, person_column));
  end if;
  if changed_by <> '{}' then
    call app.write_policy(target, 'change', 'app_command', app.policy_condition(changed_by, person_column));
  end if;
  if removed_by <> '{}' then
    call app.write_policy(target, 'remove', 'app_command', app.policy_condition(removed_by, person_column));
  end if;
end
$procedure$
;

CREATE OR REPLACE PROCEDURE app.write_policy(IN target regclass, IN suffix text, IN roles text, IN condition text)
 LANGUAGE plpgsql
 SET search_path TO ''
AS $procedure$
declare
  policy_name text := (select c.relname from pg_catalog.pg_class c where c.oid = target) || '_' || suffix;
  verb text := case when suffix like 'read%' then 'select' when suffix = 'add' then 'insert'
    when suffix = 'change' then 'update' when suffix = 'remove' then 'delete' end;
begin
  if exists (select from pg_catalog.pg_policy p where p.polrelid = target and p.polname = policy_name) then
    execute format('drop policy %I on %s', policy_name, target);
  end if;
  execute format('create policy %I on %s for %s to %s%s%s', policy_name, target, verb, roles,
    case when verb <> 'insert' then format(' using (%s)', condition) else '' end,
    case when verb in ('insert', 'update') then format(' with check (%s)', condition) else '' end);
  execute format('grant %s on %s to %s', verb, target, roles);
end
$procedure$
;

CREATE OR REPLACE FUNCTION app.writes_evaluation(evaluation text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  found_row record;
begin
  select e.state, e.evaluator_id, e.school_id, e.is_anonymous, e.assessment_id, e.xmin as written_by into found_row
    from public.evaluations e where e.id = evaluation;
  if found_row.evaluator_id is distinct from app.user_id()
    and found_row.school_id is distinct from app.admin_school_id()
    and not app.is_super_admin()
    and not (coalesce(found_row.is_anonymous, false) and app.takes_part_in_round(found_row.assessment_id))
  then
    return false;
  end if;
  -- A row that is visible and whose writer is still in progress can only be our own, in whatever savepoint.
  return found_row.state = 'DRAFT' or app.is_in_progress(found_row.written_by);
end
$function$
;
alter function app.writes_evaluation(text) owner to app_system;
grant execute on function app.writes_evaluation(text) to app_command;
grant execute on function app.writes_evaluation(text) to app_realtime;
grant execute on function app.writes_evaluation(text) to authenticated;

CREATE OR REPLACE FUNCTION auth.jwt()
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb $function$
;
grant execute on function auth.jwt() to public;

CREATE OR REPLACE FUNCTION auth.role()
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role' $function$
;
grant execute on function auth.role() to public;

CREATE OR REPLACE FUNCTION auth.uid()
 RETURNS uuid
 LANGUAGE sql
 STABLE
AS $function$ select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $function$
;
grant execute on function auth.uid() to public;


-- Triggers

CREATE TRIGGER access_log_settled BEFORE UPDATE ON public.access_log FOR EACH ROW EXECUTE FUNCTION app.refuse_change_except('seal_number');
CREATE CONSTRAINT TRIGGER achievements_settle_added AFTER INSERT ON public.achievements DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.kind = 'framework'::text)) EXECUTE FUNCTION app.settle_certificates_of_achievement();
CREATE CONSTRAINT TRIGGER achievements_settle_changed AFTER UPDATE ON public.achievements DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.kind = 'framework'::text)) EXECUTE FUNCTION app.settle_certificates_of_achievement();
CREATE CONSTRAINT TRIGGER achievements_settle_removed AFTER DELETE ON public.achievements DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((old.kind = 'framework'::text)) EXECUTE FUNCTION app.settle_certificates_of_achievement();
CREATE TRIGGER assessments_author_step BEFORE UPDATE ON public.assessments FOR EACH ROW WHEN ((((new.status = ANY (ARRAY['APPROVED'::text, 'REJECTED'::text])) AND (old.status = 'SUBMITTED'::text)) OR ((new.status = 'DRAFT'::text) AND (old.status = ANY (ARRAY['SUBMITTED'::text, 'REJECTED'::text]))) OR ((new.status = 'SUBMITTED'::text) AND (old.status = 'APPROVED'::text)))) EXECUTE FUNCTION app.guard_assessment_step();
CREATE TRIGGER assessments_draft_dropped BEFORE UPDATE ON public.assessments FOR EACH ROW WHEN (((old.status = 'DRAFT'::text) AND (new.status = ANY (ARRAY['SUBMITTED'::text, 'DISCARDED'::text])))) EXECUTE FUNCTION app.drop_assessment_draft();
CREATE TRIGGER assessments_guard BEFORE INSERT OR UPDATE OF competency_id, assessor_id, requested_by, school_id ON public.assessments FOR EACH ROW EXECUTE FUNCTION app.guard_assessment();
CREATE TRIGGER assessments_rated AFTER UPDATE ON public.assessments FOR EACH ROW WHEN ((((old.status IS DISTINCT FROM new.status) AND ((old.status = ANY (ARRAY['SUBMITTED'::text, 'APPROVED'::text])) OR (new.status = ANY (ARRAY['SUBMITTED'::text, 'APPROVED'::text])))) OR ((new.status = ANY (ARRAY['SUBMITTED'::text, 'APPROVED'::text])) AND (((((((((old.observed_at IS DISTINCT FROM new.observed_at) OR (old.submitted_at IS DISTINCT FROM new.submitted_at)) OR (old.rotation_id IS DISTINCT FROM new.rotation_id)) OR (old.method IS DISTINCT FROM new.method)) OR (old.student_id IS DISTINCT FROM new.student_id)) OR (old.competency_id IS DISTINCT FROM new.competency_id)) OR (old.requested_by IS DISTINCT FROM new.requested_by)) OR (old.created_at IS DISTINCT FROM new.created_at)) OR (old.renewed_at IS DISTINCT FROM new.renewed_at))))) EXECUTE FUNCTION app.rate_changed_assessment();
CREATE TRIGGER assessments_request_noted BEFORE UPDATE OF status, renewed_at ON public.assessments FOR EACH ROW EXECUTE FUNCTION app.note_request_step();
CREATE TRIGGER assessments_school_step BEFORE UPDATE ON public.assessments FOR EACH ROW WHEN (((old.status <> new.status) AND ((new.status = 'VOIDED'::text) OR (old.status = 'EXPIRED'::text)))) EXECUTE FUNCTION app.require_school();
CREATE TRIGGER assessments_step BEFORE UPDATE ON public.assessments FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION app.refuse_unlisted_step('status', 'REQUESTED>DRAFT', 'REQUESTED>DECLINED', 'REQUESTED>CANCELLED', 'REQUESTED>EXPIRED', 'EXPIRED>REQUESTED', 'DRAFT>SUBMITTED', 'DRAFT>DISCARDED', 'SUBMITTED>DRAFT', 'SUBMITTED>APPROVED', 'SUBMITTED>REJECTED', 'SUBMITTED>VOIDED', 'APPROVED>SUBMITTED', 'APPROVED>VOIDED', 'REJECTED>DRAFT', 'REJECTED>VOIDED');
CREATE TRIGGER assessments_words_sealed BEFORE INSERT OR UPDATE OF draft ON public.assessments FOR EACH ROW WHEN (((new.draft #>> '{evaluationData,words}'::text[]) !~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$'::text)) EXECUTE FUNCTION app.refuse_unsealed('{draft,evaluationData,words}');
CREATE TRIGGER assignment_cycles_guard BEFORE INSERT ON public.assignment_cycles FOR EACH ROW EXECUTE FUNCTION app.guard_assignment_cycle();
CREATE TRIGGER assignment_deployments_due BEFORE INSERT ON public.assignment_deployments FOR EACH ROW WHEN ((new.due_at = '-infinity'::timestamp with time zone)) EXECUTE FUNCTION app.take_due_date();
CREATE TRIGGER audit_log_settled BEFORE UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION app.refuse_change_except('seal_number', 'previous_hash', 'hash');
CREATE TRIGGER certificates_guard BEFORE UPDATE ON public.certificates FOR EACH ROW EXECUTE FUNCTION app.guard_certificate();
CREATE TRIGGER competencies_framework BEFORE INSERT OR DELETE OR UPDATE ON public.competencies FOR EACH ROW EXECUTE FUNCTION app.guard_framework_part();
CREATE TRIGGER competencies_guard BEFORE INSERT OR UPDATE ON public.competencies FOR EACH ROW EXECUTE FUNCTION app.guard_competency();
CREATE TRIGGER competencies_school_settled BEFORE UPDATE OF school_id ON public.competencies FOR EACH ROW WHEN ((old.school_id <> new.school_id)) EXECUTE FUNCTION app.refuse_school_change();
CREATE TRIGGER competency_assignments_competency BEFORE INSERT OR UPDATE OF competency_id, school_id ON public.competency_assignments FOR EACH ROW EXECUTE FUNCTION app.guard_competency_reference();
CREATE TRIGGER competency_assignments_own_progress BEFORE UPDATE ON public.competency_assignments FOR EACH ROW WHEN ((((((((old.result IS DISTINCT FROM new.result) OR (old.progress_percentage IS DISTINCT FROM new.progress_percentage)) OR (old.completion_date IS DISTINCT FROM new.completion_date)) OR (old.due_date IS DISTINCT FROM new.due_date)) OR (old.observations IS DISTINCT FROM new.observations)) OR (old.evaluators IS DISTINCT FROM new.evaluators)) OR (old.days IS DISTINCT FROM new.days))) EXECUTE FUNCTION app.guard_own_progress();
CREATE TRIGGER competency_assignments_pack_added AFTER INSERT ON public.competency_assignments REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION app.pack_cells();
CREATE TRIGGER competency_assignments_pack_changed AFTER UPDATE ON public.competency_assignments REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION app.pack_cells();
CREATE TRIGGER competency_assignments_pack_removed AFTER DELETE ON public.competency_assignments REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION app.pack_cells();
CREATE TRIGGER competency_assignments_school_step BEFORE UPDATE ON public.competency_assignments FOR EACH ROW WHEN (((old.status <> new.status) AND (new.status = ANY (ARRAY['APPROVED'::text, 'WITHDRAWN'::text])))) EXECUTE FUNCTION app.require_school();
CREATE CONSTRAINT TRIGGER competency_assignments_settle_approved AFTER UPDATE ON public.competency_assignments DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.status = 'APPROVED'::text) AND (old.status <> 'APPROVED'::text))) EXECUTE FUNCTION app.settle_certificates_of_approval();
CREATE TRIGGER competency_assignments_step BEFORE UPDATE ON public.competency_assignments FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION app.refuse_unlisted_step('status', 'NOT_STARTED>IN_PROGRESS', 'NOT_STARTED>ACHIEVED', 'NOT_STARTED>WITHDRAWN', 'IN_PROGRESS>ACHIEVED', 'IN_PROGRESS>WITHDRAWN', 'ACHIEVED>IN_PROGRESS', 'ACHIEVED>APPROVED', 'ACHIEVED>EXPIRED', 'ACHIEVED>WITHDRAWN', 'APPROVED>IN_PROGRESS', 'APPROVED>EXPIRED', 'APPROVED>WITHDRAWN', 'EXPIRED>IN_PROGRESS', 'EXPIRED>ACHIEVED', 'EXPIRED>WITHDRAWN', 'WITHDRAWN>NOT_STARTED', 'WITHDRAWN>IN_PROGRESS', 'WITHDRAWN>ACHIEVED', 'WITHDRAWN>APPROVED', 'WITHDRAWN>EXPIRED');
CREATE TRIGGER competency_assignments_undo BEFORE UPDATE ON public.competency_assignments FOR EACH ROW WHEN (((old.status = 'WITHDRAWN'::text) AND (new.status <> 'WITHDRAWN'::text))) EXECUTE FUNCTION app.require_school();
CREATE TRIGGER competency_deployments_guard BEFORE INSERT OR UPDATE OF template_id, created_by, school_id ON public.competency_deployments FOR EACH ROW EXECUTE FUNCTION app.guard_deployment();
CREATE TRIGGER competency_deployments_step BEFORE UPDATE ON public.competency_deployments FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION app.refuse_unlisted_step('status', 'SCHEDULED>ACTIVATING', 'SCHEDULED>CANCELLED', 'ACTIVATING>ACTIVE', 'ACTIVATING>FAILED', 'ACTIVE>WITHDRAWN', 'FAILED>ACTIVATING', 'CANCELLED>SCHEDULED', 'WITHDRAWN>ACTIVE');
CREATE TRIGGER competency_rubrics_framework BEFORE INSERT OR DELETE OR UPDATE ON public.competency_rubrics FOR EACH ROW EXECUTE FUNCTION app.guard_framework_part();
CREATE TRIGGER competency_rubrics_people BEFORE INSERT OR UPDATE OF created_by, school_id ON public.competency_rubrics FOR EACH ROW EXECUTE FUNCTION app.guard_people('created_by');
CREATE TRIGGER competency_submissions_competency BEFORE INSERT OR UPDATE OF competency_id, school_id ON public.competency_submissions FOR EACH ROW EXECUTE FUNCTION app.guard_competency_reference();
CREATE TRIGGER competency_submissions_people BEFORE INSERT OR UPDATE OF reviewed_by, school_id ON public.competency_submissions FOR EACH ROW EXECUTE FUNCTION app.guard_people('reviewed_by');
CREATE TRIGGER competency_submissions_settled BEFORE UPDATE ON public.competency_submissions FOR EACH ROW WHEN ((((old.competency_id IS DISTINCT FROM new.competency_id) OR (old.kind IS DISTINCT FROM new.kind) OR (old.evidence IS DISTINCT FROM new.evidence) OR (old.learnt_where IS DISTINCT FROM new.learnt_where) OR (old.learnt_from IS DISTINCT FROM new.learnt_from) OR (old.learnt_until IS DISTINCT FROM new.learnt_until)) AND (NOT app.is_sealing(to_jsonb(old.*), to_jsonb(new.*), '{evidence,learnt_where}'::text[])))) EXECUTE FUNCTION app.guard_submission();
CREATE TRIGGER competency_submissions_step BEFORE UPDATE ON public.competency_submissions FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION app.refuse_unlisted_step('status', 'DRAFT>SUBMITTED', 'SUBMITTED>IN_REVIEW', 'IN_REVIEW>RETURNED', 'IN_REVIEW>APPROVED', 'IN_REVIEW>REJECTED', 'RETURNED>SUBMITTED', 'DRAFT>WITHDRAWN', 'SUBMITTED>WITHDRAWN', 'RETURNED>WITHDRAWN');
CREATE TRIGGER competency_template_associations_framework BEFORE INSERT OR DELETE OR UPDATE ON public.competency_template_associations FOR EACH ROW EXECUTE FUNCTION app.guard_framework_part();
CREATE TRIGGER competency_template_items_framework BEFORE INSERT OR DELETE OR UPDATE ON public.competency_template_items FOR EACH ROW EXECUTE FUNCTION app.guard_framework_part();
CREATE TRIGGER competency_templates_people BEFORE INSERT OR UPDATE OF created_by, school_id ON public.competency_templates FOR EACH ROW EXECUTE FUNCTION app.guard_people('created_by');
CREATE TRIGGER competency_templates_school_settled BEFORE UPDATE OF school_id ON public.competency_templates FOR EACH ROW WHEN ((old.school_id <> new.school_id)) EXECUTE FUNCTION app.refuse_school_change();
CREATE TRIGGER competency_templates_settled BEFORE UPDATE ON public.competency_templates FOR EACH ROW WHEN ((old.status <> 'DRAFT'::text)) EXECUTE FUNCTION app.refuse_change_except('status', 'updated_at');
CREATE TRIGGER competency_templates_step BEFORE UPDATE ON public.competency_templates FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION app.refuse_unlisted_step('status', 'DRAFT>PUBLISHED', 'PUBLISHED>DEPRECATED', 'DEPRECATED>PUBLISHED');
CREATE TRIGGER consent_decisions_followed AFTER INSERT ON public.consent_decisions FOR EACH ROW EXECUTE FUNCTION app.follow_consent();
CREATE TRIGGER consent_texts_settled BEFORE UPDATE ON public.consent_texts FOR EACH ROW WHEN ((NOT app.is_sealing(to_jsonb(old.*), to_jsonb(new.*), '{words}'::text[]))) EXECUTE FUNCTION app.refuse_change_except('ended_at');
CREATE TRIGGER deployment_acts_people BEFORE INSERT OR UPDATE OF actor_id, school_id ON public.deployment_acts FOR EACH ROW EXECUTE FUNCTION app.guard_people('actor_id');
CREATE TRIGGER deployment_acts_step BEFORE UPDATE ON public.deployment_acts FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION app.refuse_unlisted_step('status', 'RUNNING>DONE');
CREATE TRIGGER deployment_targets_guard BEFORE INSERT OR UPDATE ON public.deployment_targets FOR EACH ROW EXECUTE FUNCTION app.guard_deployment_target();
CREATE TRIGGER erasures_guard BEFORE INSERT OR UPDATE ON public.erasures FOR EACH ROW EXECUTE FUNCTION app.guard_erasure();
CREATE TRIGGER erasures_step BEFORE UPDATE ON public.erasures FOR EACH ROW WHEN ((old.state IS DISTINCT FROM new.state)) EXECUTE FUNCTION app.refuse_unlisted_step('state', 'WAITING>RUNNING', 'WAITING>CANCELLED', 'RUNNING>DONE');
CREATE TRIGGER evaluation_criteria_guard BEFORE INSERT OR UPDATE ON public.evaluation_criteria FOR EACH ROW EXECUTE FUNCTION app.guard_criterion();
CREATE TRIGGER evaluation_criteria_signed BEFORE DELETE OR UPDATE ON public.evaluation_criteria FOR EACH ROW EXECUTE FUNCTION app.guard_signed_part();
CREATE TRIGGER evaluation_private_notes_settled BEFORE UPDATE ON public.evaluation_private_notes FOR EACH ROW WHEN (((CURRENT_USER <> 'app_system'::name) OR (new.evaluation_id <> old.evaluation_id) OR (new.school_id <> old.school_id))) EXECUTE FUNCTION app.guard_signed_part();
CREATE TRIGGER evaluation_private_notes_signed BEFORE DELETE ON public.evaluation_private_notes FOR EACH ROW EXECUTE FUNCTION app.guard_signed_part();
CREATE CONSTRAINT TRIGGER evaluations_anonymous_author AFTER INSERT ON public.evaluations DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (new.is_anonymous) EXECUTE FUNCTION app.guard_anonymous();
CREATE TRIGGER evaluations_guard BEFORE INSERT OR UPDATE OF evaluator_id, school_id ON public.evaluations FOR EACH ROW EXECUTE FUNCTION app.guard_evaluation();
CREATE TRIGGER evaluations_no_longer_rated AFTER DELETE ON public.evaluations REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.rate_changed_evaluations();
CREATE TRIGGER evaluations_rated AFTER INSERT ON public.evaluations REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.rate_changed_evaluations();
CREATE TRIGGER evaluations_rated_again AFTER UPDATE ON public.evaluations REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.rate_changed_evaluations();
CREATE TRIGGER evaluations_school_step BEFORE UPDATE ON public.evaluations FOR EACH ROW WHEN (((old.state <> new.state) AND (new.state = 'VOIDED'::text))) EXECUTE FUNCTION app.require_school();
CREATE TRIGGER evaluations_settled BEFORE UPDATE ON public.evaluations FOR EACH ROW WHEN (((old.state <> 'DRAFT'::text) AND (NOT ((CURRENT_USER = 'app_system'::name) AND (old.words IS NOT NULL) AND (new.words IS NOT NULL) AND (new.words ~~ 's1.%'::text) AND ((to_jsonb(new.*) - 'words'::text) = (to_jsonb(old.*) - 'words'::text)))))) EXECUTE FUNCTION app.refuse_change_unless_erased('words,word_count,has_next_steps,change_reason,guest_name,guest_role,guest_email', 'state', 'guest_confirmed_at');
CREATE TRIGGER evaluations_step BEFORE UPDATE ON public.evaluations FOR EACH ROW WHEN ((old.state IS DISTINCT FROM new.state)) EXECUTE FUNCTION app.refuse_unlisted_step('state', 'DRAFT>SIGNED', 'SIGNED>SUPERSEDED', 'SIGNED>VOIDED', 'SIGNED>DISCARDED');
CREATE TRIGGER evaluations_words_sealed BEFORE INSERT OR UPDATE OF words ON public.evaluations FOR EACH ROW WHEN ((new.words !~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$'::text)) EXECUTE FUNCTION app.refuse_unsealed('{words}');
CREATE TRIGGER feature_flags_round AFTER UPDATE OF round ON public.feature_flags FOR EACH ROW WHEN ((new.round > old.round)) EXECUTE FUNCTION app.end_flag_round();
CREATE TRIGGER feedback_answers_words_sealed BEFORE INSERT OR UPDATE OF content ON public.feedback_answers FOR EACH ROW WHEN (((new.content #>> '{evaluationData,words}'::text[]) !~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$'::text)) EXECUTE FUNCTION app.refuse_unsealed('{content,evaluationData,words}');
CREATE TRIGGER feedback_asked_own_answer BEFORE UPDATE ON public.feedback_asked FOR EACH ROW EXECUTE FUNCTION app.guard_asked();
CREATE TRIGGER feedback_rounds_competency BEFORE INSERT OR UPDATE OF competency_id, school_id ON public.feedback_rounds FOR EACH ROW EXECUTE FUNCTION app.guard_competency_reference();
CREATE TRIGGER feedback_rounds_starter_step BEFORE UPDATE ON public.feedback_rounds FOR EACH ROW WHEN ((old.state IS DISTINCT FROM new.state)) EXECUTE FUNCTION app.guard_round_step();
CREATE TRIGGER feedback_rounds_step BEFORE UPDATE ON public.feedback_rounds FOR EACH ROW WHEN ((old.state IS DISTINCT FROM new.state)) EXECUTE FUNCTION app.refuse_unlisted_step('state', 'OPEN>CLOSED', 'OPEN>CALLED_OFF');
CREATE TRIGGER files_added AFTER INSERT ON public.files REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.guard_added_files();
CREATE TRIGGER files_followed AFTER INSERT OR DELETE OR UPDATE OF storage_key ON public.files FOR EACH ROW EXECUTE FUNCTION app.follow_file();
CREATE TRIGGER files_people BEFORE INSERT OR UPDATE OF uploaded_by, school_id ON public.files FOR EACH ROW EXECUTE FUNCTION app.guard_people('uploaded_by');
CREATE TRIGGER flag_exposures_consent BEFORE INSERT ON public.flag_exposures FOR EACH ROW EXECUTE FUNCTION app.require_analytics_consent();
CREATE TRIGGER framework_imports_people BEFORE INSERT OR UPDATE OF created_by, school_id ON public.framework_imports FOR EACH ROW EXECUTE FUNCTION app.guard_people('created_by');
CREATE TRIGGER framework_migration_students_step BEFORE UPDATE ON public.framework_migration_students FOR EACH ROW WHEN ((old.state IS DISTINCT FROM new.state)) EXECUTE FUNCTION app.refuse_unlisted_step('state', 'PLANNED>MOVED', 'PLANNED>LEFT_OUT', 'PLANNED>SKIPPED', 'MOVED>UNDOING', 'UNDOING>MOVED', 'UNDOING>UNDONE');
CREATE TRIGGER framework_migrations_people BEFORE INSERT OR UPDATE OF created_by, school_id ON public.framework_migrations FOR EACH ROW EXECUTE FUNCTION app.guard_people('created_by');
CREATE TRIGGER framework_migrations_step BEFORE UPDATE ON public.framework_migrations FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION app.refuse_unlisted_step('status', 'PREVIEWING>READY', 'PREVIEWING>FAILED', 'PREVIEWING>DISCARDED', 'READY>MOVING', 'READY>DISCARDED', 'MOVING>FAILED', 'MOVING>MOVED', 'FAILED>MOVING', 'FAILED>DISCARDED');
CREATE TRIGGER learning_analytics_competency BEFORE INSERT OR UPDATE OF competency_id, school_id ON public.learning_analytics FOR EACH ROW EXECUTE FUNCTION app.guard_competency_reference();
CREATE TRIGGER learning_analytics_consent BEFORE INSERT ON public.learning_analytics FOR EACH ROW EXECUTE FUNCTION app.require_analytics_consent();
CREATE TRIGGER legal_holds_followed AFTER INSERT OR UPDATE ON public.legal_holds FOR EACH ROW EXECUTE FUNCTION app.follow_hold();
CREATE TRIGGER notification_queue_step BEFORE UPDATE ON public.notification_queue FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION app.refuse_unlisted_step('status', 'PENDING>SENT', 'PENDING>FAILED', 'PENDING>CANCELLED', 'FAILED>PENDING');
CREATE TRIGGER notification_templates_people BEFORE INSERT OR UPDATE OF created_by, school_id ON public.notification_templates FOR EACH ROW EXECUTE FUNCTION app.guard_people('created_by');
CREATE TRIGGER people_imports_step BEFORE UPDATE ON public.people_imports FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION app.refuse_unlisted_step('status', 'PENDING>PARSING', 'PENDING>FAILED', 'PENDING>DISCARDED', 'PARSING>CHECKING', 'PARSING>FAILED', 'PARSING>DISCARDED', 'CHECKING>READY', 'CHECKING>FAILED', 'CHECKING>DISCARDED', 'READY>CHECKING', 'READY>COMMITTING', 'READY>DISCARDED', 'COMMITTING>COMMITTED', 'COMMITTED>UNDOING', 'UNDOING>UNDONE', 'FAILED>DISCARDED');
CREATE TRIGGER person_exports_followed AFTER INSERT OR DELETE OR UPDATE OF storage_key ON public.person_exports FOR EACH ROW EXECUTE FUNCTION app.follow_export_file();
CREATE TRIGGER person_exports_step BEFORE UPDATE ON public.person_exports FOR EACH ROW WHEN ((old.state IS DISTINCT FROM new.state)) EXECUTE FUNCTION app.refuse_unlisted_step('state', 'QUEUED>RUNNING', 'QUEUED>FAILED', 'QUEUED>CANCELLED', 'RUNNING>DONE', 'RUNNING>FAILED', 'RUNNING>CANCELLED');
CREATE TRIGGER placements_guard BEFORE INSERT OR UPDATE OF student_id, rotation_id, starts_on, ends_on, ended_at ON public.placements FOR EACH ROW WHEN ((new.ended_at IS NULL)) EXECUTE FUNCTION app.guard_placement();
CREATE TRIGGER prediction_models_step BEFORE UPDATE ON public.prediction_models FOR EACH ROW WHEN ((old.state IS DISTINCT FROM new.state)) EXECUTE FUNCTION app.refuse_unlisted_step('state', 'SHADOW>ACTIVE', 'SHADOW>RETIRED', 'ACTIVE>RETIRED');
CREATE TRIGGER push_subscriptions_take_over BEFORE INSERT ON public.push_subscriptions FOR EACH ROW EXECUTE FUNCTION app.take_over_browser();
CREATE TRIGGER rating_scales_school_settled BEFORE UPDATE OF school_id ON public.rating_scales FOR EACH ROW WHEN ((old.school_id <> new.school_id)) EXECUTE FUNCTION app.refuse_school_change();
CREATE TRIGGER rating_scales_settled BEFORE UPDATE ON public.rating_scales FOR EACH ROW WHEN (((((old.kind IS DISTINCT FROM new.kind) OR (old.min_value IS DISTINCT FROM new.min_value)) OR (old.max_value IS DISTINCT FROM new.max_value)) OR (old.allow_mean IS DISTINCT FROM new.allow_mean))) EXECUTE FUNCTION app.guard_rating_scale();
CREATE TRIGGER report_cache_followed AFTER INSERT OR DELETE OR UPDATE OF file_path ON public.report_cache FOR EACH ROW EXECUTE FUNCTION app.follow_report_file();
CREATE TRIGGER report_runs_step BEFORE UPDATE ON public.report_runs FOR EACH ROW WHEN ((old.state IS DISTINCT FROM new.state)) EXECUTE FUNCTION app.refuse_unlisted_step('state', 'QUEUED>RUNNING', 'QUEUED>FAILED', 'QUEUED>CANCELLED', 'RUNNING>DONE', 'RUNNING>FAILED', 'RUNNING>CANCELLED');
CREATE TRIGGER rotations_places_taken BEFORE UPDATE OF places ON public.rotations FOR EACH ROW WHEN ((new.places IS DISTINCT FROM old.places)) EXECUTE FUNCTION app.guard_rotation_places();
CREATE TRIGGER schools_limits_guard BEFORE UPDATE OF status, suspended_at, suspended_reason, max_students, max_storage_bytes ON public.schools FOR EACH ROW WHEN ((((((old.status IS DISTINCT FROM new.status) OR (old.suspended_at IS DISTINCT FROM new.suspended_at)) OR (old.suspended_reason IS DISTINCT FROM new.suspended_reason)) OR (old.max_students IS DISTINCT FROM new.max_students)) OR (old.max_storage_bytes IS DISTINCT FROM new.max_storage_bytes))) EXECUTE FUNCTION app.guard_school_limits();
CREATE TRIGGER schools_move_digests AFTER UPDATE OF time_zone ON public.schools FOR EACH ROW WHEN ((old.time_zone IS DISTINCT FROM new.time_zone)) EXECUTE FUNCTION app.move_digests();
CREATE TRIGGER schools_rated AFTER UPDATE ON public.schools FOR EACH ROW WHEN (((old.time_zone IS DISTINCT FROM new.time_zone) OR (old.settings IS DISTINCT FROM new.settings))) EXECUTE FUNCTION app.rate_changed_school();
CREATE TRIGGER schools_sample_settled BEFORE UPDATE OF sample_of ON public.schools FOR EACH ROW WHEN ((old.sample_of IS DISTINCT FROM new.sample_of)) EXECUTE FUNCTION app.guard_sample_school();
CREATE TRIGGER student_progress_own_progress BEFORE UPDATE ON public.student_progress FOR EACH ROW WHEN ((old.completed IS DISTINCT FROM new.completed)) EXECUTE FUNCTION app.guard_own_progress();
CREATE TRIGGER time_records_hours BEFORE INSERT OR UPDATE OF started_at, ended_at, minutes, student_id, placement_id, adjusts_id ON public.time_records FOR EACH ROW EXECUTE FUNCTION app.guard_hours();
CREATE TRIGGER time_records_hours_again BEFORE UPDATE OF status ON public.time_records FOR EACH ROW WHEN (((old.status = 'NOT_APPROVED'::text) AND (new.status = 'PENDING'::text))) EXECUTE FUNCTION app.guard_hours();
CREATE TRIGGER time_records_people BEFORE INSERT OR UPDATE OF decided_by, school_id ON public.time_records FOR EACH ROW EXECUTE FUNCTION app.guard_people('decided_by');
CREATE TRIGGER time_records_settled BEFORE UPDATE ON public.time_records FOR EACH ROW WHEN ((old.status = 'APPROVED'::text)) EXECUTE FUNCTION app.refuse_change_unless_erased('activity,note,reason,answer,place', 'status');
CREATE TRIGGER time_records_step BEFORE UPDATE ON public.time_records FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION app.refuse_unlisted_step('status', 'DRAFT>PENDING', 'PENDING>APPROVED', 'PENDING>NOT_APPROVED', 'PENDING>NEEDS_INFO', 'NEEDS_INFO>PENDING', 'NOT_APPROVED>PENDING');
CREATE TRIGGER time_records_waiting BEFORE UPDATE ON public.time_records FOR EACH ROW WHEN (((old.status = 'PENDING'::text) AND (NOT app.is_sealing(to_jsonb(old.*), to_jsonb(new.*), '{activity,note,reason,answer,place}'::text[])))) EXECUTE FUNCTION app.refuse_change_unless_erased('activity,note,answer,place', 'status', 'reason', 'decided_by', 'decided_at');
CREATE TRIGGER users_follow AFTER UPDATE ON public.users REFERENCING OLD TABLE AS was NEW TABLE AS became FOR EACH STATEMENT EXECUTE FUNCTION app.follow_people();
CREATE TRIGGER users_move_digests AFTER UPDATE OF time_zone ON public.users FOR EACH ROW WHEN ((old.time_zone IS DISTINCT FROM new.time_zone)) EXECUTE FUNCTION app.move_digests();
CREATE TRIGGER users_own_standing BEFORE UPDATE ON public.users FOR EACH ROW WHEN (((old.role IS DISTINCT FROM new.role) OR (old.status IS DISTINCT FROM new.status) OR (old.email IS DISTINCT FROM new.email) OR (old.program_id IS DISTINCT FROM new.program_id) OR (old.cohort_id IS DISTINCT FROM new.cohort_id) OR (old.student_number IS DISTINCT FROM new.student_number) OR (old.year_of_study IS DISTINCT FROM new.year_of_study) OR (old.status_reason IS DISTINCT FROM new.status_reason) OR (old.merged_into IS DISTINCT FROM new.merged_into))) EXECUTE FUNCTION app.guard_own_standing();
CREATE TRIGGER users_revision BEFORE UPDATE ON public.users FOR EACH ROW WHEN (((old.name IS DISTINCT FROM new.name) OR (old.email IS DISTINCT FROM new.email) OR (old.role IS DISTINCT FROM new.role) OR (old.status IS DISTINCT FROM new.status) OR (old.program_id IS DISTINCT FROM new.program_id) OR (old.cohort_id IS DISTINCT FROM new.cohort_id) OR (old.student_number IS DISTINCT FROM new.student_number) OR (old.year_of_study IS DISTINCT FROM new.year_of_study) OR (old.merged_into IS DISTINCT FROM new.merged_into))) EXECUTE FUNCTION app.count_revision();
CREATE TRIGGER users_sample_address BEFORE INSERT OR UPDATE OF email, school_id ON public.users FOR EACH ROW WHEN ((new.email !~* '\.invalid$'::text)) EXECUTE FUNCTION app.guard_sample_address();
CREATE TRIGGER users_school_settled BEFORE UPDATE OF school_id ON public.users FOR EACH ROW WHEN ((old.school_id <> new.school_id)) EXECUTE FUNCTION app.refuse_school_change();
CREATE TRIGGER users_students_added AFTER INSERT ON public.users REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.guard_added_students();

-- Grants on tables

grant select on app.cohort_history to app_system;
grant select on app.distribution_history to app_system;
grant select on app.evaluator_history to app_system;
grant select on app.group_pace to app_system;
grant select on app.group_standing to app_system;
grant select on app.history_freshness to app_system;
grant select on app.rating_history to app_system;
grant delete, insert, select, update on identity."user" to app_auth;
grant delete, insert, select, update on identity."user" to app_system;
grant delete, insert, select, update on identity.account to app_auth;
grant delete, insert, select, update on identity.account to app_system;
grant insert, select, update on identity.sent_person to app_auth;
grant delete, insert, select, update on identity.sent_person to app_system;
grant delete, insert, select, update on identity.session to app_auth;
grant delete, insert, select, update on identity.session to app_system;
grant delete, insert, select, update on identity.two_factor to app_auth;
grant delete, insert, select, update on identity.two_factor to app_system;
grant delete, insert, select, update on identity.verification to app_auth;
grant delete, insert, select, update on identity.verification to app_system;
grant insert, select on public.access_log to app_command;
grant insert, select on public.access_log to app_system;
grant select on public.access_log to authenticated;
grant select on public.access_seals to app_command;
grant insert, select on public.access_seals to app_system;
grant select on public.access_seals to authenticated;
grant insert, select, update on public.achievements to app_command;
grant delete, insert, select, update on public.achievements to app_system;
grant select on public.achievements to authenticated;
grant delete, insert, select on public.acknowledged_flags to app_command;
grant delete, insert, select, update on public.acknowledged_flags to app_system;
grant select on public.acknowledged_flags to authenticated;
grant insert, select on public.assessment_acts to app_command;
grant delete, insert, select, update on public.assessment_acts to app_system;
grant select on public.assessment_acts to authenticated;
grant delete, insert, select on public.assessment_files to app_command;
grant delete, insert, select, update on public.assessment_files to app_system;
grant select on public.assessment_files to authenticated;
grant insert, select, update on public.assessments to app_command;
grant delete, insert, select, update on public.assessments to app_system;
grant select on public.assessments to authenticated;
grant delete, insert, select on public.assignment_cycles to app_command;
grant delete, insert, select, update on public.assignment_cycles to app_system;
grant select on public.assignment_cycles to authenticated;
grant insert, select on public.assignment_deployments to app_command;
grant delete, insert, select, update on public.assignment_deployments to app_system;
grant select on public.assignment_deployments to authenticated;
grant select on public.audit_anchors to app_command;
grant insert, select on public.audit_anchors to app_system;
grant select on public.audit_anchors to authenticated;
grant select on public.audit_checks to app_command;
grant delete, insert, select, update on public.audit_checks to app_system;
grant select on public.audit_checks to authenticated;
grant insert on public.audit_log to app_auth;
grant insert, select on public.audit_log to app_command;
grant insert, select on public.audit_log to app_system;
grant select on public.audit_log to authenticated;
grant select on public.calendar_feeds to app_auth;
grant delete, insert, select, update on public.calendar_feeds to app_command;
grant delete, insert, select, update on public.calendar_feeds to app_system;
grant select on public.calendar_feeds to authenticated;
grant select, update on public.certificates to app_command;
grant delete, insert, select, update on public.certificates to app_system;
grant select on public.certificates to authenticated;
grant delete, insert, select, update on public.cohorts to app_command;
grant delete, insert, select, update on public.cohorts to app_system;
grant select on public.cohorts to authenticated;
grant delete, insert, select, update on public.competencies to app_command;
grant delete, insert, select, update on public.competencies to app_system;
grant select on public.competencies to authenticated;
grant insert, select, update on public.competency_assignments to app_command;
grant delete, insert, select, update on public.competency_assignments to app_system;
grant select on public.competency_assignments to authenticated;
grant insert, select, update on public.competency_deployments to app_command;
grant delete, insert, select, update on public.competency_deployments to app_system;
grant select on public.competency_deployments to authenticated;
grant delete, insert, select, update on public.competency_rubrics to app_command;
grant delete, insert, select, update on public.competency_rubrics to app_system;
grant select on public.competency_rubrics to authenticated;
grant insert, select, update on public.competency_submissions to app_command;
grant delete, insert, select, update on public.competency_submissions to app_system;
grant select on public.competency_submissions to authenticated;
grant delete, insert, select, update on public.competency_template_associations to app_command;
grant delete, insert, select, update on public.competency_template_associations to app_system;
grant select on public.competency_template_associations to authenticated;
grant delete, insert, select, update on public.competency_template_items to app_command;
grant delete, insert, select, update on public.competency_template_items to app_system;
grant select on public.competency_template_items to authenticated;
grant delete, insert, select, update on public.competency_templates to app_command;
grant delete, insert, select, update on public.competency_templates to app_system;
grant select on public.competency_templates to authenticated;
grant insert, select on public.consent_decisions to app_command;
grant delete, insert, select, update on public.consent_decisions to app_system;
grant select on public.consent_decisions to authenticated;
grant insert, select, update on public.consent_texts to app_command;
grant delete, insert, select, update on public.consent_texts to app_system;
grant select on public.consent_texts to authenticated;
grant select on public.consents to app_command;
grant delete, insert, select, update on public.consents to app_system;
grant select on public.consents to authenticated;
grant select on public.deployment_act_items to app_command;
grant delete, insert, select, update on public.deployment_act_items to app_system;
grant select on public.deployment_act_items to authenticated;
grant insert, select on public.deployment_acts to app_command;
grant delete, insert, select, update on public.deployment_acts to app_system;
grant select on public.deployment_acts to authenticated;
grant delete, insert, select on public.deployment_targets to app_command;
grant delete, insert, select, update on public.deployment_targets to app_system;
grant select on public.deployment_targets to authenticated;
grant insert, select, update on public.erasures to app_command;
grant delete, insert, select, update on public.erasures to app_system;
grant select on public.erasures to authenticated;
grant select, update on public.error_groups to app_command;
grant select on public.error_groups to app_realtime;
grant delete, insert, select, update on public.error_groups to app_system;
grant select on public.error_groups to authenticated;
grant insert, select on public.evaluation_authors to app_command;
grant delete, insert, select, update on public.evaluation_authors to app_system;
grant select on public.evaluation_authors to authenticated;
grant delete, insert, select, update on public.evaluation_criteria to app_command;
grant delete, insert, select, update on public.evaluation_criteria to app_system;
grant select on public.evaluation_criteria to authenticated;
grant insert, select on public.evaluation_private_notes to app_command;
grant delete, insert, select, update on public.evaluation_private_notes to app_system;
grant select on public.evaluation_private_notes to authenticated;
grant insert, select, update on public.evaluations to app_command;
grant delete, insert, select, update on public.evaluations to app_system;
grant select on public.evaluations to authenticated;
grant select on public.event_counts to app_realtime;
grant delete, insert, select, update on public.event_counts to app_system;
grant insert on public.events to app_command;
grant select on public.events to app_realtime;
grant delete, insert, select, update on public.events to app_system;
grant select on public.events to authenticated;
grant delete, insert, select, update on public.feature_flags to app_command;
grant select on public.feature_flags to app_realtime;
grant delete, insert, select, update on public.feature_flags to app_system;
grant select on public.feature_flags to authenticated;
grant insert, select on public.feedback_answers to app_command;
grant delete, insert, select, update on public.feedback_answers to app_system;
grant select on public.feedback_answers to authenticated;
grant insert, select on public.feedback_asked to app_command;
grant delete, insert, select, update on public.feedback_asked to app_system;
grant select on public.feedback_asked to authenticated;
grant insert, select on public.feedback_rounds to app_command;
grant delete, insert, select, update on public.feedback_rounds to app_system;
grant select on public.feedback_rounds to authenticated;
grant insert on public.file_removals to app_command;
grant delete, insert, select, update on public.file_removals to app_system;
grant insert, select on public.files to app_command;
grant delete, insert, select, update on public.files to app_system;
grant select on public.files to authenticated;
grant insert, select on public.flag_exposures to app_command;
grant delete, insert, select, update on public.flag_exposures to app_system;
grant select on public.flag_exposures to authenticated;
grant insert, select, update on public.framework_imports to app_command;
grant delete, insert, select, update on public.framework_imports to app_system;
grant select on public.framework_imports to authenticated;
grant select, update on public.framework_migration_students to app_command;
grant delete, insert, select, update on public.framework_migration_students to app_system;
grant select on public.framework_migration_students to authenticated;
grant insert, select, update on public.framework_migrations to app_command;
grant delete, insert, select, update on public.framework_migrations to app_system;
grant select on public.framework_migrations to authenticated;
grant delete, insert, select, update on public.hidden_students to app_command;
grant delete, insert, select, update on public.hidden_students to app_system;
grant select on public.hidden_students to authenticated;
grant delete, insert, select on public.hidden_suggestions to app_command;
grant delete, insert, select, update on public.hidden_suggestions to app_system;
grant select on public.hidden_suggestions to authenticated;
grant delete, insert, select, update on public.idempotency_keys to app_command;
grant delete, insert, select, update on public.idempotency_keys to app_system;
grant select on public.integrity_checks to app_realtime;
grant delete, insert, select, update on public.integrity_checks to app_system;
grant select on public.integrity_checks to authenticated;
grant select on public.invitations to app_auth;
grant insert, select on public.invitations to app_command;
grant delete, insert, select, update on public.invitations to app_system;
grant select on public.invitations to authenticated;
grant insert on public.job_commands to app_command;
grant delete, insert, select, update on public.job_commands to app_system;
grant select on public.job_commands to authenticated;
grant select on public.job_counts to app_realtime;
grant delete, insert, select, update on public.job_counts to app_system;
grant select on public.job_counts to authenticated;
grant select on public.job_failures to app_command;
grant delete, insert, select, update on public.job_failures to app_system;
grant select on public.job_failures to authenticated;
grant delete, insert, select, update on public.known_devices to app_auth;
grant delete, insert, select, update on public.known_devices to app_system;
grant insert, select on public.learning_analytics to app_command;
grant delete, insert, select, update on public.learning_analytics to app_system;
grant select on public.learning_analytics to authenticated;
grant select on public.leases to app_realtime;
grant delete, insert, select, update on public.leases to app_system;
grant insert, select, update on public.legal_holds to app_command;
grant delete, insert, select, update on public.legal_holds to app_system;
grant select on public.legal_holds to authenticated;
grant insert, select, update on public.notification_choices to app_command;
grant delete, insert, select, update on public.notification_choices to app_system;
grant select on public.notification_choices to authenticated;
grant insert, select, update on public.notification_queue to app_command;
grant delete, insert, select, update on public.notification_queue to app_system;
grant select on public.notification_queue to authenticated;
grant insert, select, update on public.notification_settings to app_command;
grant delete, insert, select, update on public.notification_settings to app_system;
grant select on public.notification_settings to authenticated;
grant delete, insert, select, update on public.notification_templates to app_command;
grant delete, insert, select, update on public.notification_templates to app_system;
grant select on public.notification_templates to authenticated;
grant delete, insert, select, update on public.passkeys to app_auth;
grant delete, insert, select, update on public.passkeys to app_system;
grant insert, select, update on public.people_acts to app_command;
grant delete, insert, select, update on public.people_acts to app_system;
grant select on public.people_acts to authenticated;
grant select, update on public.people_import_rows to app_command;
grant delete, insert, select, update on public.people_import_rows to app_system;
grant select on public.people_import_rows to authenticated;
grant insert, select, update on public.people_imports to app_command;
grant delete, insert, select, update on public.people_imports to app_system;
grant select on public.people_imports to authenticated;
grant insert, select, update on public.person_exports to app_command;
grant delete, insert, select, update on public.person_exports to app_system;
grant select on public.person_exports to authenticated;
grant insert, select, update on public.phone_codes to app_command;
grant delete, insert, select, update on public.phone_codes to app_system;
grant select on public.phone_codes to authenticated;
grant delete, insert, select, update on public.phone_numbers to app_command;
grant delete, insert, select, update on public.phone_numbers to app_system;
grant select on public.phone_numbers to authenticated;
grant delete, insert, select on public.placement_supervisors to app_command;
grant select on public.placement_supervisors to app_realtime;
grant delete, insert, select, update on public.placement_supervisors to app_system;
grant select on public.placement_supervisors to authenticated;
grant delete, insert, select, update on public.placements to app_command;
grant select on public.placements to app_realtime;
grant delete, insert, select, update on public.placements to app_system;
grant select on public.placements to authenticated;
grant select on public.prediction_models to app_command;
grant delete, insert, select, update on public.prediction_models to app_system;
grant select on public.prediction_models to authenticated;
grant insert, select, update on public.prediction_settings to app_command;
grant delete, insert, select, update on public.prediction_settings to app_system;
grant select on public.prediction_settings to authenticated;
grant delete, insert, select, update on public.processed_events to app_system;
grant delete, insert, select, update on public.programs to app_command;
grant delete, insert, select, update on public.programs to app_system;
grant select on public.programs to authenticated;
grant delete, insert, select, update on public.progress_snapshots to app_system;
grant select on public.progress_snapshots to authenticated;
grant delete, insert, select, update on public.push_subscriptions to app_command;
grant delete, insert, select, update on public.push_subscriptions to app_system;
grant select on public.push_subscriptions to authenticated;
grant delete, insert, select, update on public.quick_phrases to app_command;
grant delete, insert, select, update on public.quick_phrases to app_system;
grant select on public.quick_phrases to authenticated;
grant delete, insert, select, update on public.rated_assessments to app_system;
grant select on public.rated_assessments to authenticated;
grant delete, insert, select, update on public.rating_scales to app_command;
grant delete, insert, select, update on public.rating_scales to app_system;
grant select on public.rating_scales to authenticated;
grant delete, insert, select, update on public.recovery_codes to app_auth;
grant delete, insert, select, update on public.recovery_codes to app_system;
grant delete, insert, select, update on public.refresh_tokens to app_auth;
grant delete, insert, select, update on public.refresh_tokens to app_system;
grant delete, insert, select, update on public.report_cache to app_command;
grant delete, insert, select, update on public.report_cache to app_system;
grant select on public.report_cache to authenticated;
grant insert, select, update on public.report_definitions to app_command;
grant delete, insert, select, update on public.report_definitions to app_system;
grant select on public.report_definitions to authenticated;
grant insert, select, update on public.report_runs to app_command;
grant delete, insert, select, update on public.report_runs to app_system;
grant select on public.report_runs to authenticated;
grant insert, select, update on public.request_rules to app_command;
grant delete, insert, select, update on public.request_rules to app_system;
grant select on public.request_rules to authenticated;
grant delete, insert, select, update on public.rotations to app_command;
grant delete, insert, select, update on public.rotations to app_system;
grant select on public.rotations to authenticated;
grant delete, insert, select, update on public.saved_views to app_command;
grant delete, insert, select, update on public.saved_views to app_system;
grant select on public.saved_views to authenticated;
grant delete, insert, select, update on public.school_logos to app_command;
grant delete, insert, select, update on public.school_logos to app_system;
grant select on public.school_logos to authenticated;
grant select on public.schools to app_auth;
grant insert, select, update on public.schools to app_command;
grant delete, insert, select, update on public.schools to app_system;
grant select on public.schools to authenticated;
grant delete, insert, select, update on public.sessions to app_auth;
grant select on public.sessions to app_command;
grant delete, insert, select, update on public.sessions to app_system;
grant select on public.sessions to authenticated;
grant delete, insert, select, update on public.sign_in_attempts to app_auth;
grant delete, insert, select, update on public.sign_in_attempts to app_system;
grant delete, insert, select, update on public.sign_in_challenges to app_auth;
grant delete, insert, select, update on public.sign_in_challenges to app_system;
grant select on public.sign_in_rules to app_auth;
grant insert, select, update on public.sign_in_rules to app_command;
grant delete, insert, select, update on public.sign_in_rules to app_system;
grant select on public.sign_in_rules to authenticated;
grant delete, insert, select, update on public.student_cells to app_system;
grant select on public.student_cells to authenticated;
grant select on public.student_predictions to app_command;
grant delete, insert, select, update on public.student_predictions to app_system;
grant select on public.student_predictions to authenticated;
grant insert, select, update on public.student_progress to app_command;
grant delete, insert, select, update on public.student_progress to app_system;
grant select on public.student_progress to authenticated;
grant insert, select on public.submission_acts to app_command;
grant delete, insert, select, update on public.submission_acts to app_system;
grant select on public.submission_acts to authenticated;
grant delete, insert, select on public.submission_files to app_command;
grant delete, insert, select, update on public.submission_files to app_system;
grant select on public.submission_files to authenticated;
grant delete, insert, select, update on public.terms to app_command;
grant delete, insert, select, update on public.terms to app_system;
grant select on public.terms to authenticated;
grant delete, insert, select, update on public.time_record_timers to app_command;
grant delete, insert, select, update on public.time_record_timers to app_system;
grant select on public.time_record_timers to authenticated;
grant delete, insert, select, update on public.time_records to app_command;
grant delete, insert, select, update on public.time_records to app_system;
grant select on public.time_records to authenticated;
grant delete, insert, select, update on public.totp_factors to app_auth;
grant delete, insert, select, update on public.totp_factors to app_system;
grant insert, select on public.transcripts to app_command;
grant delete, insert, select, update on public.transcripts to app_system;
grant select on public.transcripts to authenticated;
grant select on public.users to app_auth;
grant insert, select, update on public.users to app_command;
grant delete, insert, select, update on public.users to app_system;
grant select on public.users to authenticated;
grant delete, insert, select, update on public.wording_settings to app_command;
grant delete, insert, select, update on public.wording_settings to app_system;
grant delete, select, update on public.wordings to app_command;
grant delete, insert, select, update on public.wordings to app_system;
grant select on public.wordings to authenticated;

-- Grants on columns

grant update (seal_number) on public.access_log to app_system;
grant update (seal_number, previous_hash, hash) on public.audit_log to app_system;
grant update (content, saved_at) on public.feedback_answers to app_command;
grant update (reminded_at, answered_at) on public.feedback_asked to app_command;
grant update (state, ended_at) on public.feedback_rounds to app_command;
grant update (used_at) on public.invitations to app_auth;
grant select (id, time_zone) on public.schools to app_realtime;
grant update (revoked_at, revoked_reason) on public.sessions to app_command;
grant update (name, email, status, updated_at, last_seen_at) on public.users to app_auth;
grant select (id, school_id, role, status) on public.users to app_realtime;
grant select (school_id, address, model, sealed_with, is_on, fault, revision, updated_at) on public.wording_settings to authenticated;

-- Policies

create policy sign_in_deletes on identity."user"
  as permissive for delete to app_auth
  using (true);
create policy sign_in_inserts on identity."user"
  as permissive for insert to app_auth
  with check (true);
create policy sign_in_reads on identity."user"
  as permissive for select to app_auth
  using (true);
create policy sign_in_updates on identity."user"
  as permissive for update to app_auth
  using (true)
  with check (true);
create policy system_deletes on identity."user"
  as permissive for delete to app_system
  using (true);
create policy system_inserts on identity."user"
  as permissive for insert to app_system
  with check (true);
create policy system_reads on identity."user"
  as permissive for select to app_system
  using (true);
create policy system_updates on identity."user"
  as permissive for update to app_system
  using (true)
  with check (true);
create policy sign_in_deletes on identity.account
  as permissive for delete to app_auth
  using (true);
create policy sign_in_inserts on identity.account
  as permissive for insert to app_auth
  with check (true);
create policy sign_in_reads on identity.account
  as permissive for select to app_auth
  using (true);
create policy sign_in_updates on identity.account
  as permissive for update to app_auth
  using (true)
  with check (true);
create policy system_deletes on identity.account
  as permissive for delete to app_system
  using (true);
create policy system_inserts on identity.account
  as permissive for insert to app_system
  with check (true);
create policy system_reads on identity.account
  as permissive for select to app_system
  using (true);
create policy system_updates on identity.account
  as permissive for update to app_system
  using (true)
  with check (true);
create policy sign_in_inserts on identity.sent_person
  as permissive for insert to app_auth
  with check (true);
create policy sign_in_reads on identity.sent_person
  as permissive for select to app_auth
  using (true);
create policy sign_in_updates on identity.sent_person
  as permissive for update to app_auth
  using (true)
  with check (true);
create policy system_deletes on identity.sent_person
  as permissive for delete to app_system
  using (true);
create policy system_inserts on identity.sent_person
  as permissive for insert to app_system
  with check (true);
create policy system_reads on identity.sent_person
  as permissive for select to app_system
  using (true);
create policy system_updates on identity.sent_person
  as permissive for update to app_system
  using (true)
  with check (true);
create policy sign_in_deletes on identity.session
  as permissive for delete to app_auth
  using (true);
create policy sign_in_inserts on identity.session
  as permissive for insert to app_auth
  with check (true);
create policy sign_in_reads on identity.session
  as permissive for select to app_auth
  using (true);
create policy sign_in_updates on identity.session
  as permissive for update to app_auth
  using (true)
  with check (true);
create policy system_deletes on identity.session
  as permissive for delete to app_system
  using (true);
create policy system_inserts on identity.session
  as permissive for insert to app_system
  with check (true);
create policy system_reads on identity.session
  as permissive for select to app_system
  using (true);
create policy system_updates on identity.session
  as permissive for update to app_system
  using (true)
  with check (true);
create policy sign_in_deletes on identity.two_factor
  as permissive for delete to app_auth
  using (true);
create policy sign_in_inserts on identity.two_factor
  as permissive for insert to app_auth
  with check (true);
create policy sign_in_reads on identity.two_factor
  as permissive for select to app_auth
  using (true);
create policy sign_in_updates on identity.two_factor
  as permissive for update to app_auth
  using (true)
  with check (true);
create policy system_deletes on identity.two_factor
  as permissive for delete to app_system
  using (true);
create policy system_inserts on identity.two_factor
  as permissive for insert to app_system
  with check (true);
create policy system_reads on identity.two_factor
  as permissive for select to app_system
  using (true);
create policy system_updates on identity.two_factor
  as permissive for update to app_system
  using (true)
  with check (true);
create policy sign_in_deletes on identity.verification
  as permissive for delete to app_auth
  using (true);
create policy sign_in_inserts on identity.verification
  as permissive for insert to app_auth
  with check (true);
create policy sign_in_reads on identity.verification
  as permissive for select to app_auth
  using (true);
create policy sign_in_updates on identity.verification
  as permissive for update to app_auth
  using (true)
  with check (true);
create policy system_deletes on identity.verification
  as permissive for delete to app_system
  using (true);
create policy system_inserts on identity.verification
  as permissive for insert to app_system
  with check (true);
create policy system_reads on identity.verification
  as permissive for select to app_system
  using (true);
create policy system_updates on identity.verification
  as permissive for update to app_system
  using (true)
  with check (true);
create policy access_log_add on public.access_log
  as permissive for insert to app_command
  with check (((actor_id = ( SELECT app.user_id() AS user_id)) AND ((school_id = ( SELECT app.school_id() AS school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)) AND (seal_number IS NULL)));
create policy access_log_read on public.access_log
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_inserts on public.access_log
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.access_log
  as permissive for select to app_system
  using (true);
create policy system_updates on public.access_log
  as permissive for update to app_system
  using (true)
  with check (true);
create policy access_seals_read on public.access_seals
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_inserts on public.access_seals
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.access_seals
  as permissive for select to app_system
  using (true);
create policy achievements_add on public.achievements
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id)));
create policy achievements_change on public.achievements
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id)));
create policy achievements_read on public.achievements
  as permissive for select to authenticated
  using (((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR (student_id IN ( SELECT app.supervised_student_ids() AS supervised_student_ids))));
create policy achievements_read_in_commands on public.achievements
  as permissive for select to app_command
  using (((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id)));
create policy system_deletes on public.achievements
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.achievements
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.achievements
  as permissive for select to app_system
  using (true);
create policy system_updates on public.achievements
  as permissive for update to app_system
  using (true)
  with check (true);
create policy acknowledged_flags_add on public.acknowledged_flags
  as permissive for insert to app_command
  with check (((acknowledged_by = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id)) AND ((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR app.supervises(student_id))));
create policy acknowledged_flags_read on public.acknowledged_flags
  as permissive for select to authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR (student_id IN ( SELECT app.supervised_student_ids() AS supervised_student_ids))));
create policy acknowledged_flags_read_in_commands on public.acknowledged_flags
  as permissive for select to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id)));
create policy acknowledged_flags_remove on public.acknowledged_flags
  as permissive for delete to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id)));
create policy system_deletes on public.acknowledged_flags
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.acknowledged_flags
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.acknowledged_flags
  as permissive for select to app_system
  using (true);
create policy system_updates on public.acknowledged_flags
  as permissive for update to app_system
  using (true)
  with check (true);
create policy assessment_acts_add on public.assessment_acts
  as permissive for insert to app_command
  with check (((actor_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id)) AND (((student_id = ( SELECT app.user_id() AS user_id)) AND (act = ANY (ARRAY['READ'::text, 'REPLIED'::text]))) OR (app.supervises(student_id) AND (act = ANY (ARRAY['TAKEN_BACK'::text, 'COUNTERSIGNED'::text, 'NOT_COUNTERSIGNED'::text, 'REOPENED'::text, 'REPLIED'::text]))) OR ((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) AND (act = ANY (ARRAY['COUNTERSIGNED'::text, 'NOT_COUNTERSIGNED'::text, 'VOIDED'::text]))))));
create policy assessment_acts_read on public.assessment_acts
  as permissive for select to app_command, authenticated
  using (((EXISTS ( SELECT
   FROM public.assessments a
  WHERE (a.id = assessment_acts.assessment_id))) AND ((act <> ALL (ARRAY['TAKEN_BACK'::text, 'REOPENED'::text])) OR (( SELECT app.user_role() AS user_role) <> 'STUDENT'::text))));
create policy system_deletes on public.assessment_acts
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.assessment_acts
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.assessment_acts
  as permissive for select to app_system
  using (true);
create policy system_updates on public.assessment_acts
  as permissive for update to app_system
  using (true)
  with check (true);
create policy assessment_files_add on public.assessment_files
  as permissive for insert to app_command
  with check ((app.uploaded(file_id) AND ((EXISTS ( SELECT
   FROM public.assessments a
  WHERE ((a.id = assessment_files.assessment_id) AND ((a.assessor_id = ( SELECT app.user_id() AS user_id)) OR (a.requested_by = ( SELECT app.user_id() AS user_id)))))) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin))));
create policy assessment_files_read on public.assessment_files
  as permissive for select to app_command, authenticated
  using ((EXISTS ( SELECT
   FROM public.assessments a
  WHERE (a.id = assessment_files.assessment_id))));
create policy assessment_files_remove on public.assessment_files
  as permissive for delete to app_command
  using ((app.uploaded(file_id) AND (EXISTS ( SELECT
   FROM public.assessments a
  WHERE ((a.id = assessment_files.assessment_id) AND (a.assessor_id = ( SELECT app.user_id() AS user_id)) AND (a.status = 'DRAFT'::text))))));
create policy system_deletes on public.assessment_files
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.assessment_files
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.assessment_files
  as permissive for select to app_system
  using (true);
create policy system_updates on public.assessment_files
  as permissive for update to app_system
  using (true)
  with check (true);
create policy assessments_add on public.assessments
  as permissive for insert to app_command
  with check (((status = ANY (ARRAY['REQUESTED'::text, 'DRAFT'::text, 'SUBMITTED'::text])) AND (((assessor_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id)) AND app.supervises(student_id)) OR ((student_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id)) AND ((assessor_id = ( SELECT app.user_id() AS user_id)) OR ((status = 'REQUESTED'::text) AND (requested_by = ( SELECT app.user_id() AS user_id))))) OR ((assessor_id IS NULL) AND (status = 'SUBMITTED'::text) AND (method = 'MULTI_SOURCE_FEEDBACK'::text) AND app.supervises(student_id) AND (school_id = ( SELECT app.school_id() AS school_id)) AND app.takes_part_in_round(id) AND (EXISTS ( SELECT
   FROM public.feedback_rounds r
  WHERE ((r.id = assessments.id) AND (r.student_id = assessments.student_id) AND (r.competency_id = assessments.competency_id))))) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin))));
create policy assessments_change on public.assessments
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR ((student_id = ( SELECT app.user_id() AS user_id)) AND ((status = 'REQUESTED'::text) OR (assessor_id = ( SELECT app.user_id() AS user_id)))) OR app.supervises(student_id)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR ((student_id = ( SELECT app.user_id() AS user_id)) AND ((status = ANY (ARRAY['REQUESTED'::text, 'CANCELLED'::text])) OR ((assessor_id = ( SELECT app.user_id() AS user_id)) AND (status = ANY (ARRAY['DRAFT'::text, 'SUBMITTED'::text, 'DISCARDED'::text]))))) OR app.supervises(student_id)));
create policy assessments_read on public.assessments
  as permissive for select to authenticated
  using ((((status <> ALL (ARRAY['DRAFT'::text, 'DISCARDED'::text])) OR (assessor_id = ( SELECT app.user_id() AS user_id))) AND ((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR (student_id IN ( SELECT app.supervised_student_ids() AS supervised_student_ids)))));
create policy assessments_read_in_commands on public.assessments
  as permissive for select to app_command
  using ((((status <> ALL (ARRAY['DRAFT'::text, 'DISCARDED'::text])) OR (assessor_id = ( SELECT app.user_id() AS user_id))) AND ((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id))));
create policy system_deletes on public.assessments
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.assessments
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.assessments
  as permissive for select to app_system
  using (true);
create policy system_updates on public.assessments
  as permissive for update to app_system
  using (true)
  with check (true);
create policy assignment_cycles_add on public.assignment_cycles
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id)));
create policy assignment_cycles_read on public.assignment_cycles
  as permissive for select to authenticated
  using (((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR (student_id IN ( SELECT app.supervised_student_ids() AS supervised_student_ids))));
create policy assignment_cycles_read_in_commands on public.assignment_cycles
  as permissive for select to app_command
  using (((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id)));
create policy assignment_cycles_remove on public.assignment_cycles
  as permissive for delete to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id)));
create policy system_deletes on public.assignment_cycles
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.assignment_cycles
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.assignment_cycles
  as permissive for select to app_system
  using (true);
create policy system_updates on public.assignment_cycles
  as permissive for update to app_system
  using (true)
  with check (true);
create policy assignment_deployments_add on public.assignment_deployments
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy assignment_deployments_read on public.assignment_deployments
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.assignment_deployments
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.assignment_deployments
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.assignment_deployments
  as permissive for select to app_system
  using (true);
create policy system_updates on public.assignment_deployments
  as permissive for update to app_system
  using (true)
  with check (true);
create policy audit_anchors_read on public.audit_anchors
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_inserts on public.audit_anchors
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.audit_anchors
  as permissive for select to app_system
  using (true);
create policy audit_checks_read on public.audit_checks
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.audit_checks
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.audit_checks
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.audit_checks
  as permissive for select to app_system
  using (true);
create policy system_updates on public.audit_checks
  as permissive for update to app_system
  using (true)
  with check (true);
create policy audit_log_add on public.audit_log
  as permissive for insert to app_command
  with check (((actor_id = ( SELECT app.user_id() AS user_id)) AND ((school_id = ( SELECT app.school_id() AS school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)) AND (seal_number IS NULL)));
create policy audit_log_read on public.audit_log
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy sign_in_inserts on public.audit_log
  as permissive for insert to app_auth
  with check (true);
create policy system_inserts on public.audit_log
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.audit_log
  as permissive for select to app_system
  using (true);
create policy system_updates on public.audit_log
  as permissive for update to app_system
  using (true)
  with check (true);
create policy calendar_feeds_add on public.calendar_feeds
  as permissive for insert to app_command
  with check (((user_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id))));
create policy calendar_feeds_change on public.calendar_feeds
  as permissive for update to app_command
  using ((user_id = ( SELECT app.user_id() AS user_id)))
  with check ((user_id = ( SELECT app.user_id() AS user_id)));
create policy calendar_feeds_read on public.calendar_feeds
  as permissive for select to app_command, authenticated
  using ((user_id = ( SELECT app.user_id() AS user_id)));
create policy calendar_feeds_remove on public.calendar_feeds
  as permissive for delete to app_command
  using ((user_id = ( SELECT app.user_id() AS user_id)));
create policy sign_in_reads on public.calendar_feeds
  as permissive for select to app_auth
  using (true);
create policy system_deletes on public.calendar_feeds
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.calendar_feeds
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.calendar_feeds
  as permissive for select to app_system
  using (true);
create policy system_updates on public.calendar_feeds
  as permissive for update to app_system
  using (true)
  with check (true);
create policy certificates_change on public.certificates
  as permissive for update to app_command
  using ((student_id = ( SELECT app.user_id() AS user_id)))
  with check ((student_id = ( SELECT app.user_id() AS user_id)));
create policy certificates_read on public.certificates
  as permissive for select to app_command, authenticated
  using (((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.certificates
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.certificates
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.certificates
  as permissive for select to app_system
  using (true);
create policy system_updates on public.certificates
  as permissive for update to app_system
  using (true)
  with check (true);
create policy cohorts_add on public.cohorts
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy cohorts_change on public.cohorts
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy cohorts_read on public.cohorts
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.school_id() AS school_id)) OR (school_id = ( SELECT app.shared_school_id() AS shared_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy cohorts_remove on public.cohorts
  as permissive for delete to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.cohorts
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.cohorts
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.cohorts
  as permissive for select to app_system
  using (true);
create policy system_updates on public.cohorts
  as permissive for update to app_system
  using (true)
  with check (true);
create policy competencies_add on public.competencies
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy competencies_change on public.competencies
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy competencies_read on public.competencies
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.school_id() AS school_id)) OR (school_id = ( SELECT app.shared_school_id() AS shared_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy competencies_remove on public.competencies
  as permissive for delete to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.competencies
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.competencies
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.competencies
  as permissive for select to app_system
  using (true);
create policy system_updates on public.competencies
  as permissive for update to app_system
  using (true)
  with check (true);
create policy competency_assignments_add on public.competency_assignments
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy competency_assignments_change on public.competency_assignments
  as permissive for update to app_command
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(user_id)))
  with check ((((user_id = ( SELECT app.user_id() AS user_id)) AND (status = ANY (ARRAY['NOT_STARTED'::text, 'IN_PROGRESS'::text]))) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(user_id)));
create policy competency_assignments_read on public.competency_assignments
  as permissive for select to authenticated
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR (user_id IN ( SELECT app.supervised_student_ids() AS supervised_student_ids))));
create policy competency_assignments_read_in_commands on public.competency_assignments
  as permissive for select to app_command
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(user_id)));
create policy system_deletes on public.competency_assignments
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.competency_assignments
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.competency_assignments
  as permissive for select to app_system
  using (true);
create policy system_updates on public.competency_assignments
  as permissive for update to app_system
  using (true)
  with check (true);
create policy competency_deployments_add on public.competency_deployments
  as permissive for insert to app_command
  with check (((created_by = ( SELECT app.user_id() AS user_id)) AND ((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin))));
create policy competency_deployments_change on public.competency_deployments
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy competency_deployments_read on public.competency_deployments
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.staff_school_id() AS staff_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.competency_deployments
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.competency_deployments
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.competency_deployments
  as permissive for select to app_system
  using (true);
create policy system_updates on public.competency_deployments
  as permissive for update to app_system
  using (true)
  with check (true);
create policy competency_rubrics_add on public.competency_rubrics
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy competency_rubrics_change on public.competency_rubrics
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy competency_rubrics_read on public.competency_rubrics
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.school_id() AS school_id)) OR (school_id = ( SELECT app.shared_school_id() AS shared_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy competency_rubrics_remove on public.competency_rubrics
  as permissive for delete to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.competency_rubrics
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.competency_rubrics
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.competency_rubrics
  as permissive for select to app_system
  using (true);
create policy system_updates on public.competency_rubrics
  as permissive for update to app_system
  using (true)
  with check (true);
create policy competency_submissions_add on public.competency_submissions
  as permissive for insert to app_command
  with check (((student_id = ( SELECT app.user_id() AS user_id)) AND (submitted_by = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id)) AND (status = ANY (ARRAY['DRAFT'::text, 'SUBMITTED'::text]))));
create policy competency_submissions_change on public.competency_submissions
  as permissive for update to app_command
  using ((((student_id = ( SELECT app.user_id() AS user_id)) AND (status = ANY (ARRAY['DRAFT'::text, 'SUBMITTED'::text, 'RETURNED'::text]))) OR ( SELECT app.is_super_admin() AS is_super_admin) OR ((status <> 'DRAFT'::text) AND (submitted_at IS NOT NULL) AND (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) AND (kind = 'PRIOR_LEARNING'::text)) OR app.supervises(student_id)))))
  with check ((((student_id = ( SELECT app.user_id() AS user_id)) AND (status = ANY (ARRAY['DRAFT'::text, 'SUBMITTED'::text, 'RETURNED'::text, 'WITHDRAWN'::text]))) OR ( SELECT app.is_super_admin() AS is_super_admin) OR ((status = ANY (ARRAY['IN_REVIEW'::text, 'RETURNED'::text, 'APPROVED'::text, 'REJECTED'::text])) AND (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) AND (kind = 'PRIOR_LEARNING'::text)) OR app.supervises(student_id)))));
create policy competency_submissions_read on public.competency_submissions
  as permissive for select to app_command, authenticated
  using (((student_id = ( SELECT app.user_id() AS user_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR ((status <> 'DRAFT'::text) AND (submitted_at IS NOT NULL) AND ((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR (student_id IN ( SELECT app.supervised_student_ids() AS supervised_student_ids))))));
create policy system_deletes on public.competency_submissions
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.competency_submissions
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.competency_submissions
  as permissive for select to app_system
  using (true);
create policy system_updates on public.competency_submissions
  as permissive for update to app_system
  using (true)
  with check (true);
create policy competency_template_associations_add on public.competency_template_associations
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy competency_template_associations_change on public.competency_template_associations
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy competency_template_associations_read on public.competency_template_associations
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.school_id() AS school_id)) OR (school_id = ( SELECT app.shared_school_id() AS shared_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy competency_template_associations_remove on public.competency_template_associations
  as permissive for delete to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.competency_template_associations
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.competency_template_associations
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.competency_template_associations
  as permissive for select to app_system
  using (true);
create policy system_updates on public.competency_template_associations
  as permissive for update to app_system
  using (true)
  with check (true);
create policy competency_template_items_add on public.competency_template_items
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy competency_template_items_change on public.competency_template_items
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy competency_template_items_read on public.competency_template_items
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.school_id() AS school_id)) OR (school_id = ( SELECT app.shared_school_id() AS shared_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy competency_template_items_remove on public.competency_template_items
  as permissive for delete to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.competency_template_items
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.competency_template_items
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.competency_template_items
  as permissive for select to app_system
  using (true);
create policy system_updates on public.competency_template_items
  as permissive for update to app_system
  using (true)
  with check (true);
create policy competency_templates_add on public.competency_templates
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy competency_templates_change on public.competency_templates
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy competency_templates_read on public.competency_templates
  as permissive for select to app_command, authenticated
  using ((((school_id = ( SELECT app.school_id() AS school_id)) AND (status <> 'DRAFT'::text)) OR ((school_id = ( SELECT app.shared_school_id() AS shared_school_id)) AND (status <> 'DRAFT'::text)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy competency_templates_remove on public.competency_templates
  as permissive for delete to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.competency_templates
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.competency_templates
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.competency_templates
  as permissive for select to app_system
  using (true);
create policy system_updates on public.competency_templates
  as permissive for update to app_system
  using (true)
  with check (true);
create policy consent_decisions_add on public.consent_decisions
  as permissive for insert to app_command
  with check (((user_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id))));
create policy consent_decisions_read on public.consent_decisions
  as permissive for select to app_command, authenticated
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.consent_decisions
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.consent_decisions
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.consent_decisions
  as permissive for select to app_system
  using (true);
create policy system_updates on public.consent_decisions
  as permissive for update to app_system
  using (true)
  with check (true);
create policy consent_texts_add on public.consent_texts
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy consent_texts_change on public.consent_texts
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy consent_texts_read on public.consent_texts
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.school_id() AS school_id)) OR (school_id = ( SELECT app.shared_school_id() AS shared_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.consent_texts
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.consent_texts
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.consent_texts
  as permissive for select to app_system
  using (true);
create policy system_updates on public.consent_texts
  as permissive for update to app_system
  using (true)
  with check (true);
create policy consents_read on public.consents
  as permissive for select to app_command, authenticated
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.consents
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.consents
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.consents
  as permissive for select to app_system
  using (true);
create policy system_updates on public.consents
  as permissive for update to app_system
  using (true)
  with check (true);
create policy deployment_act_items_read on public.deployment_act_items
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.deployment_act_items
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.deployment_act_items
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.deployment_act_items
  as permissive for select to app_system
  using (true);
create policy system_updates on public.deployment_act_items
  as permissive for update to app_system
  using (true)
  with check (true);
create policy deployment_acts_add on public.deployment_acts
  as permissive for insert to app_command
  with check (((actor_id = ( SELECT app.user_id() AS user_id)) AND ((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin))));
create policy deployment_acts_read on public.deployment_acts
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.deployment_acts
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.deployment_acts
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.deployment_acts
  as permissive for select to app_system
  using (true);
create policy system_updates on public.deployment_acts
  as permissive for update to app_system
  using (true)
  with check (true);
create policy deployment_targets_add on public.deployment_targets
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy deployment_targets_read on public.deployment_targets
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.staff_school_id() AS staff_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy deployment_targets_remove on public.deployment_targets
  as permissive for delete to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.deployment_targets
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.deployment_targets
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.deployment_targets
  as permissive for select to app_system
  using (true);
create policy system_updates on public.deployment_targets
  as permissive for update to app_system
  using (true)
  with check (true);
create policy erasures_add on public.erasures
  as permissive for insert to app_command
  with check (((requested_by = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id)) AND ((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)))));
create policy erasures_change on public.erasures
  as permissive for update to app_command
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy erasures_read on public.erasures
  as permissive for select to app_command, authenticated
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.erasures
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.erasures
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.erasures
  as permissive for select to app_system
  using (true);
create policy system_updates on public.erasures
  as permissive for update to app_system
  using (true)
  with check (true);
create policy error_groups_change on public.error_groups
  as permissive for update to app_command
  using (( SELECT app.is_super_admin() AS is_super_admin));
create policy error_groups_read on public.error_groups
  as permissive for select to app_command, authenticated
  using (( SELECT app.is_super_admin() AS is_super_admin));
create policy metrics_read on public.error_groups
  as permissive for select to app_realtime
  using (true);
create policy system_deletes on public.error_groups
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.error_groups
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.error_groups
  as permissive for select to app_system
  using (true);
create policy system_updates on public.error_groups
  as permissive for update to app_system
  using (true)
  with check (true);
create policy evaluation_authors_add on public.evaluation_authors
  as permissive for insert to app_command
  with check ((app.supervises(student_id) AND (EXISTS ( SELECT
   FROM (public.evaluations e
     JOIN public.feedback_asked k ON (((k.round_id = e.assessment_id) AND (k.evaluator_id = evaluation_authors.evaluator_id))))
  WHERE ((e.id = evaluation_authors.evaluation_id) AND e.is_anonymous AND (e.student_id = evaluation_authors.student_id) AND (k.answered_at IS NOT NULL) AND app.takes_part_in_round(e.assessment_id))))));
create policy evaluation_authors_read on public.evaluation_authors
  as permissive for select to authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR (student_id IN ( SELECT app.supervised_student_ids() AS supervised_student_ids))));
create policy evaluation_authors_read_in_commands on public.evaluation_authors
  as permissive for select to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id)));
create policy system_deletes on public.evaluation_authors
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.evaluation_authors
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.evaluation_authors
  as permissive for select to app_system
  using (true);
create policy system_updates on public.evaluation_authors
  as permissive for update to app_system
  using (true)
  with check (true);
create policy evaluation_criteria_add on public.evaluation_criteria
  as permissive for insert to app_command
  with check (app.writes_evaluation(evaluation_id));
create policy evaluation_criteria_change on public.evaluation_criteria
  as permissive for update to app_command
  using (app.writes_evaluation(evaluation_id))
  with check (app.writes_evaluation(evaluation_id));
create policy evaluation_criteria_read on public.evaluation_criteria
  as permissive for select to app_command, authenticated
  using ((EXISTS ( SELECT
   FROM public.evaluations e
  WHERE (e.id = evaluation_criteria.evaluation_id))));
create policy evaluation_criteria_remove on public.evaluation_criteria
  as permissive for delete to app_command
  using (app.writes_evaluation(evaluation_id));
create policy system_deletes on public.evaluation_criteria
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.evaluation_criteria
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.evaluation_criteria
  as permissive for select to app_system
  using (true);
create policy system_updates on public.evaluation_criteria
  as permissive for update to app_system
  using (true)
  with check (true);
create policy evaluation_private_notes_add on public.evaluation_private_notes
  as permissive for insert to app_command
  with check (((( SELECT app.user_role() AS user_role) <> 'STUDENT'::text) AND app.writes_evaluation(evaluation_id)));
create policy evaluation_private_notes_read on public.evaluation_private_notes
  as permissive for select to app_command, authenticated
  using (((( SELECT app.user_role() AS user_role) = ANY (ARRAY['CLINICAL_SUPERVISOR'::text, 'SCHOOL_ADMIN'::text, 'SUPER_ADMIN'::text])) AND (EXISTS ( SELECT
   FROM public.evaluations e
  WHERE (e.id = evaluation_private_notes.evaluation_id)))));
create policy system_deletes on public.evaluation_private_notes
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.evaluation_private_notes
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.evaluation_private_notes
  as permissive for select to app_system
  using (true);
create policy system_updates on public.evaluation_private_notes
  as permissive for update to app_system
  using (true)
  with check (true);
create policy evaluations_add on public.evaluations
  as permissive for insert to app_command
  with check (((state = ANY (ARRAY['DRAFT'::text, 'SIGNED'::text])) AND (((NOT is_self) AND (evaluator_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id)) AND app.supervises(student_id)) OR (is_self AND (evaluator_id = ( SELECT app.user_id() AS user_id)) AND (student_id = ( SELECT app.user_id() AS user_id))) OR (is_anonymous AND (state = 'SIGNED'::text) AND (school_id = ( SELECT app.school_id() AS school_id)) AND app.supervises(student_id) AND app.takes_part_in_round(assessment_id)) OR ((NOT is_self) AND (NOT is_anonymous) AND (school_id = ( SELECT app.admin_school_id() AS admin_school_id))) OR ((NOT is_self) AND (NOT is_anonymous) AND ( SELECT app.is_super_admin() AS is_super_admin)))));
create policy evaluations_change on public.evaluations
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR ((evaluator_id = ( SELECT app.user_id() AS user_id)) AND (is_self OR app.supervises(student_id))) OR (is_anonymous AND app.supervises(student_id) AND (EXISTS ( SELECT
   FROM public.evaluation_authors x
  WHERE ((x.evaluation_id = evaluations.id) AND (x.evaluator_id = ( SELECT app.user_id() AS user_id))))))))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR ((evaluator_id = ( SELECT app.user_id() AS user_id)) AND (is_self OR app.supervises(student_id))) OR (is_anonymous AND app.supervises(student_id) AND (EXISTS ( SELECT
   FROM public.evaluation_authors x
  WHERE ((x.evaluation_id = evaluations.id) AND (x.evaluator_id = ( SELECT app.user_id() AS user_id))))))));
create policy evaluations_read on public.evaluations
  as permissive for select to authenticated
  using ((((state <> ALL (ARRAY['DRAFT'::text, 'DISCARDED'::text])) OR (evaluator_id = ( SELECT app.user_id() AS user_id))) AND ((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR (student_id IN ( SELECT app.supervised_student_ids() AS supervised_student_ids)))));
create policy evaluations_read_in_commands on public.evaluations
  as permissive for select to app_command
  using ((((state <> ALL (ARRAY['DRAFT'::text, 'DISCARDED'::text])) OR (evaluator_id = ( SELECT app.user_id() AS user_id))) AND ((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id))));
create policy system_deletes on public.evaluations
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.evaluations
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.evaluations
  as permissive for select to app_system
  using (true);
create policy system_updates on public.evaluations
  as permissive for update to app_system
  using (true)
  with check (true);
create policy metrics_read on public.event_counts
  as permissive for select to app_realtime
  using (true);
create policy system_deletes on public.event_counts
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.event_counts
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.event_counts
  as permissive for select to app_system
  using (true);
create policy system_updates on public.event_counts
  as permissive for update to app_system
  using (true)
  with check (true);
create policy events_add on public.events
  as permissive for insert to app_command
  with check (((seq IS NULL) AND (( SELECT app.is_super_admin() AS is_super_admin) OR (school_id = ( SELECT app.staff_school_id() AS staff_school_id)) OR ((school_id = ( SELECT app.school_id() AS school_id)) AND ((student_id IS NULL) OR (student_id = ( SELECT app.user_id() AS user_id)))))));
create policy events_read on public.events
  as permissive for select to authenticated
  using (((seq IS NOT NULL) AND ((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR (student_id IN ( SELECT app.supervised_student_ids() AS supervised_student_ids)))));
create policy feed_reads on public.events
  as permissive for select to app_realtime
  using (true);
create policy system_deletes on public.events
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.events
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.events
  as permissive for select to app_system
  using (true);
create policy system_updates on public.events
  as permissive for update to app_system
  using (true)
  with check (true);
create policy feature_flags_add on public.feature_flags
  as permissive for insert to app_command
  with check (( SELECT app.is_super_admin() AS is_super_admin));
create policy feature_flags_change on public.feature_flags
  as permissive for update to app_command
  using (( SELECT app.is_super_admin() AS is_super_admin));
create policy feature_flags_read on public.feature_flags
  as permissive for select to app_command, authenticated
  using (( SELECT app.is_super_admin() AS is_super_admin));
create policy feature_flags_remove on public.feature_flags
  as permissive for delete to app_command
  using (( SELECT app.is_super_admin() AS is_super_admin));
create policy process_read on public.feature_flags
  as permissive for select to app_realtime
  using (true);
create policy system_deletes on public.feature_flags
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.feature_flags
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.feature_flags
  as permissive for select to app_system
  using (true);
create policy system_updates on public.feature_flags
  as permissive for update to app_system
  using (true)
  with check (true);
create policy feedback_answers_add on public.feedback_answers
  as permissive for insert to app_command
  with check (((evaluator_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id)) AND app.supervises(student_id) AND (EXISTS ( SELECT
   FROM public.feedback_rounds r
  WHERE ((r.id = feedback_answers.round_id) AND (r.student_id = feedback_answers.student_id) AND (r.state = 'OPEN'::text))))));
create policy feedback_answers_change on public.feedback_answers
  as permissive for update to app_command
  using (((evaluator_id = ( SELECT app.user_id() AS user_id)) AND app.supervises(student_id)))
  with check (((evaluator_id = ( SELECT app.user_id() AS user_id)) AND app.supervises(student_id) AND (EXISTS ( SELECT
   FROM public.feedback_rounds r
  WHERE ((r.id = feedback_answers.round_id) AND (r.student_id = feedback_answers.student_id) AND (r.state = 'OPEN'::text))))));
create policy feedback_answers_read on public.feedback_answers
  as permissive for select to app_command, authenticated
  using ((evaluator_id = ( SELECT app.user_id() AS user_id)));
create policy system_deletes on public.feedback_answers
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.feedback_answers
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.feedback_answers
  as permissive for select to app_system
  using (true);
create policy system_updates on public.feedback_answers
  as permissive for update to app_system
  using (true)
  with check (true);
create policy feedback_asked_add on public.feedback_asked
  as permissive for insert to app_command
  with check (((answered_at IS NULL) AND (evaluator_id IN ( SELECT app.supervisors_of(feedback_asked.student_id) AS supervisors_of)) AND (EXISTS ( SELECT
   FROM public.feedback_rounds r
  WHERE ((r.id = feedback_asked.round_id) AND (r.student_id = feedback_asked.student_id) AND (r.started_by = ( SELECT app.user_id() AS user_id)) AND (r.state = 'OPEN'::text))))));
create policy feedback_asked_change on public.feedback_asked
  as permissive for update to app_command
  using ((app.supervises(student_id) AND ((evaluator_id = ( SELECT app.user_id() AS user_id)) OR (EXISTS ( SELECT
   FROM public.feedback_rounds r
  WHERE ((r.id = feedback_asked.round_id) AND (r.started_by = ( SELECT app.user_id() AS user_id))))))))
  with check ((app.supervises(student_id) AND ((evaluator_id = ( SELECT app.user_id() AS user_id)) OR (EXISTS ( SELECT
   FROM public.feedback_rounds r
  WHERE ((r.id = feedback_asked.round_id) AND (r.started_by = ( SELECT app.user_id() AS user_id))))))));
create policy feedback_asked_read on public.feedback_asked
  as permissive for select to authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR (student_id IN ( SELECT app.supervised_student_ids() AS supervised_student_ids))));
create policy feedback_asked_read_in_commands on public.feedback_asked
  as permissive for select to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id)));
create policy system_deletes on public.feedback_asked
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.feedback_asked
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.feedback_asked
  as permissive for select to app_system
  using (true);
create policy system_updates on public.feedback_asked
  as permissive for update to app_system
  using (true)
  with check (true);
create policy feedback_rounds_add on public.feedback_rounds
  as permissive for insert to app_command
  with check (((started_by = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id)) AND app.supervises(student_id) AND (state = 'OPEN'::text)));
create policy feedback_rounds_change on public.feedback_rounds
  as permissive for update to app_command
  using ((app.supervises(student_id) AND ((started_by = ( SELECT app.user_id() AS user_id)) OR (EXISTS ( SELECT
   FROM public.feedback_asked k
  WHERE ((k.round_id = feedback_rounds.id) AND (k.evaluator_id = ( SELECT app.user_id() AS user_id))))))))
  with check ((app.supervises(student_id) AND ((started_by = ( SELECT app.user_id() AS user_id)) OR (EXISTS ( SELECT
   FROM public.feedback_asked k
  WHERE ((k.round_id = feedback_rounds.id) AND (k.evaluator_id = ( SELECT app.user_id() AS user_id))))))));
create policy feedback_rounds_read on public.feedback_rounds
  as permissive for select to authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR (student_id IN ( SELECT app.supervised_student_ids() AS supervised_student_ids))));
create policy feedback_rounds_read_in_commands on public.feedback_rounds
  as permissive for select to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id)));
create policy system_deletes on public.feedback_rounds
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.feedback_rounds
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.feedback_rounds
  as permissive for select to app_system
  using (true);
create policy system_updates on public.feedback_rounds
  as permissive for update to app_system
  using (true)
  with check (true);
create policy file_removals_add on public.file_removals
  as permissive for insert to app_command
  with check (((noted_by = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id))));
create policy system_deletes on public.file_removals
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.file_removals
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.file_removals
  as permissive for select to app_system
  using (true);
create policy system_updates on public.file_removals
  as permissive for update to app_system
  using (true)
  with check (true);
create policy files_add on public.files
  as permissive for insert to app_command
  with check (((uploaded_by = ( SELECT app.user_id() AS user_id)) AND ((school_id = ( SELECT app.school_id() AS school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin))));
create policy files_read on public.files
  as permissive for select to app_command, authenticated
  using (((uploaded_by = ( SELECT app.user_id() AS user_id)) OR (EXISTS ( SELECT
   FROM public.assessment_files a
  WHERE (a.file_id = files.id))) OR (EXISTS ( SELECT
   FROM public.submission_files s
  WHERE (s.file_id = files.id)))));
create policy system_deletes on public.files
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.files
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.files
  as permissive for select to app_system
  using (true);
create policy system_updates on public.files
  as permissive for update to app_system
  using (true)
  with check (true);
create policy flag_exposures_add on public.flag_exposures
  as permissive for insert to app_command
  with check (((user_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id))));
create policy flag_exposures_read on public.flag_exposures
  as permissive for select to app_command, authenticated
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.flag_exposures
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.flag_exposures
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.flag_exposures
  as permissive for select to app_system
  using (true);
create policy system_updates on public.flag_exposures
  as permissive for update to app_system
  using (true)
  with check (true);
create policy framework_imports_add on public.framework_imports
  as permissive for insert to app_command
  with check (((created_by = ( SELECT app.user_id() AS user_id)) AND ((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin))));
create policy framework_imports_change on public.framework_imports
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy framework_imports_read on public.framework_imports
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.framework_imports
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.framework_imports
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.framework_imports
  as permissive for select to app_system
  using (true);
create policy system_updates on public.framework_imports
  as permissive for update to app_system
  using (true)
  with check (true);
create policy framework_migration_students_change on public.framework_migration_students
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy framework_migration_students_read on public.framework_migration_students
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.framework_migration_students
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.framework_migration_students
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.framework_migration_students
  as permissive for select to app_system
  using (true);
create policy system_updates on public.framework_migration_students
  as permissive for update to app_system
  using (true)
  with check (true);
create policy framework_migrations_add on public.framework_migrations
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy framework_migrations_change on public.framework_migrations
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy framework_migrations_read on public.framework_migrations
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.framework_migrations
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.framework_migrations
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.framework_migrations
  as permissive for select to app_system
  using (true);
create policy system_updates on public.framework_migrations
  as permissive for update to app_system
  using (true)
  with check (true);
create policy hidden_students_add on public.hidden_students
  as permissive for insert to app_command
  with check (((supervisor_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id)) AND app.supervises(student_id)));
create policy hidden_students_change on public.hidden_students
  as permissive for update to app_command
  using ((supervisor_id = ( SELECT app.user_id() AS user_id)))
  with check ((supervisor_id = ( SELECT app.user_id() AS user_id)));
create policy hidden_students_read on public.hidden_students
  as permissive for select to app_command, authenticated
  using (((supervisor_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy hidden_students_remove on public.hidden_students
  as permissive for delete to app_command
  using ((supervisor_id = ( SELECT app.user_id() AS user_id)));
create policy system_deletes on public.hidden_students
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.hidden_students
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.hidden_students
  as permissive for select to app_system
  using (true);
create policy system_updates on public.hidden_students
  as permissive for update to app_system
  using (true)
  with check (true);
create policy hidden_suggestions_add on public.hidden_suggestions
  as permissive for insert to app_command
  with check (((user_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id))));
create policy hidden_suggestions_read on public.hidden_suggestions
  as permissive for select to app_command, authenticated
  using ((user_id = ( SELECT app.user_id() AS user_id)));
create policy hidden_suggestions_remove on public.hidden_suggestions
  as permissive for delete to app_command
  using ((user_id = ( SELECT app.user_id() AS user_id)));
create policy system_deletes on public.hidden_suggestions
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.hidden_suggestions
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.hidden_suggestions
  as permissive for select to app_system
  using (true);
create policy system_updates on public.hidden_suggestions
  as permissive for update to app_system
  using (true)
  with check (true);
create policy idempotency_keys_add on public.idempotency_keys
  as permissive for insert to app_command
  with check ((user_id = ( SELECT app.user_id() AS user_id)));
create policy idempotency_keys_change on public.idempotency_keys
  as permissive for update to app_command
  using ((user_id = ( SELECT app.user_id() AS user_id)))
  with check ((user_id = ( SELECT app.user_id() AS user_id)));
create policy idempotency_keys_read on public.idempotency_keys
  as permissive for select to app_command
  using ((user_id = ( SELECT app.user_id() AS user_id)));
create policy idempotency_keys_remove on public.idempotency_keys
  as permissive for delete to app_command
  using ((user_id = ( SELECT app.user_id() AS user_id)));
create policy system_deletes on public.idempotency_keys
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.idempotency_keys
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.idempotency_keys
  as permissive for select to app_system
  using (true);
create policy system_updates on public.idempotency_keys
  as permissive for update to app_system
  using (true)
  with check (true);
create policy integrity_checks_read on public.integrity_checks
  as permissive for select to authenticated
  using (( SELECT app.is_super_admin() AS is_super_admin));
create policy metrics_read on public.integrity_checks
  as permissive for select to app_realtime
  using (true);
create policy system_deletes on public.integrity_checks
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.integrity_checks
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.integrity_checks
  as permissive for select to app_system
  using (true);
create policy system_updates on public.integrity_checks
  as permissive for update to app_system
  using (true)
  with check (true);
create policy invitations_add on public.invitations
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy invitations_read on public.invitations
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy sign_in_reads on public.invitations
  as permissive for select to app_auth
  using (true);
create policy sign_in_updates on public.invitations
  as permissive for update to app_auth
  using (true)
  with check (true);
create policy system_deletes on public.invitations
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.invitations
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.invitations
  as permissive for select to app_system
  using (true);
create policy system_updates on public.invitations
  as permissive for update to app_system
  using (true)
  with check (true);
create policy job_commands_add on public.job_commands
  as permissive for insert to app_command
  with check ((( SELECT app.is_super_admin() AS is_super_admin) AND (done_at IS NULL)));
create policy job_commands_read on public.job_commands
  as permissive for select to authenticated
  using (( SELECT app.is_super_admin() AS is_super_admin));
create policy system_deletes on public.job_commands
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.job_commands
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.job_commands
  as permissive for select to app_system
  using (true);
create policy system_updates on public.job_commands
  as permissive for update to app_system
  using (true)
  with check (true);
create policy job_counts_read on public.job_counts
  as permissive for select to authenticated
  using (( SELECT app.is_super_admin() AS is_super_admin));
create policy metrics_read on public.job_counts
  as permissive for select to app_realtime
  using (true);
create policy system_deletes on public.job_counts
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.job_counts
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.job_counts
  as permissive for select to app_system
  using (true);
create policy system_updates on public.job_counts
  as permissive for update to app_system
  using (true)
  with check (true);
create policy job_failures_read on public.job_failures
  as permissive for select to app_command, authenticated
  using (( SELECT app.is_super_admin() AS is_super_admin));
create policy system_deletes on public.job_failures
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.job_failures
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.job_failures
  as permissive for select to app_system
  using (true);
create policy system_updates on public.job_failures
  as permissive for update to app_system
  using (true)
  with check (true);
create policy sign_in_deletes on public.known_devices
  as permissive for delete to app_auth
  using (true);
create policy sign_in_inserts on public.known_devices
  as permissive for insert to app_auth
  with check (true);
create policy sign_in_reads on public.known_devices
  as permissive for select to app_auth
  using (true);
create policy sign_in_updates on public.known_devices
  as permissive for update to app_auth
  using (true)
  with check (true);
create policy system_deletes on public.known_devices
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.known_devices
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.known_devices
  as permissive for select to app_system
  using (true);
create policy system_updates on public.known_devices
  as permissive for update to app_system
  using (true)
  with check (true);
create policy learning_analytics_add on public.learning_analytics
  as permissive for insert to app_command
  with check (((user_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id))));
create policy learning_analytics_read on public.learning_analytics
  as permissive for select to app_command, authenticated
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.learning_analytics
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.learning_analytics
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.learning_analytics
  as permissive for select to app_system
  using (true);
create policy system_updates on public.learning_analytics
  as permissive for update to app_system
  using (true)
  with check (true);
create policy feed_reads on public.leases
  as permissive for select to app_realtime
  using (true);
create policy system_deletes on public.leases
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.leases
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.leases
  as permissive for select to app_system
  using (true);
create policy system_updates on public.leases
  as permissive for update to app_system
  using (true)
  with check (true);
create policy legal_holds_add on public.legal_holds
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy legal_holds_change on public.legal_holds
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy legal_holds_read on public.legal_holds
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.legal_holds
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.legal_holds
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.legal_holds
  as permissive for select to app_system
  using (true);
create policy system_updates on public.legal_holds
  as permissive for update to app_system
  using (true)
  with check (true);
create policy notification_choices_add on public.notification_choices
  as permissive for insert to app_command
  with check (((user_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id))));
create policy notification_choices_change on public.notification_choices
  as permissive for update to app_command
  using ((user_id = ( SELECT app.user_id() AS user_id)))
  with check ((user_id = ( SELECT app.user_id() AS user_id)));
create policy notification_choices_read on public.notification_choices
  as permissive for select to app_command, authenticated
  using ((user_id = ( SELECT app.user_id() AS user_id)));
create policy system_deletes on public.notification_choices
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.notification_choices
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.notification_choices
  as permissive for select to app_system
  using (true);
create policy system_updates on public.notification_choices
  as permissive for update to app_system
  using (true)
  with check (true);
create policy notification_queue_add on public.notification_queue
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.staff_school_id() AS staff_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR (user_id = ( SELECT app.user_id() AS user_id)) OR (user_id IN ( SELECT app.own_supervisor_ids() AS own_supervisor_ids))));
create policy notification_queue_change on public.notification_queue
  as permissive for update to app_command
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy notification_queue_read on public.notification_queue
  as permissive for select to app_command, authenticated
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.notification_queue
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.notification_queue
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.notification_queue
  as permissive for select to app_system
  using (true);
create policy system_updates on public.notification_queue
  as permissive for update to app_system
  using (true)
  with check (true);
create policy notification_settings_add on public.notification_settings
  as permissive for insert to app_command
  with check (((user_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id))));
create policy notification_settings_change on public.notification_settings
  as permissive for update to app_command
  using ((user_id = ( SELECT app.user_id() AS user_id)))
  with check ((user_id = ( SELECT app.user_id() AS user_id)));
create policy notification_settings_read on public.notification_settings
  as permissive for select to app_command, authenticated
  using ((user_id = ( SELECT app.user_id() AS user_id)));
create policy system_deletes on public.notification_settings
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.notification_settings
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.notification_settings
  as permissive for select to app_system
  using (true);
create policy system_updates on public.notification_settings
  as permissive for update to app_system
  using (true)
  with check (true);
create policy notification_templates_add on public.notification_templates
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy notification_templates_change on public.notification_templates
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy notification_templates_read on public.notification_templates
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.school_id() AS school_id)) OR (school_id = ( SELECT app.shared_school_id() AS shared_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy notification_templates_remove on public.notification_templates
  as permissive for delete to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.notification_templates
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.notification_templates
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.notification_templates
  as permissive for select to app_system
  using (true);
create policy system_updates on public.notification_templates
  as permissive for update to app_system
  using (true)
  with check (true);
create policy sign_in_deletes on public.passkeys
  as permissive for delete to app_auth
  using (true);
create policy sign_in_inserts on public.passkeys
  as permissive for insert to app_auth
  with check (true);
create policy sign_in_reads on public.passkeys
  as permissive for select to app_auth
  using (true);
create policy sign_in_updates on public.passkeys
  as permissive for update to app_auth
  using (true)
  with check (true);
create policy system_deletes on public.passkeys
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.passkeys
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.passkeys
  as permissive for select to app_system
  using (true);
create policy system_updates on public.passkeys
  as permissive for update to app_system
  using (true)
  with check (true);
create policy people_acts_add on public.people_acts
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy people_acts_change on public.people_acts
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy people_acts_read on public.people_acts
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.people_acts
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.people_acts
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.people_acts
  as permissive for select to app_system
  using (true);
create policy system_updates on public.people_acts
  as permissive for update to app_system
  using (true)
  with check (true);
create policy people_import_rows_change on public.people_import_rows
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy people_import_rows_read on public.people_import_rows
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.people_import_rows
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.people_import_rows
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.people_import_rows
  as permissive for select to app_system
  using (true);
create policy system_updates on public.people_import_rows
  as permissive for update to app_system
  using (true)
  with check (true);
create policy people_imports_add on public.people_imports
  as permissive for insert to app_command
  with check (((created_by = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.admin_school_id() AS admin_school_id))));
create policy people_imports_change on public.people_imports
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy people_imports_read on public.people_imports
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.people_imports
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.people_imports
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.people_imports
  as permissive for select to app_system
  using (true);
create policy system_updates on public.people_imports
  as permissive for update to app_system
  using (true)
  with check (true);
create policy person_exports_add on public.person_exports
  as permissive for insert to app_command
  with check (((requested_by = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id)) AND ((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)))));
create policy person_exports_change on public.person_exports
  as permissive for update to app_command
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy person_exports_read on public.person_exports
  as permissive for select to app_command, authenticated
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.person_exports
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.person_exports
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.person_exports
  as permissive for select to app_system
  using (true);
create policy system_updates on public.person_exports
  as permissive for update to app_system
  using (true)
  with check (true);
create policy phone_codes_add on public.phone_codes
  as permissive for insert to app_command
  with check (((user_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id))));
create policy phone_codes_change on public.phone_codes
  as permissive for update to app_command
  using ((user_id = ( SELECT app.user_id() AS user_id)))
  with check ((user_id = ( SELECT app.user_id() AS user_id)));
create policy phone_codes_read on public.phone_codes
  as permissive for select to app_command, authenticated
  using ((user_id = ( SELECT app.user_id() AS user_id)));
create policy system_deletes on public.phone_codes
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.phone_codes
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.phone_codes
  as permissive for select to app_system
  using (true);
create policy system_updates on public.phone_codes
  as permissive for update to app_system
  using (true)
  with check (true);
create policy phone_numbers_add on public.phone_numbers
  as permissive for insert to app_command
  with check (((user_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id))));
create policy phone_numbers_change on public.phone_numbers
  as permissive for update to app_command
  using ((user_id = ( SELECT app.user_id() AS user_id)))
  with check ((user_id = ( SELECT app.user_id() AS user_id)));
create policy phone_numbers_read on public.phone_numbers
  as permissive for select to app_command, authenticated
  using ((user_id = ( SELECT app.user_id() AS user_id)));
create policy phone_numbers_remove on public.phone_numbers
  as permissive for delete to app_command
  using ((user_id = ( SELECT app.user_id() AS user_id)));
create policy system_deletes on public.phone_numbers
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.phone_numbers
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.phone_numbers
  as permissive for select to app_system
  using (true);
create policy system_updates on public.phone_numbers
  as permissive for update to app_system
  using (true)
  with check (true);
create policy feed_reads on public.placement_supervisors
  as permissive for select to app_realtime
  using (true);
create policy placement_supervisors_add on public.placement_supervisors
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy placement_supervisors_read on public.placement_supervisors
  as permissive for select to app_command, authenticated
  using (((supervisor_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR (placement_id IN ( SELECT app.own_placement_ids() AS own_placement_ids))));
create policy placement_supervisors_remove on public.placement_supervisors
  as permissive for delete to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.placement_supervisors
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.placement_supervisors
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.placement_supervisors
  as permissive for select to app_system
  using (true);
create policy system_updates on public.placement_supervisors
  as permissive for update to app_system
  using (true)
  with check (true);
create policy feed_reads on public.placements
  as permissive for select to app_realtime
  using (true);
create policy placements_add on public.placements
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy placements_change on public.placements
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy placements_read on public.placements
  as permissive for select to app_command, authenticated
  using (((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR (id IN ( SELECT app.own_placement_ids() AS own_placement_ids))));
create policy placements_remove on public.placements
  as permissive for delete to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.placements
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.placements
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.placements
  as permissive for select to app_system
  using (true);
create policy system_updates on public.placements
  as permissive for update to app_system
  using (true)
  with check (true);
create policy prediction_models_read on public.prediction_models
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.school_id() AS school_id)) OR (school_id = ( SELECT app.shared_school_id() AS shared_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.prediction_models
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.prediction_models
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.prediction_models
  as permissive for select to app_system
  using (true);
create policy system_updates on public.prediction_models
  as permissive for update to app_system
  using (true)
  with check (true);
create policy prediction_settings_add on public.prediction_settings
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy prediction_settings_change on public.prediction_settings
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy prediction_settings_read on public.prediction_settings
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.school_id() AS school_id)) OR (school_id = ( SELECT app.shared_school_id() AS shared_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.prediction_settings
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.prediction_settings
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.prediction_settings
  as permissive for select to app_system
  using (true);
create policy system_updates on public.prediction_settings
  as permissive for update to app_system
  using (true)
  with check (true);
create policy system_deletes on public.processed_events
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.processed_events
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.processed_events
  as permissive for select to app_system
  using (true);
create policy system_updates on public.processed_events
  as permissive for update to app_system
  using (true)
  with check (true);
create policy programs_add on public.programs
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy programs_change on public.programs
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy programs_read on public.programs
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.school_id() AS school_id)) OR (school_id = ( SELECT app.shared_school_id() AS shared_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy programs_remove on public.programs
  as permissive for delete to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.programs
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.programs
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.programs
  as permissive for select to app_system
  using (true);
create policy system_updates on public.programs
  as permissive for update to app_system
  using (true)
  with check (true);
create policy progress_snapshots_read on public.progress_snapshots
  as permissive for select to authenticated
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR (user_id IN ( SELECT app.supervised_student_ids() AS supervised_student_ids))));
create policy system_deletes on public.progress_snapshots
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.progress_snapshots
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.progress_snapshots
  as permissive for select to app_system
  using (true);
create policy system_updates on public.progress_snapshots
  as permissive for update to app_system
  using (true)
  with check (true);
create policy push_subscriptions_add on public.push_subscriptions
  as permissive for insert to app_command
  with check (((user_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id))));
create policy push_subscriptions_change on public.push_subscriptions
  as permissive for update to app_command
  using ((user_id = ( SELECT app.user_id() AS user_id)))
  with check ((user_id = ( SELECT app.user_id() AS user_id)));
create policy push_subscriptions_read on public.push_subscriptions
  as permissive for select to app_command, authenticated
  using ((user_id = ( SELECT app.user_id() AS user_id)));
create policy push_subscriptions_remove on public.push_subscriptions
  as permissive for delete to app_command
  using ((user_id = ( SELECT app.user_id() AS user_id)));
create policy system_deletes on public.push_subscriptions
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.push_subscriptions
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.push_subscriptions
  as permissive for select to app_system
  using (true);
create policy system_updates on public.push_subscriptions
  as permissive for update to app_system
  using (true)
  with check (true);
create policy quick_phrases_add on public.quick_phrases
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.staff_school_id() AS staff_school_id)) AND ((owner_id = ( SELECT app.user_id() AS user_id)) OR ((owner_id IS NULL) AND (school_id = ( SELECT app.admin_school_id() AS admin_school_id))))));
create policy quick_phrases_change on public.quick_phrases
  as permissive for update to app_command
  using (((school_id = ( SELECT app.staff_school_id() AS staff_school_id)) AND ((owner_id = ( SELECT app.user_id() AS user_id)) OR ((owner_id IS NULL) AND (school_id = ( SELECT app.admin_school_id() AS admin_school_id))))))
  with check (((school_id = ( SELECT app.staff_school_id() AS staff_school_id)) AND ((owner_id = ( SELECT app.user_id() AS user_id)) OR ((owner_id IS NULL) AND (school_id = ( SELECT app.admin_school_id() AS admin_school_id))))));
create policy quick_phrases_read on public.quick_phrases
  as permissive for select to app_command, authenticated
  using (((owner_id = ( SELECT app.user_id() AS user_id)) OR ((owner_id IS NULL) AND (school_id = ( SELECT app.staff_school_id() AS staff_school_id)))));
create policy quick_phrases_remove on public.quick_phrases
  as permissive for delete to app_command
  using (((owner_id = ( SELECT app.user_id() AS user_id)) OR ((owner_id IS NULL) AND (school_id = ( SELECT app.admin_school_id() AS admin_school_id)))));
create policy system_deletes on public.quick_phrases
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.quick_phrases
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.quick_phrases
  as permissive for select to app_system
  using (true);
create policy system_updates on public.quick_phrases
  as permissive for update to app_system
  using (true)
  with check (true);
create policy rated_assessments_read on public.rated_assessments
  as permissive for select to authenticated
  using (((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR (student_id IN ( SELECT app.supervised_student_ids() AS supervised_student_ids))));
create policy system_deletes on public.rated_assessments
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.rated_assessments
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.rated_assessments
  as permissive for select to app_system
  using (true);
create policy system_updates on public.rated_assessments
  as permissive for update to app_system
  using (true)
  with check (true);
create policy rating_scales_add on public.rating_scales
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy rating_scales_change on public.rating_scales
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy rating_scales_read on public.rating_scales
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.school_id() AS school_id)) OR (school_id = ( SELECT app.shared_school_id() AS shared_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy rating_scales_remove on public.rating_scales
  as permissive for delete to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.rating_scales
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.rating_scales
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.rating_scales
  as permissive for select to app_system
  using (true);
create policy system_updates on public.rating_scales
  as permissive for update to app_system
  using (true)
  with check (true);
create policy sign_in_deletes on public.recovery_codes
  as permissive for delete to app_auth
  using (true);
create policy sign_in_inserts on public.recovery_codes
  as permissive for insert to app_auth
  with check (true);
create policy sign_in_reads on public.recovery_codes
  as permissive for select to app_auth
  using (true);
create policy sign_in_updates on public.recovery_codes
  as permissive for update to app_auth
  using (true)
  with check (true);
create policy system_deletes on public.recovery_codes
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.recovery_codes
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.recovery_codes
  as permissive for select to app_system
  using (true);
create policy system_updates on public.recovery_codes
  as permissive for update to app_system
  using (true)
  with check (true);
create policy sign_in_deletes on public.refresh_tokens
  as permissive for delete to app_auth
  using (true);
create policy sign_in_inserts on public.refresh_tokens
  as permissive for insert to app_auth
  with check (true);
create policy sign_in_reads on public.refresh_tokens
  as permissive for select to app_auth
  using (true);
create policy sign_in_updates on public.refresh_tokens
  as permissive for update to app_auth
  using (true)
  with check (true);
create policy system_deletes on public.refresh_tokens
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.refresh_tokens
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.refresh_tokens
  as permissive for select to app_system
  using (true);
create policy system_updates on public.refresh_tokens
  as permissive for update to app_system
  using (true)
  with check (true);
create policy report_cache_add on public.report_cache
  as permissive for insert to app_command
  with check ((((user_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id))) OR ((user_id IS NULL) AND (school_id = ( SELECT app.admin_school_id() AS admin_school_id))) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy report_cache_change on public.report_cache
  as permissive for update to app_command
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy report_cache_read on public.report_cache
  as permissive for select to app_command, authenticated
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy report_cache_remove on public.report_cache
  as permissive for delete to app_command
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.report_cache
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.report_cache
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.report_cache
  as permissive for select to app_system
  using (true);
create policy system_updates on public.report_cache
  as permissive for update to app_system
  using (true)
  with check (true);
create policy report_definitions_add on public.report_definitions
  as permissive for insert to app_command
  with check (((owner_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id))));
create policy report_definitions_change on public.report_definitions
  as permissive for update to app_command
  using ((owner_id = ( SELECT app.user_id() AS user_id)))
  with check ((owner_id = ( SELECT app.user_id() AS user_id)));
create policy report_definitions_read on public.report_definitions
  as permissive for select to app_command, authenticated
  using (((owner_id = ( SELECT app.user_id() AS user_id)) OR ((sharing = 'SCHOOL'::text) AND (school_id = ( SELECT app.staff_school_id() AS staff_school_id)))));
create policy system_deletes on public.report_definitions
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.report_definitions
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.report_definitions
  as permissive for select to app_system
  using (true);
create policy system_updates on public.report_definitions
  as permissive for update to app_system
  using (true)
  with check (true);
create policy report_runs_add on public.report_runs
  as permissive for insert to app_command
  with check (((user_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id))));
create policy report_runs_change on public.report_runs
  as permissive for update to app_command
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy report_runs_read on public.report_runs
  as permissive for select to app_command, authenticated
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.report_runs
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.report_runs
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.report_runs
  as permissive for select to app_system
  using (true);
create policy system_updates on public.report_runs
  as permissive for update to app_system
  using (true)
  with check (true);
create policy request_rules_add on public.request_rules
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy request_rules_change on public.request_rules
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy request_rules_read on public.request_rules
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.school_id() AS school_id)) OR (school_id = ( SELECT app.shared_school_id() AS shared_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.request_rules
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.request_rules
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.request_rules
  as permissive for select to app_system
  using (true);
create policy system_updates on public.request_rules
  as permissive for update to app_system
  using (true)
  with check (true);
create policy rotations_add on public.rotations
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy rotations_change on public.rotations
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy rotations_read on public.rotations
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.school_id() AS school_id)) OR (school_id = ( SELECT app.shared_school_id() AS shared_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy rotations_remove on public.rotations
  as permissive for delete to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.rotations
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.rotations
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.rotations
  as permissive for select to app_system
  using (true);
create policy system_updates on public.rotations
  as permissive for update to app_system
  using (true)
  with check (true);
create policy saved_views_add on public.saved_views
  as permissive for insert to app_command
  with check (((user_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id))));
create policy saved_views_change on public.saved_views
  as permissive for update to app_command
  using ((user_id = ( SELECT app.user_id() AS user_id)))
  with check ((user_id = ( SELECT app.user_id() AS user_id)));
create policy saved_views_read on public.saved_views
  as permissive for select to app_command, authenticated
  using ((user_id = ( SELECT app.user_id() AS user_id)));
create policy saved_views_remove on public.saved_views
  as permissive for delete to app_command
  using ((user_id = ( SELECT app.user_id() AS user_id)));
create policy system_deletes on public.saved_views
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.saved_views
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.saved_views
  as permissive for select to app_system
  using (true);
create policy system_updates on public.saved_views
  as permissive for update to app_system
  using (true)
  with check (true);
create policy school_logos_add on public.school_logos
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy school_logos_change on public.school_logos
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy school_logos_read on public.school_logos
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.school_id() AS school_id)) OR (school_id = ( SELECT app.shared_school_id() AS shared_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy school_logos_remove on public.school_logos
  as permissive for delete to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.school_logos
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.school_logos
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.school_logos
  as permissive for select to app_system
  using (true);
create policy system_updates on public.school_logos
  as permissive for update to app_system
  using (true)
  with check (true);
create policy feed_reads on public.schools
  as permissive for select to app_realtime
  using (true);
create policy schools_change on public.schools
  as permissive for update to app_command
  using (((id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy schools_open on public.schools
  as permissive for insert to app_command
  with check (( SELECT app.is_super_admin() AS is_super_admin));
create policy schools_read on public.schools
  as permissive for select to app_command, authenticated
  using (((id = ( SELECT app.school_id() AS school_id)) OR (id = ( SELECT app.shared_school_id() AS shared_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy sign_in_reads on public.schools
  as permissive for select to app_auth
  using (true);
create policy system_deletes on public.schools
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.schools
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.schools
  as permissive for select to app_system
  using (true);
create policy system_updates on public.schools
  as permissive for update to app_system
  using (true)
  with check (true);
create policy sessions_change on public.sessions
  as permissive for update to app_command
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy sessions_read on public.sessions
  as permissive for select to app_command, authenticated
  using (((user_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy sign_in_deletes on public.sessions
  as permissive for delete to app_auth
  using (true);
create policy sign_in_inserts on public.sessions
  as permissive for insert to app_auth
  with check (true);
create policy sign_in_reads on public.sessions
  as permissive for select to app_auth
  using (true);
create policy sign_in_updates on public.sessions
  as permissive for update to app_auth
  using (true)
  with check (true);
create policy system_deletes on public.sessions
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.sessions
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.sessions
  as permissive for select to app_system
  using (true);
create policy system_updates on public.sessions
  as permissive for update to app_system
  using (true)
  with check (true);
create policy sign_in_deletes on public.sign_in_attempts
  as permissive for delete to app_auth
  using (true);
create policy sign_in_inserts on public.sign_in_attempts
  as permissive for insert to app_auth
  with check (true);
create policy sign_in_reads on public.sign_in_attempts
  as permissive for select to app_auth
  using (true);
create policy sign_in_updates on public.sign_in_attempts
  as permissive for update to app_auth
  using (true)
  with check (true);
create policy system_deletes on public.sign_in_attempts
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.sign_in_attempts
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.sign_in_attempts
  as permissive for select to app_system
  using (true);
create policy system_updates on public.sign_in_attempts
  as permissive for update to app_system
  using (true)
  with check (true);
create policy sign_in_deletes on public.sign_in_challenges
  as permissive for delete to app_auth
  using (true);
create policy sign_in_inserts on public.sign_in_challenges
  as permissive for insert to app_auth
  with check (true);
create policy sign_in_reads on public.sign_in_challenges
  as permissive for select to app_auth
  using (true);
create policy sign_in_updates on public.sign_in_challenges
  as permissive for update to app_auth
  using (true)
  with check (true);
create policy system_deletes on public.sign_in_challenges
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.sign_in_challenges
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.sign_in_challenges
  as permissive for select to app_system
  using (true);
create policy system_updates on public.sign_in_challenges
  as permissive for update to app_system
  using (true)
  with check (true);
create policy sign_in_reads on public.sign_in_rules
  as permissive for select to app_auth
  using (true);
create policy sign_in_rules_add on public.sign_in_rules
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy sign_in_rules_change on public.sign_in_rules
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy sign_in_rules_read on public.sign_in_rules
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.sign_in_rules
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.sign_in_rules
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.sign_in_rules
  as permissive for select to app_system
  using (true);
create policy system_updates on public.sign_in_rules
  as permissive for update to app_system
  using (true)
  with check (true);
create policy student_cells_read on public.student_cells
  as permissive for select to authenticated
  using (((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR (student_id IN ( SELECT app.supervised_student_ids() AS supervised_student_ids))));
create policy system_deletes on public.student_cells
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.student_cells
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.student_cells
  as permissive for select to app_system
  using (true);
create policy system_updates on public.student_cells
  as permissive for update to app_system
  using (true)
  with check (true);
create policy student_predictions_read on public.student_predictions
  as permissive for select to authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR (student_id IN ( SELECT app.supervised_student_ids() AS supervised_student_ids))));
create policy student_predictions_read_in_commands on public.student_predictions
  as permissive for select to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id)));
create policy system_deletes on public.student_predictions
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.student_predictions
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.student_predictions
  as permissive for select to app_system
  using (true);
create policy system_updates on public.student_predictions
  as permissive for update to app_system
  using (true)
  with check (true);
create policy student_progress_add on public.student_progress
  as permissive for insert to app_command
  with check ((((student_id = ( SELECT app.user_id() AS user_id)) AND (completed = 0)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id)));
create policy student_progress_change on public.student_progress
  as permissive for update to app_command
  using (((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id)))
  with check (((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id)));
create policy student_progress_read on public.student_progress
  as permissive for select to authenticated
  using (((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR (student_id IN ( SELECT app.supervised_student_ids() AS supervised_student_ids))));
create policy student_progress_read_in_commands on public.student_progress
  as permissive for select to app_command
  using (((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id)));
create policy system_deletes on public.student_progress
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.student_progress
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.student_progress
  as permissive for select to app_system
  using (true);
create policy system_updates on public.student_progress
  as permissive for update to app_system
  using (true)
  with check (true);
create policy submission_acts_add on public.submission_acts
  as permissive for insert to app_command
  with check (((actor_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id)) AND (((student_id = ( SELECT app.user_id() AS user_id)) AND (act = ANY (ARRAY['SUBMITTED'::text, 'WITHDRAWN'::text]))) OR ((app.supervises(student_id) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id))) AND (act = ANY (ARRAY['IN_REVIEW'::text, 'RETURNED'::text, 'APPROVED'::text, 'REJECTED'::text]))))));
create policy submission_acts_read on public.submission_acts
  as permissive for select to app_command, authenticated
  using ((EXISTS ( SELECT
   FROM public.competency_submissions s
  WHERE (s.id = submission_acts.submission_id))));
create policy system_deletes on public.submission_acts
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.submission_acts
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.submission_acts
  as permissive for select to app_system
  using (true);
create policy system_updates on public.submission_acts
  as permissive for update to app_system
  using (true)
  with check (true);
create policy submission_files_add on public.submission_files
  as permissive for insert to app_command
  with check ((app.uploaded(file_id) AND (EXISTS ( SELECT
   FROM public.competency_submissions s
  WHERE ((s.id = submission_files.submission_id) AND (s.student_id = ( SELECT app.user_id() AS user_id)) AND (s.status = ANY (ARRAY['DRAFT'::text, 'RETURNED'::text])))))));
create policy submission_files_read on public.submission_files
  as permissive for select to app_command, authenticated
  using ((EXISTS ( SELECT
   FROM public.competency_submissions s
  WHERE (s.id = submission_files.submission_id))));
create policy submission_files_remove on public.submission_files
  as permissive for delete to app_command
  using ((EXISTS ( SELECT
   FROM public.competency_submissions s
  WHERE ((s.id = submission_files.submission_id) AND (s.student_id = ( SELECT app.user_id() AS user_id)) AND (s.status = ANY (ARRAY['DRAFT'::text, 'RETURNED'::text]))))));
create policy system_deletes on public.submission_files
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.submission_files
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.submission_files
  as permissive for select to app_system
  using (true);
create policy system_updates on public.submission_files
  as permissive for update to app_system
  using (true)
  with check (true);
create policy system_deletes on public.terms
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.terms
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.terms
  as permissive for select to app_system
  using (true);
create policy system_updates on public.terms
  as permissive for update to app_system
  using (true)
  with check (true);
create policy terms_add on public.terms
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy terms_change on public.terms
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy terms_read on public.terms
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.school_id() AS school_id)) OR (school_id = ( SELECT app.shared_school_id() AS shared_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy terms_remove on public.terms
  as permissive for delete to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.time_record_timers
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.time_record_timers
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.time_record_timers
  as permissive for select to app_system
  using (true);
create policy system_updates on public.time_record_timers
  as permissive for update to app_system
  using (true)
  with check (true);
create policy time_record_timers_add on public.time_record_timers
  as permissive for insert to app_command
  with check (((student_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id))));
create policy time_record_timers_change on public.time_record_timers
  as permissive for update to app_command
  using ((student_id = ( SELECT app.user_id() AS user_id)))
  with check ((student_id = ( SELECT app.user_id() AS user_id)));
create policy time_record_timers_read on public.time_record_timers
  as permissive for select to app_command, authenticated
  using (((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy time_record_timers_remove on public.time_record_timers
  as permissive for delete to app_command
  using ((student_id = ( SELECT app.user_id() AS user_id)));
create policy system_deletes on public.time_records
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.time_records
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.time_records
  as permissive for select to app_system
  using (true);
create policy system_updates on public.time_records
  as permissive for update to app_system
  using (true)
  with check (true);
create policy time_records_add on public.time_records
  as permissive for insert to app_command
  with check (((student_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id)) AND (status = ANY (ARRAY['DRAFT'::text, 'PENDING'::text]))));
create policy time_records_change on public.time_records
  as permissive for update to app_command
  using ((((student_id = ( SELECT app.user_id() AS user_id)) AND (status <> 'APPROVED'::text)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR ((status = 'PENDING'::text) AND app.supervises_placement(placement_id))))
  with check ((((student_id = ( SELECT app.user_id() AS user_id)) AND (status = ANY (ARRAY['DRAFT'::text, 'PENDING'::text]))) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR ((status = ANY (ARRAY['APPROVED'::text, 'NOT_APPROVED'::text, 'NEEDS_INFO'::text])) AND app.supervises_placement(placement_id))));
create policy time_records_read on public.time_records
  as permissive for select to app_command, authenticated
  using (((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR ((status <> 'DRAFT'::text) AND (student_id IN ( SELECT app.supervised_student_ids() AS supervised_student_ids)))));
create policy time_records_remove on public.time_records
  as permissive for delete to app_command
  using (((student_id = ( SELECT app.user_id() AS user_id)) AND (status = 'DRAFT'::text)));
create policy sign_in_deletes on public.totp_factors
  as permissive for delete to app_auth
  using (true);
create policy sign_in_inserts on public.totp_factors
  as permissive for insert to app_auth
  with check (true);
create policy sign_in_reads on public.totp_factors
  as permissive for select to app_auth
  using (true);
create policy sign_in_updates on public.totp_factors
  as permissive for update to app_auth
  using (true)
  with check (true);
create policy system_deletes on public.totp_factors
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.totp_factors
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.totp_factors
  as permissive for select to app_system
  using (true);
create policy system_updates on public.totp_factors
  as permissive for update to app_system
  using (true)
  with check (true);
create policy system_deletes on public.transcripts
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.transcripts
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.transcripts
  as permissive for select to app_system
  using (true);
create policy system_updates on public.transcripts
  as permissive for update to app_system
  using (true)
  with check (true);
create policy transcripts_add on public.transcripts
  as permissive for insert to app_command
  with check ((((student_id = ( SELECT app.user_id() AS user_id)) AND (school_id = ( SELECT app.school_id() AS school_id))) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id)));
create policy transcripts_read on public.transcripts
  as permissive for select to authenticated
  using (((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR (student_id IN ( SELECT app.supervised_student_ids() AS supervised_student_ids))));
create policy transcripts_read_in_commands on public.transcripts
  as permissive for select to app_command
  using (((student_id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR app.supervises(student_id)));
create policy feed_reads on public.users
  as permissive for select to app_realtime
  using (true);
create policy sign_in_reads on public.users
  as permissive for select to app_auth
  using (true);
create policy sign_in_updates on public.users
  as permissive for update to app_auth
  using (true)
  with check (true);
create policy system_deletes on public.users
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.users
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.users
  as permissive for select to app_system
  using (true);
create policy system_updates on public.users
  as permissive for update to app_system
  using (true)
  with check (true);
create policy users_add on public.users
  as permissive for insert to app_command
  with check ((( SELECT app.is_super_admin() AS is_super_admin) OR ((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) AND (role = ANY (ARRAY['STUDENT'::text, 'CLINICAL_SUPERVISOR'::text, 'SCHOOL_ADMIN'::text])))));
create policy users_change on public.users
  as permissive for update to app_command
  using (((id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check ((( SELECT app.is_super_admin() AS is_super_admin) OR (id = ( SELECT app.user_id() AS user_id)) OR ((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) AND (role = ANY (ARRAY['STUDENT'::text, 'CLINICAL_SUPERVISOR'::text, 'SCHOOL_ADMIN'::text])))));
create policy users_read on public.users
  as permissive for select to authenticated
  using (((id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR ((role = 'SYSTEM'::text) AND (school_id = ( SELECT app.shared_school_id() AS shared_school_id))) OR ((school_id = ( SELECT app.staff_school_id() AS staff_school_id)) AND (role <> 'STUDENT'::text)) OR (id IN ( SELECT app.supervised_student_ids() AS supervised_student_ids)) OR (id IN ( SELECT app.own_supervisor_ids() AS own_supervisor_ids))));
create policy users_read_in_commands on public.users
  as permissive for select to app_command
  using (((id = ( SELECT app.user_id() AS user_id)) OR (school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin) OR ((role = 'SYSTEM'::text) AND (school_id = ( SELECT app.shared_school_id() AS shared_school_id))) OR ((school_id = ( SELECT app.staff_school_id() AS staff_school_id)) AND (role <> 'STUDENT'::text)) OR app.supervises(id) OR (id IN ( SELECT app.own_supervisor_ids() AS own_supervisor_ids))));
create policy system_deletes on public.wording_settings
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.wording_settings
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.wording_settings
  as permissive for select to app_system
  using (true);
create policy system_updates on public.wording_settings
  as permissive for update to app_system
  using (true)
  with check (true);
create policy wording_settings_add on public.wording_settings
  as permissive for insert to app_command
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy wording_settings_change on public.wording_settings
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy wording_settings_read on public.wording_settings
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy wording_settings_remove on public.wording_settings
  as permissive for delete to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy system_deletes on public.wordings
  as permissive for delete to app_system
  using (true);
create policy system_inserts on public.wordings
  as permissive for insert to app_system
  with check (true);
create policy system_reads on public.wordings
  as permissive for select to app_system
  using (true);
create policy system_updates on public.wordings
  as permissive for update to app_system
  using (true)
  with check (true);
create policy wordings_change on public.wordings
  as permissive for update to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)))
  with check (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy wordings_read on public.wordings
  as permissive for select to app_command, authenticated
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
create policy wordings_read_shown on public.wordings
  as permissive for select to app_command, authenticated
  using ((is_shown AND (school_id = ( SELECT app.school_id() AS school_id))));
create policy wordings_remove on public.wordings
  as permissive for delete to app_command
  using (((school_id = ( SELECT app.admin_school_id() AS admin_school_id)) OR ( SELECT app.is_super_admin() AS is_super_admin)));
