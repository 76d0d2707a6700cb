-- Made from db/migrations/0074_jobs_report.sql (npm run db:snapshot).

-- What workers tell about the jobs, and what a super admin asks of them. The web login has no right on the jobs' store
-- itself: it reads what the workers wrote here, and leaves commands that they carry out.

-- Runs of jobs by outcome: for each minute of the last day, and in the row of '-infinity' since the beginning.
create table job_counts (
  job text collate "C" not null,
  minute timestamptz not null,
  completed bigint not null default 0,
  retried bigint not null default 0,
  failed bigint not null default 0,
  cancelled bigint not null default 0,
  primary key (job, minute)
);
create index job_counts_minute_idx on job_counts (minute);

-- Jobs that failed for good and are kept in the store. `cause` and `fields` name neither a person nor a value.
create table job_failures (
  id text collate "C" primary key,
  job text collate "C" not null,
  cause text not null,
  fields text[] not null default '{}',
  attempts integer not null,
  added_at timestamptz not null,
  failed_at timestamptz not null
);
create index job_failures_latest_idx on job_failures (failed_at, id);
create index job_failures_job_idx on job_failures (job, failed_at);

create table job_commands (
  id text collate "C" primary key,
  act text not null constraint job_commands_act_check check (act in ('RETRY', 'RETRY_ALL', 'DISCARD', 'CANCEL')),
  -- The job, or for RETRY_ALL the name of its kind.
  target text collate "C" not null,
  requested_at timestamptz not null default now(),
  done_at timestamptz,
  outcome text constraint job_commands_outcome_check check (outcome in ('done', 'gone', 'scheduled')),
  constraint job_commands_done_check check ((done_at is null) = (outcome is null))
);
create index job_commands_pending_idx on job_commands (requested_at) where done_at is null;
create index job_commands_requested_idx on job_commands (requested_at);

-- Threat: somebody else than who runs the program learns what it does for all schools, or stops its work.
call app.close_table('job_counts');
call app.write_policy('job_counts', 'read', 'authenticated', '(select app.is_super_admin())');
create policy metrics_read on job_counts for select to app_realtime using (true);
grant select on job_counts to app_realtime;
call app.close_table('job_failures');
call app.write_policy('job_failures', 'read', 'authenticated, app_command', '(select app.is_super_admin())');
call app.close_table('job_commands');
call app.write_policy('job_commands', 'read', 'authenticated', '(select app.is_super_admin())');
-- Threat: a command is made to look carried out.
call app.write_policy('job_commands', 'add', 'app_command', '(select app.is_super_admin()) and done_at is null');

-- How much waits to leave by email or push, for the metrics: the role that reads them sees no message.
create function app.notifications_due() returns table (waiting integer, oldest_seconds double precision)
  language sql stable security definer rows 1 set search_path = '' as $$
  select count(*)::integer, extract(epoch from now() - min(due.scheduled_for))::double precision
  from (select q.scheduled_for from public.notification_queue q
        where q.status = 'PENDING' and q.channel <> 'IN_APP' and q.scheduled_for <= now()
        order by q.scheduled_for limit 10000) due
$$;
grant create on schema app to app_system;
alter function app.notifications_due() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.notifications_due() from public;
grant execute on function app.notifications_due() to app_realtime;

reset role;
insert into migrations.applied (name, run_on) values ('0074_jobs_report', now());
