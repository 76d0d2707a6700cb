-- Made from db/migrations/0163_database_figures.sql (npm run db:snapshot).

-- Where the server has it and the owner may install it, pg_stat_statements tells how long each statement takes in all. Anybody
-- may read its view by default.
do $$
begin
  create extension if not exists pg_stat_statements with schema app;
  revoke all on app.pg_stat_statements, app.pg_stat_statements_info from public;
  revoke execute on function app.pg_stat_statements(boolean), app.pg_stat_statements_info(),
    app.pg_stat_statements_reset(oid, oid, bigint, boolean) from public;
  grant select on app.pg_stat_statements to app_system;
  grant execute on function app.pg_stat_statements(boolean) to app_system;
exception
  when insufficient_privilege or undefined_file or feature_not_supported or undefined_function or undefined_table
    or invalid_schema_name then
    raise notice 'pg_stat_statements cannot be used: %', sqlerrm;
end $$;

-- What sessions of other roles do, and how far replicas are, is seen with this role alone. It reads no table.
do $$
begin
  grant pg_read_all_stats to app_system;
exception
  when insufficient_privilege or undefined_object then
    raise notice 'what sessions do is not visible: %', sqlerrm;
end $$;

-- How the server and this database are, for the metrics. What cannot be seen is null. It takes no lock that somebody else could
-- hold, and counts no row: sizes and dead rows are what the server last noted. Threat: a web process reads the statements of
-- other sessions, whose text may hold values; it gets those of pg_stat_statements, which has none.
create function app.database_figures() returns jsonb
  language plpgsql stable security definer set search_path = '' as $$
declare
  own oid := (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database());
  sees boolean := pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'usage');
  figures jsonb;
  part jsonb;
  stats text;
begin
  select jsonb_build_object(
    'isSeen', sees,
    'connections', case when sees then (
      select coalesce(jsonb_object_agg(s.state, s.number), '{}') from (
        select coalesce(a.state, 'starting') as state, count(*) as number
        from pg_catalog.pg_stat_activity a where a.datid = own and a.backend_type = 'client backend' group by 1) s) end,
    'connectionsUsed', (select count(*) from pg_catalog.pg_stat_activity a
      where not sees or a.backend_type = 'client backend'),
    'connectionsMost', pg_catalog.current_setting('max_connections')::integer,
    'longestTransactionSeconds', case when sees then (
      select coalesce(max(extract(epoch from clock_timestamp() - a.xact_start)), 0) from pg_catalog.pg_stat_activity a
      where a.datid = own and a.backend_type = 'client backend' and a.pid <> pg_catalog.pg_backend_pid()) end,
    'transactionIdAge', (select pg_catalog.age(d.datfrozenxid) from pg_catalog.pg_database d where d.oid = own),
    'bytes', pg_catalog.pg_database_size(own))
  into figures;

  select figures || jsonb_build_object('locksWaiting', count(*),
    'lockWaitSeconds', coalesce(max(extract(epoch from clock_timestamp() - l.waitstart)), 0))
  into figures
  from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid = l.pid
  where not l.granted and a.datid = own;

  select figures || jsonb_build_object('blocksHit', s.blks_hit, 'blocksRead', s.blks_read, 'deadlocks', s.deadlocks)
  into figures from pg_catalog.pg_stat_database s where s.datid = own;

  -- The largest; of the size, the share of dead rows is what a vacuum would make free.
  select jsonb_agg(t) into part from (
    select s.relname as name, c.relpages::bigint * pg_catalog.current_setting('block_size')::integer as bytes,
      coalesce(s.n_dead_tup::double precision / nullif(s.n_live_tup + s.n_dead_tup, 0), 0) as "deadShare"
    from pg_catalog.pg_stat_all_tables s join pg_catalog.pg_class c on c.oid = s.relid
    where s.schemaname in ('public', 'identity') and c.relpages > 0
    order by c.relpages desc, s.relname limit 20) t;
  figures := figures || jsonb_build_object('tables', coalesce(part, '[]'));

  part := null;
  begin
    if sees and not pg_catalog.pg_is_in_recovery() then
      select coalesce(jsonb_agg(r), '[]') into part from (
        select s.application_name as name,
          max(pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), coalesce(s.replay_lsn, s.flush_lsn))) as bytes,
          coalesce(max(extract(epoch from s.replay_lag)), 0) as seconds
        from pg_catalog.pg_stat_replication s where s.state = 'streaming' group by 1 order by 2 desc limit 20) r;
    end if;
  exception when others then part := null;
  end;
  figures := figures || jsonb_build_object('replicas', part);

  part := null;
  begin
    select n.nspname || '.pg_stat_statements' into stats
    from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
    where e.extname = 'pg_stat_statements';
    if stats is not null and sees then
      -- Only what reads and writes rows: the text of other commands keeps its values.
      execute format($f$
        select coalesce(jsonb_agg(t), '[]') from (
          select left(s.query, 20000) as text, s.calls, s.total_exec_time / 1000 as seconds,
            s.total_exec_time / nullif(sum(s.total_exec_time) over (), 0) as share
          from (select q.query, sum(q.calls) as calls, sum(q.total_exec_time) as total_exec_time
            from %I.pg_stat_statements q where q.dbid = $1 and q.query ~* '^\s*(select|insert|update|delete|merge|with)\y'
            group by q.query) s
          order by s.total_exec_time desc limit 20) t $f$, split_part(stats, '.', 1)) into part using own;
    end if;
  -- Not loaded (shared_preload_libraries), too old, or not allowed.
  exception when others then part := null;
  end;
  return figures || jsonb_build_object('statements', part);
end
$$;
revoke execute on function app.database_figures() from public;
grant create on schema app to app_system;
alter function app.database_figures() owner to app_system;
revoke create on schema app from app_system;
grant execute on function app.database_figures() to app_realtime;

reset role;
insert into migrations.applied (name, run_on) values ('0163_database_figures', now());
