-- Made from db/migrations/0063_people_act_at_once.sql (npm run db:snapshot).

-- An act on thousands of people is one statement: what follows from it is done once for all of them. The limit of
-- students, counted for each of 6,000 who return, would count a whole school 6,000 times.
create function app.follow_people() returns trigger language plpgsql security definer set search_path = ''
  -- Its plan is kept, and one that was made for a single person would compare each of thousands with each other.
  set enable_nestloop = off as $$
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
$$;
grant create on schema app to app_system;
alter function app.follow_people() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.follow_people() from public;

drop trigger users_follow on users;
drop trigger users_students_returned on users;
drop function app.follow_person();
drop function app.guard_returned_student();
create trigger users_follow after update on users referencing old table as was new table as became
  for each statement execute function app.follow_people();

create index verification_value_idx on identity.verification (value);

reset role;
insert into migrations.applied (name, run_on) values ('0063_people_act_at_once', now());
