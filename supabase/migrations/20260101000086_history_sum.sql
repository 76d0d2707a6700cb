-- Made from db/migrations/0086_history_sum.sql (npm run db:snapshot).

-- What a whole school asks of its history, summed by month. Row-level security does not apply to a materialised view, so
-- readers are granted none: they come through the functions below, which know the caller's school and what the caller may
-- learn. The views belong to the migrations' owner, whom row-level security may hide everything from, so they select from
-- functions of app_system's.
create function app.sum_ratings() returns table (school_id text, program_id text, cohort_id text, month date, competency_id text,
  rotation_id text, below integer, at integer, above integer)
  language sql stable security definer set search_path = '' as $$
  select u.school_id, coalesce(u.program_id, '') as program_id, coalesce(u.cohort_id, '') as cohort_id,
    date_trunc('month', r.observed_on::timestamp)::date as month, r.competency_id, coalesce(r.rotation_id, '') as rotation_id,
    (count(*) filter (where r.band < 0))::integer as below, (count(*) filter (where r.band = 0))::integer as at,
    (count(*) filter (where r.band > 0))::integer as above
  from public.rated_assessments r join public.users u on u.id = r.student_id
  group by 1, 2, 3, 4, 5, 6
$$;

create function app.sum_cohorts() returns table (school_id text, program_id text, cohort_id text, month date,
  assessments integer, with_next_steps integer, completions integer, approved_minutes integer, expired_requests integer,
  submissions integer, files integer)
  language sql stable security definer set search_path = '' as $$
  with students as (
    select u.id, u.school_id, coalesce(u.program_id, '') as program_id, coalesce(u.cohort_id, '') as cohort_id, s.time_zone
    from public.users u join public.schools s on s.id = u.school_id where u.role = 'STUDENT'),
  happened as (
    select r.student_id, r.observed_on as day, 1 as assessments, r.has_next_steps::integer as with_next_steps,
      0 as completions, 0 as minutes, 0 as expired, 0 as submissions, 0::bigint as files
    from public.rated_assessments r
    union all
    select a.user_id, (a.completion_date at time zone st.time_zone)::date, 0, 0, 1, 0, 0, 0, 0
    from public.competency_assignments a join students st on st.id = a.user_id
    where a.status in ('ACHIEVED', 'APPROVED') and a.completion_date is not null
    union all
    select t.student_id, (t.started_at at time zone st.time_zone)::date, 0, 0, 0, t.minutes, 0, 0, 0
    from public.time_records t join students st on st.id = t.student_id where t.status = 'APPROVED'
    union all
    select s.student_id, (s.expires_at at time zone st.time_zone)::date, 0, 0, 0, 0, 1, 0, 0
    from public.assessments s join students st on st.id = s.student_id where s.status = 'EXPIRED' and s.expires_at is not null
    union all
    select c.student_id, (c.submitted_at at time zone st.time_zone)::date, 0, 0, 0, 0, 0, 1,
      (select count(*) from public.submission_files f where f.submission_id = c.id)
    from public.competency_submissions c join students st on st.id = c.student_id
    where c.submitted_at is not null and c.status not in ('DRAFT', 'WITHDRAWN'))
  select st.school_id, st.program_id, st.cohort_id, date_trunc('month', h.day::timestamp)::date, sum(h.assessments)::integer,
    sum(h.with_next_steps)::integer, sum(h.completions)::integer, sum(h.minutes)::integer, sum(h.expired)::integer,
    sum(h.submissions)::integer, sum(h.files)::integer
  from happened h join students st on st.id = h.student_id group by 1, 2, 3, 4
$$;

-- How often each number of hours until an answer and each number of words of feedback occurred, from which medians of
-- any period follow, and each kind of interaction.
create function app.sum_distributions() returns table (school_id text, program_id text, cohort_id text, month date,
  kind text, amount integer, times integer)
  language sql stable security definer set search_path = '' as $$
  select u.school_id, coalesce(u.program_id, ''), coalesce(u.cohort_id, ''), date_trunc('month', d.day::timestamp)::date,
    d.kind, d.amount, count(*)::integer
  from (
    select r.student_id, r.observed_on as day, 'FEEDBACK_WORDS' as kind, r.feedback_words as amount
    from public.rated_assessments r
    union all
    select r.student_id, r.observed_on, 'ANSWERED_AFTER_HOURS', r.answered_after_hours
    from public.rated_assessments r where r.answered_after_hours is not null
    union all
    select l.user_id, (l."timestamp" at time zone s.time_zone)::date, l.interaction_type, 0
    from public.learning_analytics l join public.schools s on s.id = l.school_id) d
  join public.users u on u.id = d.student_id and u.role = 'STUDENT'
  group by 1, 2, 3, 4, 5, 6
