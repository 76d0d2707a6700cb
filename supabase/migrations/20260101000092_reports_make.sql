-- Made from db/migrations/0092_reports_make.sql (npm run db:snapshot).

-- A report that somebody put together and keeps: the question, without any figure. Whoever opens one that is shared makes
-- it with their own rights.
create table report_definitions (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  owner_id text collate "C" not null,
  kind text not null,
  title text not null constraint report_definitions_title_check check (btrim(title) <> '' and length(title) <= 120),
  question jsonb not null,
  sharing text not null default 'PRIVATE' constraint report_definitions_sharing_check check (sharing in ('PRIVATE', 'SCHOOL')),
  -- {every, weekday, time} in the school's time zone, with the next time; both or neither.
  schedule jsonb,
  next_at timestamptz,
  recipient_ids text[] collate "C" not null default '{}',
  revision integer not null default 1,
  opened_at timestamptz not null default now(),
  -- It can be brought back for a day.
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint report_definitions_school_id_id_key unique (school_id, id),
  constraint report_definitions_schedule_check check ((schedule is null) = (next_at is null)),
  constraint report_definitions_owner_fkey foreign key (school_id, owner_id) references users (school_id, id) on delete cascade
);
create index report_definitions_owner_idx on report_definitions (owner_id);
create index report_definitions_shared_idx on report_definitions (school_id) where sharing = 'SCHOOL';
create index report_definitions_next_idx on report_definitions (next_at) where next_at is not null;

-- Threat: a colleague changes what another's report asks, or sees one that is not shared; its title may name a student.
call app.close_table('report_definitions');
call app.write_policy('report_definitions', 'read', 'authenticated, app_command',
  'owner_id = (select app.user_id()) or (sharing = ''SCHOOL'' and school_id = (select app.staff_school_id()))');
call app.write_policy('report_definitions', 'add', 'app_command',
  'owner_id = (select app.user_id()) and school_id = (select app.school_id())');
call app.write_policy('report_definitions', 'change', 'app_command', 'owner_id = (select app.user_id())');

-- One making of a report. `cache_key` says what was asked, who may see what, and of which data; the file is in
-- report_cache under the same key.
create table report_runs (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  user_id text collate "C" not null,
  definition_id text collate "C",
  cache_key text collate "C" not null,
  -- Of whom it is about: it must be the same when the file is taken.
  audience text collate "C" not null,
  question jsonb not null,
  state text not null default 'QUEUED' constraint report_runs_state_check
    check (state in ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
  progress integer not null default 0 constraint report_runs_progress_check check (progress between 0 and 100),
  error text,
  recipient_ids text[] collate "C" not null default '{}',
  requested_at timestamptz not null default now(),
  finished_at timestamptz,
  constraint report_runs_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade,
  constraint report_runs_definition_fkey foreign key (school_id, definition_id)
    references report_definitions (school_id, id) on delete set null (definition_id)
);
-- The same request twice makes one job.
create unique index report_runs_live_once on report_runs (cache_key) where state in ('QUEUED', 'RUNNING');
create index report_runs_cache_key_idx on report_runs (cache_key);
create index report_runs_user_idx on report_runs (user_id, requested_at);
create index report_runs_definition_idx on report_runs (definition_id) where definition_id is not null;

call app.protect_own_table('report_runs', 'user_id', added_by => '{own}', changed_by => '{own,school}');
create or replace trigger report_runs_step before update on report_runs
  for each row when (old.state is distinct from new.state)
  execute function app.refuse_unlisted_step('state', 'QUEUED>RUNNING', 'QUEUED>FAILED', 'QUEUED>CANCELLED', 'RUNNING>DONE', 'RUNNING>FAILED', 'RUNNING>CANCELLED');

-- However the row of a made file goes, its content follows, as with files.
create function app.follow_report_file() returns trigger language plpgsql security definer set search_path = '' as $$
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
$$;
grant create on schema app to app_system;
alter function app.follow_report_file() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.follow_report_file() from public;
create trigger report_cache_followed after insert or delete or update of file_path on report_cache
  for each row execute function app.follow_report_file();

set local role app_system;
insert into notification_templates (id, school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
values
  ('template_report_ready', 'default', 'Scheduled Report', 'IN_APP', '{{report_title}} is ready',
   'The report {{report_title}}, scheduled by {{owner_name}}, is ready. Open it to download it; it is kept for a day.',
   'REPORT_READY', 'SCHOOL_ADMIN', 'system');
reset role;

reset role;
insert into migrations.applied (name, run_on) values ('0092_reports_make', now());
