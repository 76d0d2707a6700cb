-- Made from db/migrations/0002_people_create.sql (npm run db:snapshot).

-- Every tenant table carries school_id, and what refers to it carries it too: unique (school_id, id) is what composite
-- foreign keys point at, so that no row can point into another school. Keys and references are COLLATE "C" everywhere:
-- a join of two collations cannot use an index.

create table schools (
  id text collate "C" primary key,
  name text not null check (name <> ''),
  time_zone text not null default 'UTC' check (time_zone <> ''),
  settings jsonb not null default '{}'::jsonb check (jsonb_typeof(settings) = 'object'),
  created_at timestamptz not null default now()
);

create table programs (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  name text not null check (name <> ''),
  code text not null,
  created_at timestamptz not null default now(),
  constraint programs_school_id_id_key unique (school_id, id),
  constraint programs_school_id_code_key unique (school_id, code)
);

create table cohorts (
  id text collate "C" primary key,
  school_id text collate "C" not null,
  program_id text collate "C" not null,
  name text not null check (name <> ''),
  starts_on date,
  ends_on date,
  created_at timestamptz not null default now(),
  constraint cohorts_school_id_id_key unique (school_id, id),
  constraint cohorts_program_fkey foreign key (school_id, program_id) references programs (school_id, id),
  constraint cohorts_period_check check (ends_on >= starts_on)
);
create index cohorts_program_idx on cohorts (program_id);

create table users (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  program_id text collate "C",
  cohort_id text collate "C",
  name text not null check (name <> ''),
  email text not null check (email <> ''),
  role text not null constraint users_role_check
    check (role in ('STUDENT', 'CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN', 'SUPER_ADMIN', 'SYSTEM')),
  student_number text,
  year_of_study integer constraint users_year_of_study_check check (year_of_study between 1 and 20),
  status text not null default 'ACTIVE' constraint users_status_check
    check (status in ('ACTIVE', 'INVITED', 'SUSPENDED', 'LEFT')),
  time_zone text,
  locale text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint users_school_id_id_key unique (school_id, id),
  constraint users_program_fkey foreign key (school_id, program_id) references programs (school_id, id),
  constraint users_cohort_fkey foreign key (school_id, cohort_id) references cohorts (school_id, id),
  -- Only the reference school has people above all schools, and it has no others.
  constraint users_shared_school_check check ((role in ('SUPER_ADMIN', 'SYSTEM')) = (school_id = 'default'))
);
create unique index users_email_key on users (lower(email));
create unique index users_student_number_key on users (school_id, student_number) where student_number is not null;
create index users_school_role_idx on users (school_id, role, id);
create index users_cohort_idx on users (cohort_id, id) where cohort_id is not null;
create index users_program_idx on users (program_id, id) where program_id is not null;

create table rotations (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  program_id text collate "C",
  name text not null check (name <> ''),
  site text not null,
  unit text not null,
  starts_on date not null,
  ends_on date not null,
  created_at timestamptz not null default now(),
  constraint rotations_school_id_id_key unique (school_id, id),
  constraint rotations_program_fkey foreign key (school_id, program_id) references programs (school_id, id),
  constraint rotations_period_check check (ends_on >= starts_on)
);

create table placements (
  id text collate "C" primary key,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  rotation_id text collate "C" not null,
  starts_on date not null,
  ends_on date not null,
  ended_at timestamptz,
  created_at timestamptz not null default now(),
  constraint placements_school_id_id_key unique (school_id, id),
  constraint placements_student_fkey foreign key (school_id, student_id) references users (school_id, id) on delete cascade,
  constraint placements_rotation_fkey foreign key (school_id, rotation_id) references rotations (school_id, id),
  constraint placements_period_check check (ends_on >= starts_on)
);
create index placements_student_idx on placements (student_id);
create index placements_rotation_idx on placements (rotation_id);

create table placement_supervisors (
  placement_id text collate "C" not null,
  supervisor_id text collate "C" not null,
  school_id text collate "C" not null,
  primary key (placement_id, supervisor_id),
  constraint placement_supervisors_placement_fkey foreign key (school_id, placement_id)
    references placements (school_id, id) on delete cascade,
  constraint placement_supervisors_supervisor_fkey foreign key (school_id, supervisor_id)
    references users (school_id, id) on delete cascade
);
create index placement_supervisors_supervisor_idx on placement_supervisors (supervisor_id, placement_id);

reset role;
insert into migrations.applied (name, run_on) values ('0002_people_create', now());
