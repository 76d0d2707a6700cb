-- Made from db/migrations/0089_standing_narrow.sql (npm run db:snapshot).

-- The plans of a cohort are counted from a range of this index, without its rows: 9,000 of them for 200 students. It
-- replaces one over the same columns; only updates that touch an index anyway change what is included.
drop index competency_assignments_user_due_idx;
create index competency_assignments_user_due_idx on competency_assignments (user_id, due_date)
  include (school_id, competency_id, status, completion_date, cycle_starts_at, deployment_id, created_at);

-- A part of a whole as progress is shown: one decimal, half up, at most 99.9 while incomplete.
create function app.share_of(part integer, whole integer) returns numeric language sql immutable set search_path = '' as $$
  select case when whole > 0 then case when part >= whole then 100.0
    else least(99.9, floor(part::numeric * 1000 / whole + 0.5) / 10) end end
$$;

-- How many days a group is ahead of its plan: until the day on which the plan has what is completed now; below zero the
-- days since the plan had more. Every competency has a day in the plan: its due date, or its place in an even spread over
-- the span of its deployment, which gives the same curve as src/features/progress/plan.ts.
create function app.sum_pace() returns table (school_id text, program_id text, cohort_id text, days_ahead integer)
  language sql stable security definer set search_path = '' as $$
  with students as (
    select u.id, u.school_id, coalesce(u.program_id, '') as program_id, coalesce(u.cohort_id, '') as cohort_id,
      (now() at time zone s.time_zone)::date as today, s.time_zone, co.ends_on
    from public.users u join public.schools s on s.id = u.school_id
    left join public.cohorts co on co.id = u.cohort_id
    where u.role = 'STUDENT' and app.takes_part(u.status)),
  undated as (
    select a.id, st.id as student, st.school_id, st.program_id, st.cohort_id, st.today,
      (coalesce(d.effective_at, a.created_at) at time zone st.time_zone)::date as starts_on,
      coalesce((d.due_at at time zone st.time_zone)::date, st.ends_on) as ends_on
    from public.competency_assignments a join students st on st.id = a.user_id
    left join public.competency_deployments d on d.id = a.deployment_id
    where a.due_date is null and a.status <> 'WITHDRAWN'),
  planned as (
    select st.school_id, st.program_id, st.cohort_id, st.today, (a.due_date at time zone st.time_zone)::date as planned_on
    from public.competency_assignments a join students st on st.id = a.user_id
    where a.due_date is not null and a.status <> 'WITHDRAWN'
    union all
    select u.school_id, u.program_id, u.cohort_id, u.today,
      u.starts_on - 1 + ceil((row_number() over span)::numeric * (u.ends_on - u.starts_on + 1) / count(*) over whole)::integer
    from undated u where u.starts_on <= u.ends_on
    window span as (partition by u.student, u.starts_on, u.ends_on order by u.id),
      whole as (partition by u.student, u.starts_on, u.ends_on)),
  days as (
    select p.school_id, p.program_id, case when grouping(p.cohort_id) = 0 then p.cohort_id else '*' end as cohort_id, p.today,
      p.planned_on, count(*) as n
    from planned p
    group by grouping sets ((p.school_id, p.program_id, p.today, p.planned_on),
      (p.school_id, p.program_id, p.cohort_id, p.today, p.planned_on))),
  curve as (
    select d.*, sum(d.n) over (partition by d.school_id, d.program_id, d.cohort_id order by d.planned_on) as until from days d)
  select c.school_id, c.program_id, c.cohort_id,
    case
      when g.completed_of_planned < g.planned then min(c.planned_on) filter (where c.until > g.completed_of_planned) - c.today
      when g.completed_of_planned > g.planned then coalesce(
        min(c.planned_on) filter (where c.until >= g.completed_of_planned), max(c.planned_on)) - c.today
      else 0
    end
  from curve c join app.group_standing g
    on g.school_id = c.school_id and g.program_id = c.program_id and g.cohort_id = c.cohort_id
  group by c.school_id, c.program_id, c.cohort_id, c.today, g.planned, g.completed_of_planned
$$;

grant create on schema app to app_system;
alter function app.sum_pace() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.sum_pace() from public;
do $$
begin
  -- The owner of the view computes it.
  execute format('grant execute on function app.sum_pace() to %I', current_user);
end
$$;
create materialized view app.group_pace as select * from app.sum_pace();
create unique index group_pace_key on app.group_pace (school_id, program_id, cohort_id);
revoke all on app.group_pace from public;
grant select on app.group_pace to app_system;

