-- Made from db/migrations/0039_own_ratings_sum.sql (npm run db:snapshot).

-- How a supervisor rates, for that supervisor alone. The ratings of colleagues cannot be read by the caller: this looks
-- past row-level security, takes no argument by which another person could be named, and returns sums only. Numbers are
-- shares of their scale, (rating - min) / (max - min), so that scales can be joined; pass or fail has no spread and is
-- left out. A rating is compared with the mean of the colleagues' ratings of the same competency in the same school.
create function app.own_rating_sums() returns jsonb
  language plpgsql stable security definer set search_path = '' as $$
declare
  caller text := app.user_id();
  answer jsonb;
begin
  if app.user_role() is distinct from 'CLINICAL_SUPERVISOR' then
    return null;
  end if;
  with ratings as (
    select e.evaluator_id, e.competency_id, r.id as scale_id, coalesce(e.overall_rating, e.rubric_result) as rating,
           (coalesce(e.overall_rating, e.rubric_result) - r.min_value) / (r.max_value - r.min_value) as share
    from public.evaluations e
    join public.assessments s on s.id = e.assessment_id
    join public.competencies c on c.id = e.competency_id
    join public.rating_scales r on r.id = c.rating_scale_id
    where e.school_id = app.school_id() and e.evaluator_id is not null and not e.is_self and e.state = 'SIGNED'
      and (s.status = 'APPROVED' or (s.status = 'SUBMITTED' and not c.needs_countersignature))
      and coalesce(e.overall_rating, e.rubric_result) is not null and r.kind <> 'BINARY'
  ), of_competency as (
    select competency_id, evaluator_id, count(*) as n, sum(share) as shares,
           sum(count(*)) over (partition by competency_id) as all_n,
           sum(sum(share)) over (partition by competency_id) as all_shares
    from ratings group by competency_id, evaluator_id
  ), differences as (
    select r.evaluator_id, r.share - (o.all_shares - o.shares) / (o.all_n - o.n) as difference
    from ratings r join of_competency o using (competency_id, evaluator_id)
    where o.all_n > o.n
  ), by_evaluator as (
    select evaluator_id, count(*) as n, avg(difference) as mean,
           sum(difference * difference) - count(*) * avg(difference) * avg(difference) as squares
    from differences group by evaluator_id
  ), spread_of as (
    select evaluator_id, count(*) as n, sum(share * share) - count(*) * avg(share) * avg(share) as squares
    from ratings group by evaluator_id
  )
  select jsonb_build_object(
    'count', (select count(*) from ratings where evaluator_id = caller),
    'compared', coalesce((select n from by_evaluator where evaluator_id = caller), 0),
    'meanDifference', (select mean from by_evaluator where evaluator_id = caller),
    'colleagues', (select count(distinct other.evaluator_id) from of_competency own
                   join of_competency other on other.competency_id = own.competency_id
                   where own.evaluator_id = caller and other.evaluator_id <> caller),
    'school', (
      select jsonb_build_object('evaluators', count(*), 'ratings', sum(n), 'squaredCounts', sum(n * n),
        'within', sum(squares), 'between', sum(n * mean * mean) - sum(n * mean) * sum(n * mean) / sum(n))
      from by_evaluator),
    'ownSquares', (select squares from spread_of where evaluator_id = caller),
    'otherSquares', (select sum(squares) from spread_of where evaluator_id <> caller),
    'otherFreedom', (select sum(n - 1) from spread_of where evaluator_id <> caller),
    'scales', coalesce((
      select jsonb_agg(jsonb_build_object('name', g.name, 'kind', g.kind, 'max', g.max_value, 'levels', g.levels,
               'ratings', own.ratings) order by g.name, g.id)
      from (select scale_id, jsonb_agg(jsonb_build_object('value', rating, 'count', n) order by rating) as ratings
            from (select scale_id, rating, count(*) as n from ratings where evaluator_id = caller
                  group by scale_id, rating) counted
            group by scale_id) own
      join public.rating_scales g on g.id = own.scale_id), '[]'))
  into answer;
  return answer;
end
$$;
grant create on schema app to app_system;
alter function app.own_rating_sums() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.own_rating_sums() from public;
grant execute on function app.own_rating_sums() to authenticated;

reset role;
insert into migrations.applied (name, run_on) values ('0039_own_ratings_sum', now());
