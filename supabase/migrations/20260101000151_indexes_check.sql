-- Made from db/migrations/0151_indexes_check.sql (npm run db:snapshot).

-- amcheck compares indexes with their tables. Its functions are the superuser's unless granted; where the server does not
-- have it, or the owner of the database may not install it, the check of indexes says so.
do $$
begin
  create extension if not exists amcheck with schema app;
  grant execute on function app.bt_index_check(regclass, boolean) to app_system;
exception
  when insufficient_privilege or undefined_file or feature_not_supported or undefined_function then
    raise notice 'amcheck cannot be used: %', sqlerrm;
end $$;

-- The B-trees of the program's own tables, by name.
create function app.own_indexes() returns table (name text, index regclass)
  language sql stable set search_path = '' as $$
  select (n.nspname || '.' || c.relname) collate "C", c.oid::regclass
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_index i on i.indexrelid = c.oid
  join pg_catalog.pg_am m on m.oid = c.relam
  where n.nspname in ('app', 'auth', 'identity', 'public') and c.relkind = 'i' and m.amname = 'btree'
    and i.indisvalid and i.indisready and c.relpersistence = 'p'
$$;

-- Whether an index fits its table: each row has its entry, and the entries are in order. Null where amcheck is missing or
-- may not be used.
create function app.fits_index(checked regclass) returns boolean
  language plpgsql set search_path = '' as $$
declare
  checker text;
begin
  select p.oid::regproc::text into checker
  from pg_catalog.pg_extension e
  join pg_catalog.pg_proc p on p.pronamespace = e.extnamespace and p.proname = 'bt_index_check'
    and p.proargtypes = '2205 16'::oidvector
  where e.extname = 'amcheck' and pg_catalog.has_function_privilege(p.oid, 'execute');
  if checker is null then
    return null;
  end if;
  execute 'select ' || checker || '($1, true)' using checked;
  return true;
exception
  when index_corrupted or data_corrupted then
    raise warning 'index %: %', checked, sqlerrm;
    return false;
end $$;

revoke execute on function app.own_indexes(), app.fits_index(regclass) from public;
grant execute on function app.own_indexes(), app.fits_index(regclass) to app_system;

reset role;
insert into migrations.applied (name, run_on) values ('0151_indexes_check', now());
