-- Made from db/migrations/0137_retention.sql (npm run db:snapshot).

-- What a school no longer needs: rows of one kind that are older than a moment. The preview counts them and the nightly
-- job removes them, by this one list. What belongs to somebody whose data the school keeps stays.
create function app.retention_rows(of_kind text, of_school text, before timestamptz) returns table (id text, at timestamptz)
  language sql stable security definer set search_path = '' as $$
  with held as materialized (
    select h.user_id from public.legal_holds h where h.school_id = of_school and h.lifted_at is null)
  select l.id, l."timestamp" from public.learning_analytics l
    where of_kind = 'interactions' and l.school_id = of_school and l."timestamp" < before
      and l.user_id not in (select user_id from held)
  union all
  select n.id, n.created_at from public.notification_queue n
    where of_kind = 'notifications' and n.school_id = of_school and n.created_at < before and n.status <> 'PENDING'
      and n.user_id not in (select user_id from held)
  union all
  -- The record of the import stays; its lines hold names and addresses.
  select i.id, i.created_at from public.people_imports i
    where of_kind = 'imports' and i.school_id = of_school and i.created_at < before
      and i.status in ('COMMITTED', 'UNDONE', 'FAILED', 'DISCARDED')
      and exists (select from public.people_import_rows r where r.import_id = i.id)
      and not exists (select from public.people_import_rows r where r.import_id = i.id and r.user_id in (select user_id from held))
  union all
  -- Whoever took a request back, or for whom an admin did, is asked for again when as much time has passed.
  select u.id, greatest(u.updated_at, u.last_seen_at) from public.users u
    where of_kind = 'leavers' and u.school_id = of_school and u.status = 'LEFT' and u.merged_into is null
      and u.role in ('STUDENT', 'CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN')
      and greatest(u.updated_at, u.last_seen_at) < before
      and u.email <> 'erased-' || u.id || '@erased.invalid'
      and u.id not in (select user_id from held)
      and not exists (select from public.erasures e where e.user_id = u.id
        and (e.state in ('WAITING', 'RUNNING') or (e.state = 'CANCELLED' and e.finished_at >= before)))
$$;
grant create on schema app to app_system;
alter function app.retention_rows(text, text, timestamptz) owner to app_system;
revoke execute on function app.retention_rows(text, text, timestamptz) from public;
grant execute on function app.retention_rows(text, text, timestamptz) to app_system;

-- Threat: an admin counts another school's rows, or reads what the rows say. It gives a count and a day, of their own school.
create function app.retention_due(of_kind text, before timestamptz) returns table (due bigint, oldest timestamptz)
  language sql stable security definer set search_path = '' as $$
  select count(*), min(r.at) from app.retention_rows(of_kind, app.admin_school_id(), before) r
$$;
alter function app.retention_due(text, timestamptz) owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.retention_due(text, timestamptz) from public;
grant execute on function app.retention_due(text, timestamptz) to authenticated, app_command;

-- Messages come in the order of time, so that a page of them is skipped as a whole.
create index notification_queue_age_idx on notification_queue using brin (created_at);

reset role;
insert into migrations.applied (name, run_on) values ('0137_retention', now());