create or replace function app.refresh_history() returns void language plpgsql security definer set search_path = '' as $$
begin
  refresh materialized view concurrently app.rating_history;
  refresh materialized view concurrently app.cohort_history;
  refresh materialized view concurrently app.distribution_history;
  refresh materialized view concurrently app.evaluator_history;
  refresh materialized view concurrently app.group_standing;
  refresh materialized view concurrently app.group_pace;
  refresh materialized view concurrently app.history_freshness;
end
$$;

-- With whom one may be compared. It answers no more than src/features/analytics/small-groups.ts lets a reader be shown,
-- also where it is called by itself. The school sees all its groups, with their sums. A supervisor sees the programs of
-- their students only, each with at least five students beside these, whom they know one by one, and no sum: with five
-- of its students the percentages, with fewer the quartiles to five points. Programs do not overlap, so nothing smaller can
-- be derived. A student sees their own cohort only, where it has five others, and its quartiles to five points.
drop function app.read_group_standing();
create function app.read_group_standing() returns table (school_id text, program_id text, cohort_id text, students integer,
    completed integer, total integer, planned integer, completed_of_planned integer, total_of_planned integer,
    overdue integer, overdue_students integer, percentage numeric, planned_percentage numeric, lower_quartile numeric,
    median numeric, upper_quartile numeric, days_to_complete integer, days_ahead integer)
  language plpgsql stable security definer set search_path = '' as $$
declare
  caller_role text := app.user_role();
  own_program text;
  own_cohort text;
begin
  if caller_role in ('SCHOOL_ADMIN', 'SUPER_ADMIN') then
    return query
      select g.school_id, g.program_id, g.cohort_id, g.students, g.completed, g.total, g.planned, g.completed_of_planned,
        g.total_of_planned, g.overdue, g.overdue_students, app.share_of(g.completed, g.total),
        app.share_of(g.planned, g.total_of_planned), g.lower_quartile, g.median, g.upper_quartile, g.days_to_complete,
        o.days_ahead
      from app.group_standing g
      left join app.group_pace o on o.school_id = g.school_id and o.program_id = g.program_id and o.cohort_id = g.cohort_id
      where caller_role = 'SUPER_ADMIN' or g.school_id = app.school_id();
  elsif caller_role = 'CLINICAL_SUPERVISOR' then
    return query
      with own as (
        select coalesce(u.program_id, '') as program, count(*) as known from public.users u
        where u.id in (select app.supervised_student_ids()) and u.role = 'STUDENT' and app.takes_part(u.status)
        group by 1)
      select g.school_id, g.program_id, g.cohort_id, g.students, null::integer, null::integer, null::integer, null::integer,
        null::integer, case when o.known >= 5 then g.overdue end, null::integer,
        case when o.known >= 5 then app.share_of(g.completed, g.total) end,
        case when o.known >= 5 then app.share_of(g.planned, g.total_of_planned) end,
        case when o.known >= 5 then g.lower_quartile else round(g.lower_quartile / 5) * 5 end,
        case when o.known >= 5 then g.median else round(g.median / 5) * 5 end,
        case when o.known >= 5 then g.upper_quartile else round(g.upper_quartile / 5) * 5 end,
        case when o.known >= 5 then g.days_to_complete end, null::integer
      from app.group_standing g join own o on o.program = g.program_id
      where g.school_id = app.school_id() and g.cohort_id = '*' and g.students - o.known >= 5;
  elsif caller_role = 'STUDENT' then
    select coalesce(u.program_id, ''), u.cohort_id into own_program, own_cohort
    from public.users u where u.id = app.user_id() and u.school_id = app.school_id();
    return query
      select g.school_id, g.program_id, g.cohort_id, g.students, null::integer, null::integer, null::integer, null::integer,
        null::integer, null::integer, null::integer, null::numeric, null::numeric, round(g.lower_quartile / 5) * 5,
        round(g.median / 5) * 5, round(g.upper_quartile / 5) * 5, null::integer,
        null::integer
      from app.group_standing g
      where g.school_id = app.school_id() and g.program_id = own_program and g.cohort_id = own_cohort and g.students >= 6;
  end if;
end
$$;

grant create on schema app to app_system;
alter function app.read_group_standing() owner to app_system;
alter function app.share_of(integer, integer) owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.read_group_standing(), app.share_of(integer, integer) from public;
grant execute on function app.read_group_standing() to authenticated;

reset role;
insert into migrations.applied (name, run_on) values ('0089_standing_narrow', now());
