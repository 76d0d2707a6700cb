-- Made from db/migrations/0090_suggestions_hide.sql (npm run db:snapshot).

-- A suggestion that a student said does not help them. It is known by its kind and what it is about, so that it stays
-- hidden when its figures change, and comes back as another when its kind does: due soon, then overdue.
create table hidden_suggestions (
  school_id text collate "C" not null references schools (id),
  user_id text collate "C" not null,
  kind text collate "C" not null constraint hidden_suggestions_kind_check check (length(kind) between 1 and 60),
  subject_id text collate "C" not null constraint hidden_suggestions_subject_check check (length(subject_id) between 1 and 200),
  hidden_at timestamptz not null default now(),
  primary key (user_id, kind, subject_id),
  constraint hidden_suggestions_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade
);
create index hidden_suggestions_school_idx on hidden_suggestions (school_id, user_id);

-- Threat: what a student waves away is between them and the page, not their school's to judge.
call app.close_table('hidden_suggestions');
call app.write_policy('hidden_suggestions', 'read', 'authenticated, app_command', 'user_id = (select app.user_id())');
call app.write_policy('hidden_suggestions', 'add', 'app_command',
  'user_id = (select app.user_id()) and school_id = (select app.school_id())');
call app.write_policy('hidden_suggestions', 'remove', 'app_command', 'user_id = (select app.user_id())');

reset role;
insert into migrations.applied (name, run_on) values ('0090_suggestions_hide', now());
