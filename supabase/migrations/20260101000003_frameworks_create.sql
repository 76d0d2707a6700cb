-- Made from db/migrations/0003_frameworks_create.sql (npm run db:snapshot).

-- References that may also point at a row of school 'default' (rating scales, the system user, shared competencies)
-- are plain foreign keys; a trigger in 0010 holds them to the own school or 'default'.

create table rating_scales (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  name text not null check (name <> ''),
  kind text not null constraint rating_scales_kind_check check (kind in ('ORDINAL', 'NUMERIC', 'BINARY')),
  min_value numeric not null,
  max_value numeric not null,
  default_target numeric not null,
  question text not null,
  levels jsonb not null default '[]'::jsonb check (jsonb_typeof(levels) = 'array'),
  allow_mean boolean not null default false,
  created_at timestamptz not null default now(),
  constraint rating_scales_school_id_id_key unique (school_id, id),
  constraint rating_scales_target_check check (min_value < default_target and default_target <= max_value),
  constraint rating_scales_binary_check check (kind <> 'BINARY' or (min_value = 0 and max_value = 1)),
  constraint rating_scales_mean_check check (not (kind = 'BINARY' and allow_mean))
);

create table competency_templates (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  name text not null check (name <> ''),
  description text not null default '',
  version text not null default '1',
  status text not null default 'DRAFT' constraint competency_templates_status_check
    check (status in ('DRAFT', 'PUBLISHED', 'DEPRECATED')),
  source_format text not null default 'NONE' constraint competency_templates_source_format_check
    check (source_format in ('CASE_1_0', 'CASE_1_1', 'CSV', 'NONE')),
  source_identifier text,
  source jsonb,
  replaces_id text collate "C",
  created_by text collate "C" not null references users (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  published_at timestamptz,
  constraint competency_templates_school_id_id_key unique (school_id, id),
  constraint competency_templates_replaces_fkey foreign key (school_id, replaces_id)
    references competency_templates (school_id, id),
  constraint competency_templates_published_check check (status = 'DRAFT' or published_at is not null)
);
create index competency_templates_replaces_idx on competency_templates (replaces_id) where replaces_id is not null;

create table competencies (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  template_id text collate "C",
  program_id text collate "C",
  code text,
  name text not null check (name <> ''),
  description text not null default '',
  category text not null check (category <> ''),
  level text not null constraint competencies_level_check
    check (level in ('FUNDAMENTAL', 'INTERMEDIATE', 'ADVANCED', 'EXPERT')),
  is_required boolean not null default true,
  rating_scale_id text collate "C" not null references rating_scales (id),
  target_rating numeric not null,
  scoring_method text not null default 'LATEST' constraint competencies_scoring_method_check check (scoring_method in (
    'LATEST', 'HIGHEST', 'AVERAGE', 'WEIGHTED_AVERAGE', 'DECAYING_AVERAGE', 'N_TIMES', 'MINIMUM_OF_CRITERIA'
  )),
  required_observations integer not null default 1 constraint competencies_observations_check check (required_observations >= 1),
  required_evaluators integer not null default 1 constraint competencies_evaluators_check check (required_evaluators >= 1),
  required_days integer not null default 1 constraint competencies_days_check check (required_days >= 1),
  n_times integer,
  validity_months integer constraint competencies_validity_check check (validity_months >= 1),
  needs_approval boolean not null default false,
  needs_countersignature boolean not null default false,
  identifier text collate "C",
  sort_order integer not null default 0,
  created_by text collate "C" not null references users (id),
  created_at timestamptz not null default now(),
  constraint competencies_school_id_id_key unique (school_id, id),
  constraint competencies_template_fkey foreign key (school_id, template_id)
    references competency_templates (school_id, id) on delete cascade,
  constraint competencies_program_fkey foreign key (school_id, program_id) references programs (school_id, id),
  constraint competencies_n_times_check check ((scoring_method = 'N_TIMES') = (n_times is not null) and coalesce(n_times, 1) >= 1)
);
create index competencies_template_idx on competencies (template_id, sort_order);

create table competency_template_items (
  id text collate "C" primary key,
  school_id text collate "C" not null,
  template_id text collate "C" not null,
  identifier text collate "C" not null,
  parent_id text collate "C",
  kind text not null constraint competency_template_items_kind_check check (kind in ('CATEGORY', 'COMPETENCY')),
  code text,
  statement text not null,
  item_type text,
  sort_order integer not null default 0,
  competency_id text collate "C",
  source jsonb,
  constraint competency_template_items_school_id_id_key unique (school_id, id),
  constraint competency_template_items_identifier_key unique (template_id, identifier),
  constraint competency_template_items_template_fkey foreign key (school_id, template_id)
    references competency_templates (school_id, id) on delete cascade,
  -- Deferred, so that a tree may arrive in any order within one transaction.
  constraint competency_template_items_parent_fkey foreign key (school_id, parent_id)
    references competency_template_items (school_id, id) on delete cascade deferrable initially deferred,
  constraint competency_template_items_competency_fkey foreign key (school_id, competency_id)
    references competencies (school_id, id) on delete set null (competency_id)
);
create index competency_template_items_order_idx on competency_template_items (template_id, sort_order);
create index competency_template_items_parent_idx on competency_template_items (parent_id) where parent_id is not null;
create index competency_template_items_competency_idx on competency_template_items (competency_id) where competency_id is not null;

create table competency_template_associations (
  id text collate "C" primary key,
  school_id text collate "C" not null,
  template_id text collate "C" not null,
  identifier text collate "C" not null,
  association_type text not null,
  origin_identifier text collate "C" not null,
  destination_identifier text collate "C" not null,
  sort_order integer,
  source jsonb,
  constraint competency_template_associations_identifier_key unique (template_id, identifier),
  constraint competency_template_associations_template_fkey foreign key (school_id, template_id)
    references competency_templates (school_id, id) on delete cascade
);

create table competency_rubrics (
  id text collate "C" primary key default gen_random_uuid(),
  school_id text collate "C" not null,
  competency_id text collate "C" not null,
  criterion_name text not null,
  description text not null,
  weight decimal(5,2) not null default 1.0 constraint competency_rubrics_weight_check check (weight > 0),
  max_score decimal(5,2) not null default 5.0 constraint competency_rubrics_max_score_check check (max_score > 0),
  pass_score numeric constraint competency_rubrics_pass_score_check check (pass_score > 0 and pass_score <= max_score),
  performance_levels jsonb not null,
  order_index integer not null default 0,
  is_active boolean not null default true,
  created_by text collate "C" references users (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint competency_rubrics_school_id_id_key unique (school_id, id),
  constraint competency_rubrics_competency_fkey foreign key (school_id, competency_id)
    references competencies (school_id, id) on delete cascade
);
create index idx_competency_rubrics_competency on competency_rubrics (competency_id);
create index idx_competency_rubrics_order on competency_rubrics (competency_id, order_index);

create table framework_imports (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  created_by text collate "C" not null references users (id),
  file_name text not null,
  format text not null,
  status text not null default 'PENDING' constraint framework_imports_status_check check (status in (
    'PENDING', 'PARSING', 'READY', 'COMMITTING', 'COMMITTED', 'FAILED', 'DISCARDED'
  )),
  progress integer not null default 0 constraint framework_imports_progress_check check (progress between 0 and 100),
  content text,
  preview jsonb,
  faults jsonb,
  template_id text collate "C",
  error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint framework_imports_school_id_id_key unique (school_id, id),
  constraint framework_imports_template_fkey foreign key (school_id, template_id)
    references competency_templates (school_id, id) on delete set null (template_id)
);

reset role;
insert into migrations.applied (name, run_on) values ('0003_frameworks_create', now());
