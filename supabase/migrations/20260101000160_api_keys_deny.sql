-- Made from db/migrations/0160_api_keys_deny.sql (npm run db:snapshot).

-- Threat: on Supabase a key that every browser has reaches what its project granted by default when a table was made.
-- Tables were closed to `anon` one by one; views, sequences and the server's own key were not. Elsewhere these roles do
-- not exist, and nothing happens.
do $$
declare
  api_role text;
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'anon') then
    return;
  end if;
  foreach api_role in array array['anon', 'service_role']
  loop
    if exists (select from pg_catalog.pg_roles where rolname = api_role) then
      execute format('revoke all on all tables in schema public, identity, app from %I', api_role);
      execute format('revoke all on all sequences in schema public, identity, app from %I', api_role);
      execute format('revoke all on all routines in schema public, identity, app from %I', api_role);
      execute format('alter default privileges in schema public revoke all on tables from %I', api_role);
      execute format('alter default privileges in schema public revoke all on sequences from %I', api_role);
      execute format('alter default privileges in schema public revoke all on routines from %I', api_role);
    end if;
  end loop;
  alter default privileges in schema public revoke all on tables from authenticated;
  alter default privileges in schema public revoke all on sequences from authenticated;
  alter default privileges in schema public revoke all on routines from authenticated;
end
$$;

reset role;
insert into migrations.applied (name, run_on) values ('0160_api_keys_deny', now());
