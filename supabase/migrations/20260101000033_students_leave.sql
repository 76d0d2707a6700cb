-- Made from db/migrations/0033_students_leave.sql (npm run db:snapshot).

-- The one condition for who stands in queues, counts, reminders and forms: not a student who left or is suspended.
create function app.takes_part(status text) returns boolean
  language sql immutable parallel safe as
  $$ select status in ('ACTIVE', 'INVITED') $$;
revoke execute on function app.takes_part(text) from public;
grant execute on function app.takes_part(text) to authenticated, app_command, app_auth, app_realtime, app_system;

-- Supervision ends with the student's leave too, and with it reading, drafts and signatures; the school reads on.
create or replace function app.supervised_student_ids() returns setof text
  language plpgsql stable security definer rows 30 set search_path = ''
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  today date;
begin
  if app.user_role() is distinct from 'CLINICAL_SUPERVISOR' then
    return;
  end if;
  -- A placement is of its supervisor's school, so one time zone serves for all of them.
  select (now() at time zone c.time_zone)::date into today from public.schools c where c.id = app.school_id();
  return query
    select p.student_id
    from public.placement_supervisors s
    join public.placements p on p.id = s.placement_id
    join public.users u on u.id = p.student_id
    where s.supervisor_id = app.user_id()
      and p.ended_at is null
      and today between p.starts_on and p.ends_on + 14
      and app.takes_part(u.status);
end
$$;

create or replace function app.has_placement_with(student text) returns boolean
  language plpgsql stable security definer set search_path = '' as $$
begin
  if app.user_role() is distinct from 'CLINICAL_SUPERVISOR' then
    return false;
  end if;
  if exists (
    select from public.placements p
    join public.placement_supervisors s on s.placement_id = p.id
    join public.schools c on c.id = p.school_id
    join public.users u on u.id = p.student_id
    where p.student_id = student
      and s.supervisor_id = app.user_id()
      and p.ended_at is null
      and (now() at time zone c.time_zone)::date between p.starts_on and p.ends_on + 14
      and app.takes_part(u.status)
  ) then
    perform set_config('app.supervised_student', app.user_id() || ' ' || student, true);
    return true;
  end if;
  return false;
end
$$;

-- The students of the caller's placements that run today. Supervision lasts 14 days longer, but only to finish late
-- forms: what is still to be observed, and what is counted, ends with the placement.
create function app.placed_student_ids() returns setof text
  language plpgsql stable security definer rows 30 set search_path = ''
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  today date;
begin
  if app.user_role() is distinct from 'CLINICAL_SUPERVISOR' then
    return;
  end if;
  select (now() at time zone c.time_zone)::date into today from public.schools c where c.id = app.school_id();
  return query
    select p.student_id
    from public.placement_supervisors s
    join public.placements p on p.id = s.placement_id
    join public.users u on u.id = p.student_id
    where s.supervisor_id = app.user_id()
      and p.ended_at is null
      and today between p.starts_on and p.ends_on
      and app.takes_part(u.status);
end
$$;
grant create on schema app to app_system;
alter function app.placed_student_ids() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.placed_student_ids() from public;
grant execute on function app.placed_student_ids() to authenticated, app_command;

reset role;
insert into migrations.applied (name, run_on) values ('0033_students_leave', now());
