-- Made from db/migrations/0099_predictions_narrow.sql (npm run db:snapshot).

-- What a student reads of what is foretold of them: when they are likely to finish and what would help, as on their
-- page about their progress. Not the flag, the chance and the reasons, which staff read and talk about with them.
create function app.own_forecast() returns table (student_id text, as_of date, planned integer, plan_ends_on date,
    even_on date, later_on date, changes jsonb)
  language sql stable security definer set search_path = '' as $$
  select p.student_id, p.as_of, p.planned, p.plan_ends_on, p.even_on, p.later_on, p.changes
  from public.student_predictions p where p.student_id = app.user_id()
$$;
grant create on schema app to app_system;
alter function app.own_forecast() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.own_forecast() from public;
grant execute on function app.own_forecast() to authenticated;

-- Threat: a student reads past the API that they are flagged, which the API keeps from them.
call app.write_policy('student_predictions', 'read', 'authenticated',
  app.policy_condition('{school,supervisor}', 'student_id', asks_once => true));

reset role;
insert into migrations.applied (name, run_on) values ('0099_predictions_narrow', now());
