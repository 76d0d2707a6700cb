-- Made from db/migrations/0150_integrity_checks.sql (npm run db:snapshot).

-- What the checks of the installation's own data found: the last run of each kind and some before it. A finding names what
-- it is about by its id alone.
create table integrity_checks (
  id text collate "C" primary key,
  kind text collate "C" not null constraint integrity_checks_kind_check
    check (kind in ('pages', 'indexes', 'audit', 'files', 'progress', 'backups')),
  state text not null constraint integrity_checks_state_check check (state in ('OK', 'FOUND', 'FAILED', 'SKIPPED')),
  -- Why it was skipped or failed.
  reason text,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  -- What this run looked at.
  counted bigint not null,
  findings jsonb not null default '[]',
  -- Behind what the next run goes on; null where this one came to the end.
  reached text collate "C",
  constraint integrity_checks_findings_check check (jsonb_array_length(findings) <= 100),
  constraint integrity_checks_found_check check (state <> 'OK' or findings = '[]'),
  constraint integrity_checks_reason_check check ((reason is not null) = (state in ('FAILED', 'SKIPPED')))
);
create index integrity_checks_newest_idx on integrity_checks (kind, id);

-- Threat: somebody else than who runs the program learns what is broken in it, or hides it.
call app.close_table('integrity_checks');
call app.write_policy('integrity_checks', 'read', 'authenticated', '(select app.is_super_admin())');
create policy metrics_read on integrity_checks for select to app_realtime using (true);
grant select on integrity_checks to app_realtime;

set local role app_system;
insert into notification_templates (id, school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
values ('template_integrity_found_school_admin', 'default', 'Stored Data Damaged', 'IN_APP', 'A check of the stored data found something',
  'The check "{{check_name}}" found something that is not as it should be. The page Health says what it is and what to do.',
  'INTEGRITY_FOUND', 'SCHOOL_ADMIN', 'system');
reset role;

reset role;
insert into migrations.applied (name, run_on) values ('0150_integrity_checks', now());
