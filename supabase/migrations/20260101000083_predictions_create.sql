-- Made from db/migrations/0083_predictions_create.sql (npm run db:snapshot).

-- Whether a school wants predictions; without a row, it does. `coverage` is measured: of earlier students, how many had
-- finished by the later of their two forecast days.
create table prediction_settings (
  school_id text collate "C" primary key references schools (id) on delete cascade,
  is_on boolean not null default true,
  coverage jsonb,
  updated_at timestamptz not null default now()
);
call app.protect_school_table('prediction_settings', verbs => '{read,add,change}');

-- The versions of a school's model: fit (inputs, coefficients, standardization, covariance, calibration), how good it was
-- on held-out students, where it errs more, and how far the students have moved away from those it learnt from.
create table prediction_models (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id) on delete cascade,
  version integer not null constraint prediction_models_version_check check (version > 0),
  state text not null constraint prediction_models_state_check check (state in ('SHADOW', 'ACTIVE', 'RETIRED')),
  fitted_at timestamptz not null,
  students integer not null,
  finished integer not null,
  fit jsonb not null,
  measures jsonb not null,
  groups jsonb not null default '[]',
  drift jsonb,
  constraint prediction_models_school_version_key unique (school_id, version)
);
create unique index prediction_models_active_key on prediction_models (school_id) where state = 'ACTIVE';
call app.protect_school_table('prediction_models', verbs => '{read}');
create or replace trigger prediction_models_step before update on prediction_models
  for each row when (old.state is distinct from new.state)
  execute function app.refuse_unlisted_step('state', 'SHADOW>ACTIVE', 'SHADOW>RETIRED', 'ACTIVE>RETIRED');

-- What is foretold of each student; written by jobs, read by pages. `planned` is how many competencies the plan has
-- completed by `as_of`, null without a plan. `chance` is of completing all by the end of the plan.
create table student_predictions (
  student_id text collate "C" primary key,
  school_id text collate "C" not null,
  as_of date not null,
  kind text not null constraint student_predictions_kind_check check (kind in ('RULE', 'MODEL')),
  model_version integer,
  is_known boolean not null,
  is_flagged boolean not null,
  planned integer,
  completed integer not null,
  total integer not null,
  chance numeric constraint student_predictions_chance_check check (chance between 0 and 1),
  chance_low numeric,
  chance_high numeric,
  even_on date,
  later_on date,
  plan_ends_on date,
  reasons jsonb not null default '[]',
  changes jsonb not null default '[]',
  updated_at timestamptz not null default now(),
  constraint student_predictions_user_fkey foreign key (school_id, student_id) references users (school_id, id) on delete cascade,
  constraint student_predictions_kind_model_check check ((kind = 'MODEL') = (model_version is not null)),
  constraint student_predictions_known_check check (is_known or not is_flagged)
);
create index student_predictions_school_idx on student_predictions (school_id);
call app.protect_student_table('student_predictions', 'student_id', read_in_commands => false);

reset role;
insert into migrations.applied (name, run_on) values ('0083_predictions_create', now());
