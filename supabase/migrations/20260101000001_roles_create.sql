-- Made from db/migrations/0001_roles_create.sql (npm run db:snapshot).

create schema migrations;
create table migrations.applied (id serial primary key, name varchar(255) not null, run_on timestamp not null);

-- Roles belong to the cluster, not to this database: another database of it, or Supabase, may have made them already.
-- A login role may only SET ROLE (NOINHERIT): forgetting to choose a role ends in "permission denied".
-- The passwords of the login roles are set by the program that runs the migrations.
do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('authenticated', 'nologin'),
      ('app_command', 'nologin'),
      ('app_auth', 'nologin'),
      ('app_realtime', 'nologin'),
      ('app_system', 'nologin'),
      ('app_web', 'login noinherit'),
      ('app_worker', 'login noinherit')
    ) as roles (name, attributes)
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted.name) then
      begin
        execute format('create role %I %s', wanted.name, wanted.attributes);
      exception
        -- Two databases of one cluster may be migrated at the same moment.
        when duplicate_object or unique_violation then null;
      end;
    end if;
  end loop;
end
$$;

do $$
declare
  pair record;
begin
  for pair in
    select * from (values
      ('authenticated', 'app_web'),
      ('app_command', 'app_web'),
      ('app_auth', 'app_web'),
      ('app_realtime', 'app_web'),
      ('app_system', 'app_worker'),
      ('app_realtime', 'app_worker')
    ) as pairs (granted, member)
  loop
    if not pg_catalog.pg_has_role(pair.member, pair.granted, 'member') then
      execute format('grant %I to %I', pair.granted, pair.member);
    end if;
  end loop;
  -- The owner writes the reference rows and makes app_system the owner of the SECURITY DEFINER functions. An owner
  -- who is no superuser is under the forced policies too, and needs this membership for both.
  if not (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
    execute format('grant app_system to %I', current_user);
  end if;
end
$$;

create schema app;
create schema identity;

-- Supabase brings these; elsewhere they are made alike, so that policies read the same everywhere.
do $$
begin
  if pg_catalog.to_regnamespace('auth') is null then
    create schema auth;
  end if;
  if pg_catalog.to_regprocedure('auth.jwt()') is null then
    create function auth.jwt() returns jsonb language sql stable as
      $f$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb $f$;
  end if;
  if pg_catalog.to_regprocedure('auth.uid()') is null then
    create function auth.uid() returns uuid language sql stable as
      $f$ select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $f$;
  end if;
  if pg_catalog.to_regprocedure('auth.role()') is null then
    create function auth.role() returns text language sql stable as
      $f$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role' $f$;
  end if;
  begin
    grant usage on schema auth to authenticated, app_command;
  exception
    -- On Supabase the schema is another role's, and authenticated has this already.
    when insufficient_privilege then null;
  end;
end
$$;

-- The claims are an empty string after a reset, and no row's key is null: without claims every comparison below is
-- null, and a policy lets nothing through. Ids are text, so a subject that is no uuid cannot make a policy fail.
-- These are plain SQL without settings of their own, so the planner can inline them into the (select …) of a policy.
create function app.user_id() returns text language sql stable as
  $$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub' $$;

-- Only app_metadata counts: a user can write their own user_metadata on Supabase.
create function app.user_role() returns text language sql stable as
  $$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'app_metadata' ->> 'role' $$;

create function app.school_id() returns text language sql stable as
  $$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'app_metadata' ->> 'school_id' $$;

-- The school that the user administers, else null.
create function app.admin_school_id() returns text language sql stable as
  $$ select case when nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'app_metadata' ->> 'role' = 'SCHOOL_ADMIN'
       then nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'app_metadata' ->> 'school_id' end $$;

-- The school whose staff the user belongs to, else null.
create function app.staff_school_id() returns text language sql stable as
  $$ select case when nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'app_metadata' ->> 'role'
       in ('CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN')
       then nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'app_metadata' ->> 'school_id' end $$;

create function app.is_super_admin() returns boolean language sql stable as
  $$ select coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'app_metadata' ->> 'role' = 'SUPER_ADMIN', false) $$;

-- School 'default', whose rows every school may read, for whoever is signed in.
create function app.shared_school_id() returns text language sql stable as
  $$ select case when nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub' is not null then 'default' end $$;

reset role;
insert into migrations.applied (name, run_on) values ('0001_roles_create', now());