$$;

create function app.sum_evaluators() returns table (school_id text, program_id text, cohort_id text, month date,
  evaluator_id text, below integer, at integer, above integer, students integer)
  language sql stable security definer set search_path = '' as $$
  select u.school_id, coalesce(u.program_id, ''), coalesce(u.cohort_id, ''),
    date_trunc('month', r.observed_on::timestamp)::date, coalesce(r.evaluator_id, ''),
    (count(*) filter (where r.band < 0))::integer, (count(*) filter (where r.band = 0))::integer,
    (count(*) filter (where r.band > 0))::integer, count(distinct r.student_id)::integer
  from public.rated_assessments r join public.users u on u.id = r.student_id
  group by 1, 2, 3, 4, 5
$$;

-- Where the students of a cohort or program stand: those who take part, by src/features/progress/plan.ts.
create function app.sum_standing() returns table (school_id text, program_id text, cohort_id text, students integer, completed integer,
  total integer, planned integer, completed_of_planned integer, total_of_planned integer, overdue integer,
  overdue_students integer, lower_quartile numeric, median numeric, upper_quartile numeric, days_to_complete integer)
  language sql stable security definer set search_path = '' as $$
  with students as (
    select u.id, u.school_id, coalesce(u.program_id, '') as program_id, coalesce(u.cohort_id, '') as cohort_id,
      (now() at time zone s.time_zone)::date as today, s.time_zone, co.ends_on
    from public.users u join public.schools s on s.id = u.school_id
    left join public.cohorts co on co.id = u.cohort_id
    where u.role = 'STUDENT' and app.takes_part(u.status)),
  assigned as (
    select a.user_id, a.due_date, a.status, a.cycle_starts_at, st.today,
      (a.due_date at time zone st.time_zone)::date as due_on,
      (coalesce(d.effective_at, a.created_at) at time zone st.time_zone)::date as starts_on,
      coalesce((d.due_at at time zone st.time_zone)::date, st.ends_on) as ends_on,
      (a.completion_date at time zone st.time_zone)::date as completed_on
    from public.competency_assignments a join students st on st.id = a.user_id
    left join public.competency_deployments d on d.id = a.deployment_id
    where a.status <> 'WITHDRAWN'),
  spans as (
    select user_id, sum(case when today < starts_on then 0 when today >= ends_on then n
      else n * (today - starts_on + 1) / (ends_on - starts_on + 1) end) as planned
    from (select user_id, today, starts_on, ends_on, count(*) as n from assigned
          where due_on is null and starts_on <= ends_on group by 1, 2, 3, 4) spread
    group by 1),
  counted as (
    select user_id, count(*) filter (where due_on <= today) as due, count(due_on) as dated,
      count(*) filter (where due_date < now() and cycle_starts_at is null and status in ('NOT_STARTED', 'IN_PROGRESS')) as overdue
    from assigned group by 1),
  standing as (
    select st.school_id, st.program_id, st.cohort_id, st.id, coalesce(p.total, 0) as total,
      coalesce(p.completed, 0) as completed, coalesce(c.overdue, 0) as overdue,
      case when c.dated > 0 or s.planned is not null then c.due + coalesce(s.planned, 0) end as planned,
      case when p.total > 0 then round(p.completed * 100.0 / p.total, 1) end as percentage
    from students st
    left join public.student_progress p on p.student_id = st.id
    left join counted c on c.user_id = st.id left join spans s on s.user_id = st.id),
  days as (
    select st.school_id, st.program_id, case when grouping(st.cohort_id) = 0 then st.cohort_id end as cohort_id,
      (percentile_disc(0.5) within group (order by a.completed_on - a.starts_on))::integer as days_to_complete
    from assigned a join students st on st.id = a.user_id
    where a.completed_on is not null and a.status in ('ACHIEVED', 'APPROVED')
    group by grouping sets ((st.school_id, st.program_id), (st.school_id, st.program_id, st.cohort_id))),
  groups as (
    select school_id, program_id, case when grouping(cohort_id) = 0 then cohort_id end as cohort_id,
      count(*)::integer as students, sum(completed)::integer as completed, sum(total)::integer as total,
      (sum(planned))::integer as planned, (sum(completed) filter (where planned is not null))::integer as completed_of_planned,
      (sum(total) filter (where planned is not null))::integer as total_of_planned,
      sum(overdue)::integer as overdue, (count(*) filter (where overdue > 0))::integer as overdue_students,
      percentile_disc(0.25) within group (order by percentage) as lower_quartile,
      percentile_disc(0.5) within group (order by percentage) as median,
      percentile_disc(0.75) within group (order by percentage) as upper_quartile
    from standing
    group by grouping sets ((school_id, program_id), (school_id, program_id, cohort_id)))
  select g.school_id, g.program_id, coalesce(g.cohort_id, '*') as cohort_id, g.students, g.completed, g.total, g.planned,
    g.completed_of_planned, g.total_of_planned, g.overdue, g.overdue_students, g.lower_quartile, g.median, g.upper_quartile,
    d.days_to_complete
  from groups g
  left join days d on d.school_id = g.school_id and d.program_id = g.program_id and d.cohort_id is not distinct from g.cohort_id
