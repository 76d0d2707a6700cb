-- Made from db/migrations/0017_claims_set.sql (npm run db:snapshot).

-- Who asks, as three plain settings of the transaction: the program sets them, all at once, for every transaction of its
-- own. A policy reads them several times a statement, and taking the claims' JSON apart each time cost more than many a
-- statement's own work. Without them the JWT's claims say it, as behind PostgREST, where nobody can set a parameter of
-- this kind.
create or replace function app.user_id() returns text language sql stable as
  $$ select coalesce(nullif(current_setting('app.user_id', true), ''),
       nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub') $$;

create or replace function app.user_role() returns text language sql stable as
  $$ select coalesce(nullif(current_setting('app.user_role', true), ''),
       nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'app_metadata' ->> 'role') $$;

create or replace function app.school_id() returns text language sql stable as
  $$ select coalesce(nullif(current_setting('app.school_id', true), ''),
       nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'app_metadata' ->> 'school_id') $$;

create or replace function app.admin_school_id() returns text language sql stable as
  $$ select case when app.user_role() = 'SCHOOL_ADMIN' then app.school_id() end $$;

create or replace function app.staff_school_id() returns text language sql stable as
  $$ select case when app.user_role() in ('CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN') then app.school_id() end $$;

create or replace function app.is_super_admin() returns boolean language sql stable as
  $$ select coalesce(app.user_role() = 'SUPER_ADMIN', false) $$;

create or replace function app.shared_school_id() returns text language sql stable as
  $$ select case when app.user_id() is not null then 'default' end $$;

reset role;
insert into migrations.applied (name, run_on) values ('0017_claims_set', now());
