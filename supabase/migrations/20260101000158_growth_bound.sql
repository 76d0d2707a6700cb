-- Made from db/migrations/0158_growth_bound.sql (npm run db:snapshot).

-- The index of a person's messages gets their time: the list of the newest reads its page alone, and the job that removes old ones
-- finds them person by person. It builds in two seconds for a million messages; those that are written meanwhile wait.
-- squawk-ignore require-concurrent-index-creation
create index notification_queue_user_time on notification_queue (user_id, created_at);
-- squawk-ignore require-concurrent-index-deletion
drop index idx_notification_queue_user;
alter index notification_queue_user_time rename to idx_notification_queue_user;

-- Where rows are removed, new ones fill the pages of the old. A BRIN index keeps the oldest time that a page ever had, so after
-- one turn it selects all pages.
-- squawk-ignore require-concurrent-index-deletion
drop index notification_queue_age_idx;

-- At most so many of them (null for all): a function in FROM runs to its end, so a limit outside of it would not shorten it. What is
-- old is found by an index in its order, with `offset 0` where a planner that does not know the values would read the whole table.
create function app.retention_rows(of_kind text, of_school text, before timestamptz, most bigint)
  returns table (id text, at timestamptz)
  language sql stable security definer set search_path = '' as $$
  with held as materialized (
    select h.user_id from public.legal_holds h where h.school_id = of_school and h.lifted_at is null)
  (select l.id, l."timestamp" from public.learning_analytics l
    where of_kind = 'interactions' and l.school_id = of_school and l."timestamp" < before
      and l.user_id not in (select user_id from held)
    order by l."timestamp" limit most)
  union all
  (select n.id, n.created_at from public.users u
    cross join lateral (select q.id, q.created_at from public.notification_queue q
      where q.user_id = u.id and q.created_at < before and q.status <> 'PENDING' offset 0) n
    where of_kind = 'notifications' and u.school_id = of_school and u.id not in (select user_id from held)
    limit most)
  union all
  (select s.id, s.snapshot_date from public.users u
    cross join lateral (select p.id, p.snapshot_date from public.progress_snapshots p
      where p.user_id = u.id and p.snapshot_date < before offset 0) s
    where of_kind = 'snapshots' and u.school_id = of_school and u.id not in (select user_id from held)
    limit most)
  union all
  -- The record of the import stays; its lines hold names and addresses.
  (select i.id, i.created_at from public.people_imports i
    where of_kind = 'imports' and i.school_id = of_school and i.created_at < before
      and i.status in ('COMMITTED', 'UNDONE', 'FAILED', 'DISCARDED')
      and exists (select from public.people_import_rows r where r.import_id = i.id)
      and not exists (select from public.people_import_rows r where r.import_id = i.id and r.user_id in (select user_id from held))
    limit most)
  union all
  -- Whoever took a request back, or for whom an admin did, is asked for again when as much time has passed.
  (select u.id, greatest(u.updated_at, u.last_seen_at) from public.users u
    where of_kind = 'leavers' and u.school_id = of_school and u.status = 'LEFT' and u.merged_into is null
      and u.role in ('STUDENT', 'CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN')
      and greatest(u.updated_at, u.last_seen_at) < before
      and u.email <> 'erased-' || u.id || '@erased.invalid'
      and u.id not in (select user_id from held)
      and not exists (select from public.erasures e where e.user_id = u.id
        and (e.state in ('WAITING', 'RUNNING') or (e.state = 'CANCELLED' and e.finished_at >= before)))
    limit most)
$$;
revoke execute on function app.retention_rows(text, text, timestamptz, bigint) from public;
grant create on schema app to app_system;
alter function app.retention_rows(text, text, timestamptz, bigint) owner to app_system;
revoke create on schema app from app_system;
grant execute on function app.retention_rows(text, text, timestamptz, bigint) to app_system;

-- For the version before this one, and for the preview.
create or replace function app.retention_rows(of_kind text, of_school text, before timestamptz)
  returns table (id text, at timestamptz)
  language sql stable security definer set search_path = '' as $$
  select r.id, r.at from app.retention_rows(of_kind, of_school, before, null) r
$$;

reset role;
insert into migrations.applied (name, run_on) values ('0158_growth_bound', now());
