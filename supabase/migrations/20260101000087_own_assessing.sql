-- Made from db/migrations/0087_own_assessing.sql (npm run db:snapshot).

-- How a supervisor answers and assesses, for that supervisor alone: also of students whose placement is over, whom the
-- supervisor may read no more, so it looks past row-level security, takes no argument by which another person could be
-- named, and returns no student. Of the others it returns a median only, and that only where five of them answered.
create function app.own_assessing(first_day date, last_day date) returns jsonb
  language plpgsql stable security definer set search_path = '' as $$
declare
  caller text := app.user_id();
begin
  if app.user_role() is distinct from 'CLINICAL_SUPERVISOR' then
    return null;
  end if;
  return (
    with own as (
      select r.observed_on, r.student_id, r.has_next_steps, r.answered_after_hours from public.rated_assessments r
      where r.evaluator_id = caller and r.observed_on between first_day and last_day),
    others as (
      select r.evaluator_id, r.answered_after_hours as hours from public.rated_assessments r
      where r.school_id = app.school_id() and r.observed_on between first_day and last_day
        and r.answered_after_hours is not null and r.evaluator_id is not null and r.evaluator_id <> caller)
    select jsonb_build_object(
      'firstDay', (select min(observed_on) from own),
      'assessments', (select count(*) from own),
      'withNextSteps', (select count(*) from own where has_next_steps),
      'students', (select count(distinct student_id) from own),
      'answers', coalesce((select jsonb_agg(jsonb_build_object('hours', a.hours, 'times', a.times) order by a.hours)
        from (select answered_after_hours as hours, count(*) as times from own where answered_after_hours is not null group by 1) a), '[]'),
      'others', (select jsonb_build_object('people', count(distinct evaluator_id),
          'medianHours', percentile_disc(0.5) within group (order by hours))
        from others having count(distinct evaluator_id) >= 5)));
end
$$;
grant create on schema app to app_system;
alter function app.own_assessing(date, date) owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.own_assessing(date, date) from public;
grant execute on function app.own_assessing(date, date) to authenticated;

-- Only the requests that were answered, of a school and its days.
create index rated_assessments_answered_idx on rated_assessments (school_id, observed_on)
  include (evaluator_id, answered_after_hours) where answered_after_hours is not null;

reset role;
insert into migrations.applied (name, run_on) values ('0087_own_assessing', now());
