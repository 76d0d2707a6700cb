-- Made from db/migrations/0132_sign_in_apart.sql (npm run db:snapshot).

-- Passwords, sessions and second factors are for a login of their own: the login of all other requests cannot become
-- app_auth any more, whatever a statement that was smuggled into one of them sets.
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'app_sign_in') then
    begin
      create role app_sign_in login noinherit;
    exception
      -- Two databases of one cluster may be migrated at the same moment.
      when duplicate_object or unique_violation then null;
    end;
  end if;
  if not pg_catalog.pg_has_role('app_sign_in', 'app_auth', 'member') then
    grant app_auth to app_sign_in;
  end if;
  if pg_catalog.pg_has_role('app_web', 'app_auth', 'member') then
    begin
      revoke app_auth from app_web;
    exception
      when internal_error then null;
    end;
    if pg_catalog.pg_has_role('app_web', 'app_auth', 'member') then
      raise exception 'app_web is still a member of app_auth'
        using hint = 'Whoever granted it has to run: revoke app_auth from app_web';
    end if;
  end if;
end
$$;

-- What tells about the caller tells app_auth nothing: it acts before there is one.
revoke execute on function app.has_placement_with(text), app.supervises(text), app.supervised_student_ids(),
  app.own_placement_ids(), app.own_supervisor_ids(), app.uploaded(text), app.writes_evaluation(text), app.is_in_progress(xid)
  from app_auth;

-- Each time from the placements: what an earlier answer left in a setting, any statement could have put there.
create or replace function app.has_placement_with(student text) returns boolean
  language plpgsql stable security definer set search_path = '' as $$
begin
  return app.user_role() is not distinct from 'CLINICAL_SUPERVISOR' and exists (
    select from public.placements p
    join public.placement_supervisors s on s.placement_id = p.id
    join public.schools c on c.id = p.school_id
    join public.users u on u.id = p.student_id
    where p.student_id = student
      and s.supervisor_id = app.user_id()
      and p.ended_at is null
      and (now() at time zone c.time_zone)::date between p.starts_on and p.ends_on + 14
      and app.takes_part(u.status)
  );
end
$$;
create or replace function app.supervises(student text) returns boolean language sql stable as $$
  select app.has_placement_with(student)
$$;

-- Who asks is a setting of the transaction, which the login sets before it takes a role. Nobody else may: a query that
-- was smuggled into a statement runs in that role, and SET is no query. Large objects are nobody's, and the program has
-- none. Only a superuser can take these from everybody; where the owner is none, docs/security.md says what is left.
do $$
begin
  if (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
    revoke execute on function pg_catalog.set_config(text, text, boolean), pg_catalog.lo_creat(integer),
      pg_catalog.lo_create(oid), pg_catalog.lo_from_bytea(oid, bytea) from public;
    grant execute on function pg_catalog.set_config(text, text, boolean) to app_web, app_sign_in, app_worker;
  end if;
end
$$;

reset role;
insert into migrations.applied (name, run_on) values ('0132_sign_in_apart', now());
