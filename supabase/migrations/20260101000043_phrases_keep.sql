-- Made from db/migrations/0043_phrases_keep.sql (npm run db:snapshot).

-- Words that fit many assessments. A supervisor keeps their own; those without an owner are the school's, for all of its
-- supervisors. `kind` is the field of the form that they fit.
create table quick_phrases (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  owner_id text collate "C",
  kind text not null constraint quick_phrases_kind_check check (kind in ('STRENGTH', 'NEXT_STEP', 'ANY')),
  words text not null constraint quick_phrases_words_check check (btrim(words) <> '' and length(words) <= 500),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint quick_phrases_owner_fkey foreign key (school_id, owner_id) references users (school_id, id) on delete cascade,
  constraint quick_phrases_once unique nulls not distinct (school_id, owner_id, kind, words)
);
create index quick_phrases_owner_idx on quick_phrases (owner_id);

-- Threat: a supervisor's own words, which may be about students, are read by the school; a student learns what is said of
-- whom; somebody puts words into the mouths of all supervisors of a school, or of another school.
call app.close_table('quick_phrases');
call app.write_policy('quick_phrases', 'read', 'authenticated, app_command',
  'owner_id = (select app.user_id()) or (owner_id is null and school_id = (select app.staff_school_id()))');
call app.write_policy('quick_phrases', 'add', 'app_command',
  'school_id = (select app.staff_school_id())
   and (owner_id = (select app.user_id()) or (owner_id is null and school_id = (select app.admin_school_id())))');
call app.write_policy('quick_phrases', 'change', 'app_command',
  'school_id = (select app.staff_school_id())
   and (owner_id = (select app.user_id()) or (owner_id is null and school_id = (select app.admin_school_id())))');
call app.write_policy('quick_phrases', 'remove', 'app_command',
  'owner_id = (select app.user_id()) or (owner_id is null and school_id = (select app.admin_school_id()))');

reset role;
insert into migrations.applied (name, run_on) values ('0043_phrases_keep', now());
