-- Made from db/migrations/0038_hours_record.sql (npm run db:snapshot).

-- Breaks, a place other than the rotation's, and the conversation about an entry. Who approved it is one of those who
-- decided: asking and refusing are decisions too. `revision` grows when it is sent again, so that a decision is about
-- what was seen.
drop trigger time_records_people on time_records;
alter table time_records rename column approved_by to decided_by;
alter table time_records rename constraint time_records_approved_by_fkey to time_records_decided_by_fkey;
call app.guard_shared_references('time_records');
alter table time_records
  add column break_minutes integer not null default 0
    constraint time_records_break_check check (break_minutes between 0 and 1439),
  add column place text constraint time_records_place_check check (place <> ''),
  add column answer text,
  add column decided_at timestamptz,
  add column revision integer not null default 1 constraint time_records_revision_check check (revision >= 1);

-- Entries of earlier versions: one that names the placement of another student gets the student's own that fits best. A
-- student without any gets one that has ended, for the day of the entry, so that the hours stay and nobody supervises
-- by it. Policies are forced upon the owner too, and what is approved is settled for everybody.
alter table time_records disable trigger user;
set local role app_system;
update time_records t set placement_id = coalesce((
    select p.id from placements p where p.school_id = t.school_id and p.student_id = t.student_id
    order by t.started_at::date between p.starts_on and p.ends_on desc, abs(p.starts_on - t.started_at::date), p.id
    limit 1), t.placement_id)
where not exists (select from placements p where p.id = t.placement_id and p.student_id = t.student_id);
insert into placements (id, school_id, student_id, rotation_id, starts_on, ends_on, ended_at)
  select 'hours_' || md5(t.id), t.school_id, t.student_id, t.rotation_id, t.started_at::date, t.ended_at::date, now()
  from time_records t
  where not exists (select from placements p where p.id = t.placement_id and p.student_id = t.student_id);
update time_records t set placement_id = 'hours_' || md5(t.id)
where not exists (select from placements p where p.id = t.placement_id and p.student_id = t.student_id);
update time_records t set rotation_id = p.rotation_id from placements p
where p.id = t.placement_id and p.rotation_id <> t.rotation_id;
update time_records set
  minutes = least(minutes, ceil(extract(epoch from ended_at - started_at) / 60)),
  break_minutes = greatest(0, least(1439, floor(extract(epoch from ended_at - started_at) / 60) - minutes))
where adjusts_id is null;
update time_records set note = activity where adjusts_id is not null and note is null;
reset role;
alter table time_records enable trigger user;

alter table time_records
  drop constraint time_records_placement_fkey,
  drop constraint time_records_rotation_fkey,
  add constraint time_records_placement_fkey foreign key (school_id, placement_id, student_id, rotation_id)
    references placements (school_id, id, student_id, rotation_id) on delete cascade,
  add constraint time_records_worked_check check (
    adjusts_id is not null or minutes + break_minutes <= ceil(extract(epoch from ended_at - started_at) / 60)),
  add constraint time_records_adjustment_reason_check check (adjusts_id is null or note is not null);
create index time_records_adjusts_idx on time_records (adjusts_id) where adjusts_id is not null;
create index time_records_rotation_idx on time_records (rotation_id, started_at);

-- A timer that runs. It is kept here and not in the phone, and both of its times are the server's.
create table time_record_timers (
  student_id text collate "C" primary key,
  school_id text collate "C" not null,
  placement_id text collate "C" not null,
  rotation_id text collate "C" not null,
  started_at timestamptz not null default now(),
  break_started_at timestamptz,
  break_seconds integer not null default 0 constraint time_record_timers_break_check check (break_seconds >= 0),
  constraint time_record_timers_student_fkey foreign key (school_id, student_id)
    references users (school_id, id) on delete cascade,
  constraint time_record_timers_placement_fkey foreign key (school_id, placement_id, student_id, rotation_id)
    references placements (school_id, id, student_id, rotation_id) on delete cascade
);
create index time_record_timers_placement_idx on time_record_timers (placement_id);
call app.protect_own_table('time_record_timers', 'student_id',
  added_by => '{own}', changed_by => '{own}', removed_by => '{own}');

-- Overlaps, times to come, and more than 24 hours on one day of the school are refused. The lock orders entries of one
-- student that arrive at once. What is worked past midnight counts on both days by its share; an adjustment counts on
-- the day on which what it adjusts began. What was refused does not count until it is sent again.
create function app.guard_hours() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  adjusted public.time_records;
  zone text;
  day date;
  day_start timestamptz;
  day_end timestamptz;
