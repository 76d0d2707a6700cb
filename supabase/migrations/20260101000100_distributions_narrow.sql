-- Made from db/migrations/0100_distributions_narrow.sql (npm run db:snapshot).

-- Distributions are read of programs only, and a school of a hundred cohorts had a hundred times the rows: 297,000 for
-- 20,000 students, all of them read for one answer.
drop function app.read_distribution_history();
drop materialized view app.distribution_history;
drop function app.sum_distributions();

create function app.sum_distributions() returns table (school_id text, program_id text, month date,
  kind text, amount integer, times integer)
  language sql stable security definer set search_path = '' as $$
  select u.school_id, coalesce(u.program_id, ''), date_trunc('month', d.day::timestamp)::date,
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
  group by 1, 2, 3, 4, 5
$$;

grant create on schema app to app_system;
alter function app.sum_distributions() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.sum_distributions() from public;
do $$
begin
  -- The owner of the view computes it.
  execute format('grant execute on function app.sum_distributions() to %I', current_user);
end
$$;
create materialized view app.distribution_history as select * from app.sum_distributions();
create unique index distribution_history_key on app.distribution_history (school_id, program_id, month, kind, amount);

create function app.read_distribution_history() returns setof app.distribution_history
  language sql stable security definer set search_path = '' as $$
  select h.* from app.distribution_history h where h.school_id = app.admin_school_id() or app.is_super_admin()
$$;

grant create on schema app to app_system;
alter function app.read_distribution_history() owner to app_system;
revoke create on schema app from app_system;
revoke all on app.distribution_history from public;
grant select on app.distribution_history to app_system;
revoke execute on function app.read_distribution_history() from public;
grant execute on function app.read_distribution_history() to authenticated;

reset role;
insert into migrations.applied (name, run_on) values ('0100_distributions_narrow', now());
