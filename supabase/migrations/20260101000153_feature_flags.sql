-- Made from db/migrations/0153_feature_flags.sql (npm run db:snapshot).

-- Who gets which variant of a feature flag. The program has the list of flags: one without a row here gives its default,
-- and a row that the program does not know is used by nothing.
create table feature_flags (
  key text collate "C" primary key constraint feature_flags_key_check
    check (key ~ '^[a-z0-9]+([.-][a-z0-9]+)*$' and length(key) <= 64),
  -- Checked by the program when it reads them: what it cannot read gives the default.
  rules jsonb not null constraint feature_flags_rules_check check (jsonb_typeof(rules) = 'object'),
  -- Grows with each change of the shares, since people of different shares cannot be compared.
  round integer not null default 1 constraint feature_flags_round_check check (round >= 1),
  revision integer not null default 1 constraint feature_flags_revision_check check (revision >= 1),
  changed_at timestamptz not null default now()
);

-- Threat: somebody else than who runs the program decides what people get, or learns who gets what.
call app.close_table('feature_flags');
call app.write_policy('feature_flags', 'read', 'authenticated, app_command', '(select app.is_super_admin())');
call app.write_policy('feature_flags', 'add', 'app_command', '(select app.is_super_admin())');
-- What it leaves behind has to meet what it found it by, as PostgreSQL has it where no check is named.
create policy feature_flags_change on feature_flags for update to app_command using ((select app.is_super_admin()));
grant update on feature_flags to app_command;
call app.write_policy('feature_flags', 'remove', 'app_command', '(select app.is_super_admin())');
-- A web process keeps them, and tells each person their own variant alone.
create policy process_read on feature_flags for select to app_realtime using (true);
grant select on feature_flags to app_realtime;

reset role;
insert into migrations.applied (name, run_on) values ('0153_feature_flags', now());
