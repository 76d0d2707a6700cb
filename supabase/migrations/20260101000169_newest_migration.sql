-- Made from db/migrations/0169_newest_migration.sql (npm run db:snapshot).

-- The newest migration of this database, so that a web process of a version that needs more says it is not ready.
-- Threat: the record of migrations is the owner's alone; this shows one name of a file and nothing else.
create function app.newest_migration() returns text
  language plpgsql stable security definer set search_path = '' as $$
begin
  return (select max(name collate "C") from migrations.applied);
end $$;
grant create on schema app to app_system;
alter function app.newest_migration() owner to app_system;
revoke create on schema app from app_system;
grant usage on schema migrations to app_system;
grant select (name) on migrations.applied to app_system;
revoke all on function app.newest_migration() from public;
grant execute on function app.newest_migration() to app_realtime;

reset role;
insert into migrations.applied (name, run_on) values ('0169_newest_migration', now());
