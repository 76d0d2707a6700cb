-- Made from db/migrations/0157_error_groups.sql (npm run db:snapshot).

-- Unexpected errors of the program, one row for all that are the same. Nothing in a row is about a person: the program takes
-- out what a message may quote before it writes one. The id is the fingerprint, of process, kind, message and place; that
-- of "others:…" counts those of a process that were too many to tell apart.
create table error_groups (
  id text collate "C" primary key,
  process text not null constraint error_groups_process_check check (process in ('WEB', 'WORKER', 'PAGE', 'BROWSER')),
  kind text not null,
  message text not null,
  -- The innermost function of the program's own code, where it is known.
  place text,
  stack text[] not null,
  -- Of the latest: the pattern of an endpoint or a page, or a job.
  route text,
  times bigint not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- In which releases it was seen, the newest last, at most ten.
  releases text[] not null,
  resolved_at timestamptz,
  -- When it was seen in a release that had not been known to have it, after it was resolved.
  regressed_at timestamptz,
  constraint error_groups_size_check check (
    length(kind) <= 100 and length(message) <= 500 and length(place) <= 300 and length(route) <= 200
    and cardinality(stack) <= 30 and cardinality(releases) between 1 and 10 and times > 0),
  constraint error_groups_resolved_check check (resolved_at is null or regressed_at is null)
);
create index error_groups_latest_idx on error_groups (last_seen_at, id);

-- Threat: somebody else than who runs the program learns of its faults, or hides one.
call app.close_table('error_groups');
call app.write_policy('error_groups', 'read', 'authenticated, app_command', '(select app.is_super_admin())');
-- What it leaves behind has to meet what it found it by, as PostgreSQL has it where no check is named.
create policy error_groups_change on error_groups for update to app_command using ((select app.is_super_admin()));
grant update on error_groups to app_command;
create policy metrics_read on error_groups for select to app_realtime using (true);
grant select on error_groups to app_realtime;

-- Adds up what a process has noted. A process keeps its 500 latest groups, so that what visitors can cause is bounded and
-- cannot push out the errors of others; those that go are counted among its others. Threat: a web process, which has no user
-- here, reads or changes anything else of the table.
create function app.note_errors(lines jsonb) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  -- One at a time: two that take out the same rows would wait for each other.
  perform pg_catalog.pg_advisory_xact_lock(157);
  insert into public.error_groups as g
    (id, process, kind, message, place, stack, route, times, first_seen_at, last_seen_at, releases)
  select l.id, l.process, l.kind, l.message, l.place, coalesce(l.stack, '{}'), l.route, l.times, l."firstAt", l."lastAt",
    array[l.release]
  from pg_catalog.jsonb_to_recordset(lines) as l (id text, process text, kind text, message text, place text, stack text[],
    route text, times bigint, "firstAt" timestamptz, "lastAt" timestamptz, release text)
  on conflict (id) do update set
    times = g.times + excluded.times,
    stack = excluded.stack,
    route = excluded.route,
    first_seen_at = least(g.first_seen_at, excluded.first_seen_at),
    last_seen_at = greatest(g.last_seen_at, excluded.last_seen_at),
    releases = case when excluded.releases[1] = any (g.releases) then g.releases
      else (g.releases || excluded.releases)[greatest(1, cardinality(g.releases) - 8):] end,
    regressed_at = case when g.resolved_at is not null and excluded.releases[1] <> all (g.releases)
      then excluded.last_seen_at else g.regressed_at end,
    resolved_at = case when excluded.releases[1] <> all (g.releases) then null else g.resolved_at end;

  with ranked as (
    select r.id, row_number() over (partition by r.process order by r.last_seen_at desc, r.id) as place
    from public.error_groups r where r.id not like 'others:%'
  ), gone as (
    delete from public.error_groups d using ranked where d.id = ranked.id and ranked.place > 500
    returning d.process, d.times, d.first_seen_at, d.last_seen_at, d.releases[cardinality(d.releases)] as release
  )
  insert into public.error_groups as g
    (id, process, kind, message, stack, times, first_seen_at, last_seen_at, releases)
  select 'others:' || gone.process, gone.process, 'others', '', '{}', sum(gone.times), min(gone.first_seen_at),
    max(gone.last_seen_at), array[max(gone.release)]
  from gone group by gone.process
  on conflict (id) do update set times = g.times + excluded.times,
    first_seen_at = least(g.first_seen_at, excluded.first_seen_at),
    last_seen_at = greatest(g.last_seen_at, excluded.last_seen_at);
end
$$;
revoke execute on function app.note_errors(jsonb) from public;
grant create on schema app to app_system;
alter function app.note_errors(jsonb) owner to app_system;
revoke create on schema app from app_system;
grant execute on function app.note_errors(jsonb) to app_realtime;

reset role;
insert into migrations.applied (name, run_on) values ('0157_error_groups', now());
