-- Made from db/migrations/0059_schools_set_up.sql (npm run db:snapshot).

-- What a school sets for itself, and what the operator of the program sets for a school: whether it is open, and how
-- many students and how much evidence it may have. `revision` is what a stale change is refused by (If-Match).
alter table schools
  add column academic_year_starts text not null default '09-01'
    constraint schools_academic_year_starts_check check (academic_year_starts ~ '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'),
  add column color text constraint schools_color_check check (color ~ '^#[0-9a-f]{6}$'),
  add column logo_tag text constraint schools_logo_tag_check check (logo_tag <> ''),
  add column status text not null default 'OPEN' constraint schools_status_check check (status in ('OPEN', 'SUSPENDED')),
  add column suspended_at timestamptz,
  add column suspended_reason text constraint schools_suspended_reason_check check (length(suspended_reason) between 1 and 500),
  add column max_students integer constraint schools_max_students_check check (max_students between 0 and 10000000),
  add column max_storage_bytes bigint constraint schools_max_storage_bytes_check check (max_storage_bytes >= 0),
  add column revision integer not null default 1,
  add constraint schools_suspended_check
    check ((status = 'SUSPENDED') = (suspended_at is not null) and (suspended_at is null) = (suspended_reason is null));

-- Threat: an admin opens their suspended school again, or gives it more room than was agreed to.
create function app.guard_school_limits() returns trigger language plpgsql set search_path = '' as $$
begin
  if current_user = 'app_command' and not app.is_super_admin() then
    raise exception 'the operator decides whether a school is open and how much room it has'
      using errcode = '42501', constraint = 'schools_limits_guard', table = 'schools';
  end if;
  return new;
end
$$;
create trigger schools_limits_guard
  before update of status, suspended_at, suspended_reason, max_students, max_storage_bytes on schools
  for each row when (
    (old.status, old.suspended_at, old.suspended_reason, old.max_students, old.max_storage_bytes)
    is distinct from (new.status, new.suspended_at, new.suspended_reason, new.max_students, new.max_storage_bytes))
  execute function app.guard_school_limits();

-- The logo of a school, drawn again by the program. It is small, and goes with the school.
create table school_logos (
  school_id text collate "C" primary key references schools (id) on delete cascade,
  content bytea not null constraint school_logos_content_check check (octet_length(content) between 1 and 262144),
  updated_at timestamptz not null default now()
);
call app.protect_school_table('school_logos');

-- The terms of an academic year.
create table terms (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  name text not null constraint terms_name_check check (btrim(name) <> '' and length(name) <= 120),
  starts_on date not null,
  ends_on date not null,
  created_at timestamptz not null default now(),
  constraint terms_school_id_id_key unique (school_id, id),
  constraint terms_period_check check (ends_on >= starts_on)
);
call app.protect_school_table('terms');

-- A school takes in no more students than it may have; those who left do not count. The lock makes two who add at once
-- wait for each other, and the count is of a statement that begins after it.
create function app.check_student_limit(school text) returns void language plpgsql security definer set search_path = '' as $$
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
$$;

create function app.guard_added_students() returns trigger language plpgsql security definer set search_path = '' as $$
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
$$;
create trigger users_students_added after insert on users referencing new table as added
  for each statement execute function app.guard_added_students();

create function app.guard_returned_student() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform app.check_student_limit(new.school_id);
  return null;
end
$$;
create trigger users_students_returned after update of role, status on users
  for each row when (
    new.role = 'STUDENT' and new.status <> 'LEFT' and (old.role <> 'STUDENT' or old.status = 'LEFT'))
  execute function app.guard_returned_student();

-- The same for the bytes of its files.
create function app.guard_added_files() returns trigger language plpgsql security definer set search_path = '' as $$
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
$$;
create trigger files_added after insert on files referencing new table as added
  for each statement execute function app.guard_added_files();

grant create on schema app to app_system;
alter function app.check_student_limit(text) owner to app_system;
alter function app.guard_added_students() owner to app_system;
alter function app.guard_returned_student() owner to app_system;
alter function app.guard_added_files() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.guard_school_limits(), app.check_student_limit(text), app.guard_added_students(),
  app.guard_returned_student(), app.guard_added_files() from public;

reset role;
insert into migrations.applied (name, run_on) values ('0059_schools_set_up', now());
