-- Made from db/migrations/0055_people_import.sql (npm run db:snapshot).

-- What another system calls a person: a OneRoster sourcedId, by which the next import finds them again.
alter table users add column external_id text collate "C" constraint users_external_id_check
  check (external_id <> '' and length(external_id) <= 200);
create unique index users_external_id_key on users (school_id, external_id) where external_id is not null;

-- An import of people from a file: read and checked by a job, corrected on its page, written by a job, and undone within
-- a day. `makes` are programs and cohorts that it makes when it is written.
create table people_imports (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  created_by text collate "C" not null,
  file_name text not null,
  format text constraint people_imports_format_check check (format in ('CSV', 'XLSX', 'ONEROSTER')),
  encoding text,
  status text not null default 'PENDING' constraint people_imports_status_check check (status in (
    'PENDING', 'PARSING', 'CHECKING', 'READY', 'COMMITTING', 'COMMITTED', 'UNDOING', 'UNDONE', 'FAILED', 'DISCARDED'
  )),
  content bytea,
  headers jsonb not null default '[]',
  mapping jsonb not null default '[]',
  default_role text not null default 'STUDENT' constraint people_imports_default_role_check
    check (default_role in ('STUDENT', 'CLINICAL_SUPERVISOR')),
  makes jsonb not null default '[]',
  notes jsonb not null default '[]',
  sends_invitations boolean not null default false,
  row_count integer not null default 0,
  done integer not null default 0,
  total integer not null default 0,
  figures jsonb,
  error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  committed_at timestamptz,
  constraint people_imports_school_id_id_key unique (school_id, id),
  constraint people_imports_created_by_fkey foreign key (school_id, created_by) references users (school_id, id)
);
create index people_imports_newest_idx on people_imports (school_id, created_at);
create index people_imports_created_by_idx on people_imports (created_by);

create table people_import_rows (
  import_id text collate "C" not null,
  line integer not null,
  school_id text collate "C" not null,
  cells jsonb not null,
  fixes jsonb not null default '{}',
  left_out boolean not null default false,
  verdict text constraint people_import_rows_verdict_check
    check (verdict in ('ADD', 'CHANGE', 'SAME', 'FIX', 'LEFT_OUT')),
  faults jsonb not null default '[]',
  fault_codes text[] not null default '{}',
  person jsonb,
  changes jsonb,
  email_key text,
  number_key text,
  external_key text,
  user_id text collate "C",
  outcome text constraint people_import_rows_outcome_check check (outcome in ('DONE', 'REFUSED')),
  refusal text,
  undone text constraint people_import_rows_undone_check check (undone in ('REMOVED', 'LEFT', 'RESTORED', 'KEPT')),
  primary key (import_id, line),
  constraint people_import_rows_import_fkey foreign key (school_id, import_id)
    references people_imports (school_id, id) on delete cascade,
  constraint people_import_rows_user_fkey foreign key (school_id, user_id)
    references users (school_id, id) on delete set null (user_id)
);
create index people_import_rows_verdict_idx on people_import_rows (import_id, verdict, line);
create index people_import_rows_email_idx on people_import_rows (import_id, email_key) where email_key is not null;
create index people_import_rows_number_idx on people_import_rows (import_id, number_key) where number_key is not null;
create index people_import_rows_external_idx on people_import_rows (import_id, external_key) where external_key is not null;
create index people_import_rows_user_idx on people_import_rows (user_id);

create or replace trigger people_imports_step before update on people_imports
  for each row when (old.status is distinct from new.status)
  execute function app.refuse_unlisted_step('status', 'PENDING>PARSING', 'PENDING>FAILED', 'PENDING>DISCARDED', 'PARSING>CHECKING', 'PARSING>FAILED', 'PARSING>DISCARDED', 'CHECKING>READY', 'CHECKING>FAILED', 'CHECKING>DISCARDED', 'READY>CHECKING', 'READY>COMMITTING', 'READY>DISCARDED', 'COMMITTING>COMMITTED', 'COMMITTED>UNDOING', 'UNDOING>UNDONE', 'FAILED>DISCARDED');

-- Threat: a list of people that is not checked yet reaches anyone but the admins of the school.
call app.protect_school_table('people_imports', read_by => 'school', verbs => '{read,change}');
call app.write_policy('people_imports', 'add', 'app_command',
  'created_by = (select app.user_id()) and school_id = (select app.admin_school_id())');
call app.protect_school_table('people_import_rows', read_by => 'school', verbs => '{read,change}');

-- Which of these addresses belong to people outside the caller's school. It tells an admin no more than that the address
-- cannot be used, which a refused invitation tells too.
create function app.emails_of_others(school text, emails text[]) returns setof text
  language sql stable security definer set search_path = '' as $$
  select lower(u.email) from public.users u
  where lower(u.email) = any (emails) and u.school_id <> school
    and (current_setting('role', true) = 'app_system' or school = app.admin_school_id())
$$;
grant create on schema app to app_system;
alter function app.emails_of_others(text, text[]) owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.emails_of_others(text, text[]) from public;
grant execute on function app.emails_of_others(text, text[]) to app_command, app_system;

-- Who of these people is referred to by a record, in any table that names people, now or later. What the program makes
-- by itself for a new person (their progress, an assignment that nothing was done for, messages, an account) is no record.
create function app.people_with_records(ids text[]) returns setof text
  language plpgsql stable set search_path = '' as $$
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
      and k.conrelid not in ('public.people_import_rows'::regclass, 'public.student_progress'::regclass,
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
$$;
revoke execute on function app.people_with_records(text[]) from public;
grant execute on function app.people_with_records(text[]) to app_system;

-- Removes programs and cohorts that an import made, where nothing refers to them by now.
create function app.remove_unused_groups(cohort_ids text[], program_ids text[]) returns void
  language plpgsql set search_path = '' as $$
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
$$;
revoke execute on function app.remove_unused_groups(text[], text[]) from public;
grant execute on function app.remove_unused_groups(text[], text[]) to app_system;

reset role;
insert into migrations.applied (name, run_on) values ('0055_people_import', now());
