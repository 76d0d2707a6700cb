-- Made from db/migrations/0120_people_erase.sql (npm run db:snapshot).

-- Everything that is known about a person, made into one archive by a job. The content is in the store of files, under
-- `storage_key`, until `expires_at`.
create table person_exports (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  user_id text collate "C" not null,
  requested_by text collate "C" not null,
  state text not null default 'QUEUED' constraint person_exports_state_check
    check (state in ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
  progress integer not null default 0 constraint person_exports_progress_check check (progress between 0 and 100),
  error text,
  storage_key text collate "C",
  size_bytes bigint,
  sha256 text collate "C",
  requested_at timestamptz not null default now(),
  finished_at timestamptz,
  expires_at timestamptz,
  constraint person_exports_file_check check ((storage_key is null) = (size_bytes is null)
    and (storage_key is null) = (sha256 is null) and (storage_key is null or expires_at is not null)),
  constraint person_exports_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade,
  constraint person_exports_requested_by_fkey foreign key (school_id, requested_by)
    references users (school_id, id) on delete cascade
);
-- One at a time for each person and whoever asks.
create unique index person_exports_live_once on person_exports (user_id, requested_by) where state in ('QUEUED', 'RUNNING');
create index person_exports_user_idx on person_exports (school_id, user_id);
create index person_exports_requested_by_idx on person_exports (school_id, requested_by);
create index person_exports_expires_idx on person_exports (expires_at) where storage_key is not null;

-- Threat: a colleague or another student sees that somebody asked for their data, or asks for somebody else's.
call app.protect_own_table('person_exports', 'user_id', changed_by => '{own,school}');
call app.write_policy('person_exports', 'add', 'app_command',
  'requested_by = (select app.user_id()) and school_id = (select app.school_id())
    and (user_id = (select app.user_id()) or school_id = (select app.admin_school_id()))');
create trigger person_exports_step before update on person_exports
  for each row when (old.state is distinct from new.state)
  execute function app.refuse_unlisted_step('state', 'QUEUED>RUNNING', 'QUEUED>FAILED', 'QUEUED>CANCELLED', 'RUNNING>DONE', 'RUNNING>FAILED', 'RUNNING>CANCELLED');

-- However the row of an archive goes, its content follows, as with files and reports.
create function app.follow_export_file() returns trigger language plpgsql security definer set search_path = '' as $$
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
$$;
grant create on schema app to app_system;
alter function app.follow_export_file() owner to app_system;
revoke execute on function app.follow_export_file() from public;
create trigger person_exports_followed after insert or delete or update of storage_key on person_exports
  for each row execute function app.follow_export_file();

-- A school keeps somebody's data although an erasure is asked for: a complaint, an inquiry, a law.
create table legal_holds (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  user_id text collate "C" not null,
  reason text not null constraint legal_holds_reason_check check (btrim(reason) <> '' and length(reason) <= 500),
  placed_by text collate "C" not null,
  placed_at timestamptz not null default now(),
  lifted_by text collate "C",
  lifted_at timestamptz,
  constraint legal_holds_lifted_check check ((lifted_by is null) = (lifted_at is null)),
  constraint legal_holds_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade,
  constraint legal_holds_placed_by_fkey foreign key (school_id, placed_by) references users (school_id, id),
  constraint legal_holds_lifted_by_fkey foreign key (school_id, lifted_by) references users (school_id, id)
);
create unique index legal_holds_live_once on legal_holds (school_id, user_id) where lifted_at is null;
create index legal_holds_user_idx on legal_holds (school_id, user_id);
create index legal_holds_placed_by_idx on legal_holds (school_id, placed_by);
create index legal_holds_lifted_by_idx on legal_holds (school_id, lifted_by);
-- Threat: the person reads why the school keeps their data, which may be an inquiry, or lifts the hold themselves.
call app.protect_school_table('legal_holds', read_by => 'school', verbs => '{read,add,change}');

-- The erasure of a person, and afterwards its proof: what was done to how many rows, and no personal data.
create table erasures (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  user_id text collate "C" not null,
  requested_by text collate "C" not null,
  state text not null default 'WAITING' constraint erasures_state_check
    check (state in ('WAITING', 'RUNNING', 'DONE', 'CANCELLED')),
  requested_at timestamptz not null default now(),
  -- Until then it can be taken back.
  due_at timestamptz not null,
  -- Since when a hold of the school stops it; kept by a trigger, since the person may not read the hold.
  held_since timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  ended_by text collate "C",
  -- The steps that are done: a job that ended in the middle goes on behind them.
  steps text[] collate "C" not null default '{}',
  -- {table: {deleted, changed}}
  proof jsonb not null default '{}',
  constraint erasures_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade,
  constraint erasures_requested_by_fkey foreign key (school_id, requested_by) references users (school_id, id) on delete cascade,
  constraint erasures_ended_by_fkey foreign key (school_id, ended_by) references users (school_id, id) on delete cascade
);
create unique index erasures_live_once on erasures (user_id) where state in ('WAITING', 'RUNNING');
create index erasures_user_idx on erasures (school_id, user_id);
create index erasures_requested_by_idx on erasures (school_id, requested_by);
create index erasures_ended_by_idx on erasures (school_id, ended_by);
create index erasures_due_idx on erasures (due_at) where state in ('WAITING', 'RUNNING');

-- Threat: somebody has a colleague or another student erased, or stops the erasure of one.
call app.protect_own_table('erasures', 'user_id', changed_by => '{own,school}');
call app.write_policy('erasures', 'add', 'app_command',
  'requested_by = (select app.user_id()) and school_id = (select app.school_id())
    and (user_id = (select app.user_id()) or school_id = (select app.admin_school_id()))');
create trigger erasures_step before update on erasures
  for each row when (old.state is distinct from new.state)
  execute function app.refuse_unlisted_step('state', 'WAITING>RUNNING', 'WAITING>CANCELLED', 'RUNNING>DONE');

-- A hold stops the erasures that wait; of two that come at once, the later waits for the earlier by the person's lock.
create function app.guard_erasure() returns trigger language plpgsql security definer set search_path = '' as $$
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
$$;
alter function app.guard_erasure() owner to app_system;
revoke execute on function app.guard_erasure() from public;
create trigger erasures_guard before insert or update on erasures for each row execute function app.guard_erasure();

create function app.follow_hold() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('erasure of ' || new.user_id, 0));
  -- The guard of the erasure reads the hold.
  update public.erasures e set held_since = null
    where e.school_id = new.school_id and e.user_id = new.user_id and e.state = 'WAITING';
  return null;
end
$$;
alter function app.follow_hold() owner to app_system;
revoke execute on function app.follow_hold() from public;
create trigger legal_holds_followed after insert or update on legal_holds for each row execute function app.follow_hold();

-- What is signed is locked, except for the words about a person who is being erased: ratings, times and authors stay.
create function app.is_erasing(person text) returns boolean language sql stable security definer set search_path = '' as $$
  select pg_catalog.current_setting('role', true) = 'app_system'
    and exists (select from public.erasures e where e.user_id = person and e.state = 'RUNNING')
$$;
alter function app.is_erasing(text) owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.is_erasing(text) from public;
grant execute on function app.is_erasing(text) to app_command, app_system;

-- The first argument lists the columns, divided by commas, that an erasure of the row's student may change; the others
-- are those that always may.
create function app.refuse_change_unless_erased() returns trigger language plpgsql set search_path = '' as $$
declare
  ignored text[] := array(select a.attname::text from pg_catalog.pg_attribute a
                          where a.attrelid = tg_relid and a.attgenerated <> '') || tg_argv[1:];
begin
  if (to_jsonb(new) - ignored) is distinct from (to_jsonb(old) - ignored)
    and ((to_jsonb(new) - ignored - string_to_array(tg_argv[0], ',')) is distinct from (to_jsonb(old) - ignored - string_to_array(tg_argv[0], ','))
      or not app.is_erasing(old.student_id))
  then
    raise exception '% is settled: only % may change', tg_table_name, array_to_string(tg_argv[1:], ', ')
      using errcode = '23514', constraint = tg_table_name || '_settled', table = tg_table_name;
  end if;
  return new;
end
$$;
revoke execute on function app.refuse_change_unless_erased() from public;
grant execute on function app.refuse_change_unless_erased() to app_auth, app_command, app_realtime, app_system, authenticated;

create or replace trigger evaluations_settled before update on evaluations
  for each row when (old.state <> 'DRAFT')
  execute function app.refuse_change_unless_erased('feedback,strengths,next_steps,change_reason,guest_name,guest_role,guest_email', 'state', 'guest_confirmed_at');
create or replace trigger time_records_settled before update on time_records
  for each row when (old.status = 'APPROVED')
  execute function app.refuse_change_unless_erased('activity,note,reason,answer,place', 'status');
create or replace trigger time_records_waiting before update on time_records
  for each row when (old.status = 'PENDING')
  execute function app.refuse_change_unless_erased('activity,note,answer,place', 'status', 'reason', 'decided_by', 'decided_at');

create or replace function app.guard_signed_part() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  student text;
begin
  select e.student_id into student from public.evaluations e where e.id = old.evaluation_id and e.state <> 'DRAFT';
  -- An erasure takes the words, never the score.
  if student is not null and not (app.is_erasing(student)
    and (tg_table_name = 'evaluation_private_notes' or (tg_op = 'UPDATE'
      and (to_jsonb(new) - 'comment') is not distinct from (to_jsonb(old) - 'comment'))))
  then
    raise exception 'a signed evaluation is locked'
      using errcode = '23514', constraint = 'evaluations_settled', table = tg_table_name;
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;

create or replace function app.guard_submission() returns trigger language plpgsql set search_path = '' as $$
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
$$;

set local role app_system;
insert into notification_templates (id, school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
select 'template_' || lower(n.event) || '_' || lower(r.recipient), 'default', n.name, 'IN_APP', n.subject, n.content, n.event, r.recipient, 'system'
from (values
  ('DATA_EXPORT_READY', 'Data Export', 'Your data are ready',
   'The archive with what is known about {{person_name}} is ready. It is kept for {{days}} days.'),
  ('ERASURE_REQUESTED', 'Erasure Asked For', 'An erasure was asked for',
   'The data of {{person_name}} will be erased after {{due_day}}. Until then it can be taken back under Privacy.')) n (event, name, subject, content)
cross join unnest('{STUDENT,CLINICAL_SUPERVISOR,SCHOOL_ADMIN}'::text[]) r (recipient);
reset role;

reset role;
insert into migrations.applied (name, run_on) values ('0120_people_erase', now());
