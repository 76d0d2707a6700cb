-- Made from db/migrations/0166_access_token_hook.sql (npm run db:snapshot).

-- What Supabase Auth puts into its access tokens, where it is set as the project's hook: role and school as they are here,
-- whatever was written there. Elsewhere nobody may call it.
--
-- Threat: a token from there, which PostgREST takes, opens what its person may no longer see here, or what their second factor
-- protects. Whoever may not sign in gets none; whoever has a factor here and has not proved one there, or whose school is
-- suspended, gets one of `anon`, which may do nothing, and by which the program still learns that the password is right.
create function app.access_token_hook(event jsonb) returns jsonb
  language plpgsql stable security definer set search_path = '' as $$
declare
  -- Only the service's own key writes app_metadata.
  person text collate "C" := coalesce(event -> 'claims' -> 'app_metadata' ->> 'user_id', event ->> 'user_id');
  found_role text;
  found_school text;
  may_read boolean;
  claims jsonb := event -> 'claims';
begin
  select u.role, u.school_id,
    s.status = 'OPEN' and (event -> 'claims' ->> 'aal' = 'aal2'
      or not exists (select from public.totp_factors f where f.user_id = u.id)
        and not exists (select from public.passkeys k where k.user_id = u.id))
  into found_role, found_school, may_read
  from public.users u join public.schools s on s.id = u.school_id
  where u.id = person and u.status = 'ACTIVE' and u.role <> 'SYSTEM';
  if found_role is null then
    return jsonb_build_object('error', jsonb_build_object('http_code', 403, 'message', 'This person may not sign in.'));
  end if;
  claims := jsonb_set(claims, '{app_metadata}', coalesce(claims -> 'app_metadata', '{}')
    || jsonb_build_object('role', found_role, 'school_id', found_school));
  if may_read is not true then
    claims := jsonb_set(claims, '{role}', '"anon"');
  end if;
  return jsonb_build_object('claims', claims);
end $$;
grant create on schema app to app_system;
alter function app.access_token_hook(jsonb) owner to app_system;
revoke create on schema app from app_system;
revoke all on function app.access_token_hook(jsonb) from public;
do $$
begin
  if exists (select from pg_catalog.pg_roles where rolname = 'supabase_auth_admin') then
    grant usage on schema app to supabase_auth_admin;
    grant execute on function app.access_token_hook(jsonb) to supabase_auth_admin;
  end if;
end
$$;

reset role;
insert into migrations.applied (name, run_on) values ('0166_access_token_hook', now());