$$;


grant create on schema app to app_system;
alter function app.sum_ratings() owner to app_system;
alter function app.sum_cohorts() owner to app_system;
alter function app.sum_distributions() owner to app_system;
alter function app.sum_evaluators() owner to app_system;
alter function app.sum_standing() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.sum_ratings(), app.sum_cohorts(), app.sum_distributions(), app.sum_evaluators(),
  app.sum_standing() from public;
do $$
begin
  -- The owner of the views computes them.
  execute format('grant execute on function app.sum_ratings(), app.sum_cohorts(), app.sum_distributions(),
    app.sum_evaluators(), app.sum_standing() to %I', current_user);
end
$$;

create materialized view app.rating_history as select * from app.sum_ratings();
create unique index rating_history_key
  on app.rating_history (school_id, program_id, cohort_id, month, competency_id, rotation_id);
create materialized view app.cohort_history as select * from app.sum_cohorts();
create unique index cohort_history_key on app.cohort_history (school_id, program_id, cohort_id, month);
create materialized view app.distribution_history as select * from app.sum_distributions();
create unique index distribution_history_key
  on app.distribution_history (school_id, program_id, cohort_id, month, kind, amount);
create materialized view app.evaluator_history as select * from app.sum_evaluators();
create unique index evaluator_history_key on app.evaluator_history (school_id, program_id, cohort_id, month, evaluator_id);
create materialized view app.group_standing as select * from app.sum_standing();
create unique index group_standing_key on app.group_standing (school_id, program_id, cohort_id);
-- When the others were computed: the same for all, since they are refreshed in one transaction.
create materialized view app.history_freshness as select 1 as id, now() as refreshed_at;
create unique index history_freshness_key on app.history_freshness (id);

create function app.refresh_history() returns void language plpgsql security definer set search_path = '' as $$
begin
  refresh materialized view concurrently app.rating_history;
  refresh materialized view concurrently app.cohort_history;
  refresh materialized view concurrently app.distribution_history;
  refresh materialized view concurrently app.evaluator_history;
  refresh materialized view concurrently app.group_standing;
  refresh materialized view concurrently app.history_freshness;
end
$$;

-- From when to when each deployment of the caller's school runs. Students may not read deployments, but their plan and
-- the days that a competency took are counted by these.
create function app.deployment_spans() returns table (id text, effective_at timestamptz, due_at timestamptz)
  language sql stable security definer rows 50 set search_path = '' as $$
  select d.id, d.effective_at, d.due_at from public.competency_deployments d
  where d.school_id = app.school_id() or app.is_super_admin()
$$;

create function app.history_refreshed_at() returns timestamptz language sql stable security definer set search_path = '' as $$
  select refreshed_at from app.history_freshness
$$;

-- A school's own history, for those who may read each of its students anyway.
create function app.read_rating_history() returns setof app.rating_history
  language sql stable security definer set search_path = '' as $$
  select h.* from app.rating_history h where h.school_id = app.admin_school_id() or app.is_super_admin()
$$;

create function app.read_cohort_history() returns setof app.cohort_history
  language sql stable security definer set search_path = '' as $$
  select h.* from app.cohort_history h where h.school_id = app.admin_school_id() or app.is_super_admin()
$$;

create function app.read_distribution_history() returns setof app.distribution_history
  language sql stable security definer set search_path = '' as $$
  select h.* from app.distribution_history h where h.school_id = app.admin_school_id() or app.is_super_admin()
$$;

create function app.read_evaluator_history() returns setof app.evaluator_history
  language sql stable security definer set search_path = '' as $$
  select h.* from app.evaluator_history h where h.school_id = app.admin_school_id() or app.is_super_admin()
$$;

-- With whom one may be compared. The school sees all its groups. A supervisor sees programs only, each with at least
-- five students beside the supervisor's own, whom they know one by one: programs do not overlap, so nothing smaller can be
-- derived. A student sees their own cohort only, where it has five others, and its quartiles to five points, not its sums.
create function app.read_group_standing() returns setof app.group_standing
  language plpgsql stable security definer set search_path = '' as $$
declare
  caller_role text := app.user_role();
  own_program text;
  own_cohort text;
begin
  if caller_role in ('SCHOOL_ADMIN', 'SUPER_ADMIN') then
    return query select g.* from app.group_standing g where caller_role = 'SUPER_ADMIN' or g.school_id = app.school_id();
  elsif caller_role = 'CLINICAL_SUPERVISOR' then
    return query
      select g.* from app.group_standing g
      where g.school_id = app.school_id() and g.cohort_id = '*' and g.students - (
        select count(*) from public.users u
        where u.id in (select app.supervised_student_ids()) and coalesce(u.program_id, '') = g.program_id) >= 5;
  elsif caller_role = 'STUDENT' then
    select coalesce(u.program_id, ''), u.cohort_id into own_program, own_cohort
    from public.users u where u.id = app.user_id() and u.school_id = app.school_id();
    return query
      select g.school_id, g.program_id, g.cohort_id, g.students, null::integer, null::integer, null::integer, null::integer,
        null::integer, null::integer, null::integer, round(g.lower_quartile / 5) * 5, round(g.median / 5) * 5,
        round(g.upper_quartile / 5) * 5, null::integer
      from app.group_standing g
      where g.school_id = app.school_id() and g.program_id = own_program and g.cohort_id = own_cohort and g.students >= 6;
  end if;
end
$$;

grant create on schema app to app_system;
alter function app.deployment_spans() owner to app_system;
alter function app.history_refreshed_at() owner to app_system;
alter function app.read_rating_history() owner to app_system;
alter function app.read_cohort_history() owner to app_system;
alter function app.read_distribution_history() owner to app_system;
alter function app.read_evaluator_history() owner to app_system;
alter function app.read_group_standing() owner to app_system;
revoke create on schema app from app_system;
revoke all on app.rating_history, app.cohort_history, app.distribution_history, app.evaluator_history,
  app.group_standing, app.history_freshness from public;
grant select on app.rating_history, app.cohort_history, app.distribution_history, app.evaluator_history,
  app.group_standing, app.history_freshness to app_system;
revoke execute on function app.refresh_history(), app.deployment_spans(), app.history_refreshed_at(), app.read_rating_history(),
  app.read_cohort_history(), app.read_distribution_history(), app.read_evaluator_history(), app.read_group_standing()
  from public;
grant execute on function app.refresh_history() to app_system;
grant execute on function app.deployment_spans(), app.history_refreshed_at(), app.read_rating_history(), app.read_cohort_history(),
  app.read_distribution_history(), app.read_evaluator_history(), app.read_group_standing() to authenticated;
create index assessments_expired_student_idx on assessments (student_id, expires_at) where status = 'EXPIRED';

reset role;
insert into migrations.applied (name, run_on) values ('0086_history_sum', now());