begin
  perform pg_advisory_xact_lock(hashtextextended('time_records:' || new.student_id, 0));
  if new.adjusts_id is null then
    -- The clocks of two servers differ a little.
    if new.ended_at > clock_timestamp() + interval '5 minutes' then
      raise exception 'the time has not passed yet'
        using errcode = '23514', constraint = 'time_records_future', table = 'time_records';
    end if;
    if exists (
      select from public.time_records t
      where t.student_id = new.student_id and t.id <> new.id and t.adjusts_id is null
        and t.started_at < new.ended_at and t.ended_at > new.started_at
    ) then
      raise exception 'the time overlaps another record'
        using errcode = '23514', constraint = 'time_records_overlap', table = 'time_records';
    end if;
  else
    select * into adjusted from public.time_records t where t.id = new.adjusts_id;
    if (adjusted.status, adjusted.student_id, adjusted.placement_id, adjusted.started_at, adjusted.ended_at)
      is distinct from ('APPROVED', new.student_id, new.placement_id, new.started_at, new.ended_at)
      or adjusted.adjusts_id is not null
      or adjusted.minutes + new.minutes + coalesce((
        select sum(t.minutes) from public.time_records t
        where t.adjusts_id = new.adjusts_id and t.id <> new.id and t.status <> 'NOT_APPROVED'), 0) < 0
    then
      raise exception 'an adjustment is of approved hours, and takes away no more than there are'
        using errcode = '23514', constraint = 'time_records_adjustment_agrees', table = 'time_records';
    end if;
  end if;
  select c.time_zone into zone from public.schools c where c.id = new.school_id;
  for day in
    select generate_series((new.started_at at time zone zone)::date::timestamp,
      ((new.ended_at - interval '1 microsecond') at time zone zone)::date::timestamp, interval '1 day')
  loop
    day_start := day::timestamp at time zone zone;
    day_end := (day + 1)::timestamp at time zone zone;
    if (
      select sum(case
          when t.adjusts_id is null then t.minutes
            * extract(epoch from least(t.ended_at, day_end) - greatest(t.started_at, day_start))
            / extract(epoch from t.ended_at - t.started_at)
          when t.started_at >= day_start then t.minutes else 0 end)
      from (
        select o.adjusts_id, o.minutes, o.started_at, o.ended_at from public.time_records o
        where o.student_id = new.student_id and o.id <> new.id and o.status <> 'NOT_APPROVED'
          and o.started_at > day_start - interval '24 hours' and o.started_at < day_end and o.ended_at > day_start
        union all select new.adjusts_id, new.minutes, new.started_at, new.ended_at) t
    ) > 1440.01 then
      raise exception 'more than 24 hours on %', day
        using errcode = '23514', constraint = 'time_records_day', table = 'time_records';
    end if;
  end loop;
  return new;
end
$$;
grant create on schema app to app_system;
alter function app.guard_hours() owner to app_system;
drop trigger time_records_overlap on time_records;
drop function app.refuse_overlap();
create trigger time_records_hours
  before insert or update of started_at, ended_at, minutes, student_id, placement_id, adjusts_id on time_records
  for each row execute function app.guard_hours();
create trigger time_records_hours_again before update of status on time_records
  for each row when (old.status = 'NOT_APPROVED' and new.status = 'PENDING') execute function app.guard_hours();

-- What waits for a decision is what was sent: neither its student nor who decides changes anything else.
create trigger time_records_waiting before update on time_records
  for each row when (old.status = 'PENDING')
  execute function app.refuse_change_except('status', 'reason', 'decided_by', 'decided_at');

-- Hours are decided by a supervisor of the placement in which they were worked, not by any whom the student has now.
create function app.supervises_placement(placement text) returns boolean
  language plpgsql stable security definer set search_path = '' as $$
begin
  return app.user_role() = 'CLINICAL_SUPERVISOR' and exists (
    select from public.placement_supervisors s
    join public.placements p on p.id = s.placement_id
    join public.schools c on c.id = p.school_id
    where s.placement_id = placement and s.supervisor_id = app.user_id() and p.ended_at is null
      and (now() at time zone c.time_zone)::date between p.starts_on and p.ends_on + 14
  );
end
$$;
alter function app.supervises_placement(text) owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.guard_hours(), app.supervises_placement(text) from public;
grant execute on function app.supervises_placement(text) to authenticated, app_command;

-- Threat: hours are approved by the one who worked them, or by who did not supervise them.
drop policy time_records_change on time_records;
create policy time_records_change on time_records for update to app_command
  using (
    (student_id = (select app.user_id()) and status <> 'APPROVED')
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or (status = 'PENDING' and app.supervises_placement(placement_id))
  )
  with check (
    (student_id = (select app.user_id()) and status in ('DRAFT', 'PENDING'))
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or (
      status in ('APPROVED', 'NOT_APPROVED', 'NEEDS_INFO')
      and app.supervises_placement(placement_id)
    )
  );
-- Threat: hours that somebody has seen disappear.
create policy time_records_remove on time_records for delete to app_command
  using (student_id = (select app.user_id()) and status = 'DRAFT');
grant delete on time_records to app_command;

set local role app_system;
insert into notification_templates (id, school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
values
  ('template_hours_approved', 'default', 'Hours Approved', 'IN_APP', 'Hours approved',
   '{{supervisor_name}} approved {{hours}} of your hours.', 'HOURS_APPROVED', 'STUDENT', 'system'),
  ('template_hours_not_approved', 'default', 'Hours Not Approved', 'IN_APP', 'Hours not approved',
   '{{supervisor_name}} did not approve {{hours}} of your hours, and says why.', 'HOURS_NOT_APPROVED', 'STUDENT', 'system'),
  ('template_hours_asked', 'default', 'Question About Hours', 'IN_APP', 'A question about your hours',
   '{{supervisor_name}} has a question about {{hours}} of your hours.', 'HOURS_ASKED', 'STUDENT', 'system');
reset role;

reset role;
insert into migrations.applied (name, run_on) values ('0038_hours_record', now());
