-- Up Migration

-- Threat: a token says who somebody was when it was signed. Behind PostgREST nobody asks whether they may still sign in,
-- whether their session has ended, or whether they have another role now. `users` and `sessions` say so.

-- Supabase Auth has sessions of its own, under row level security that only the owner of a project's database passes.
-- Elsewhere there are none, and no function with an owner's rights is made.
do $do$
begin
  if pg_catalog.to_regclass('auth.sessions') is null then
    create function app.auth_session_lives(session_id text, user_id text) returns boolean language sql stable as
      'select false';
    return;
  end if;
  create function app.auth_session_lives(session_id text, user_id text) returns boolean
    language plpgsql stable security definer set search_path = '' as $$
  begin
    -- Our own sessions have ids that are no uuid.
    if session_id !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
      return false;
    end if;
    return exists (
      select from auth.sessions s join auth.users u on u.id = s.user_id
      where s.id = session_id::uuid and u.id::text = $2 and (s.not_after is null or s.not_after > now())
        and (u.banned_until is null or u.banned_until < now()));
  end $$;
end
$do$;
revoke all on function app.auth_session_lives(text, text) from public;
grant execute on function app.auth_session_lives(text, text) to app_system;

-- The id, role or school of the token's user; null unless the token still holds and says what `users` says.
create function app.token_claim(wanted text) returns text
  language plpgsql stable security definer set search_path = '' as $$
declare
  claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
begin
  return (
    select case wanted when 'id' then u.id when 'role' then u.role when 'school' then u.school_id end
    from public.users u join public.schools c on c.id = u.school_id
    where u.id = claims ->> 'sub' and u.role = claims -> 'app_metadata' ->> 'role'
      and u.school_id = claims -> 'app_metadata' ->> 'school_id' and u.status = 'ACTIVE' and c.status = 'OPEN'
      and (exists (
          select from public.sessions s
          where s.id = claims ->> 'session_id' and s.user_id = u.id and s.revoked_at is null and s.expires_at > now()
            and not s.must_enrol)
        or app.auth_session_lives(claims ->> 'session_id', u.id)));
end $$;
grant create on schema app to app_system;
alter function app.token_claim(text) owner to app_system;
revoke create on schema app from app_system;
revoke all on function app.token_claim(text) from public;
grant execute on function app.token_claim(text) to authenticated, app_command, app_auth, app_realtime, app_system;

-- Inlined into the policies as before, so a transaction of the program, which sets all three, never reaches the call.
create or replace function app.user_id() returns text language sql stable as
  $$ select coalesce(nullif(current_setting('app.user_id', true), ''),
       case when current_setting('request.jwt.claims', true) <> '' then app.token_claim('id') end) $$;

create or replace function app.user_role() returns text language sql stable as
  $$ select coalesce(nullif(current_setting('app.user_role', true), ''),
       case when current_setting('request.jwt.claims', true) <> '' then app.token_claim('role') end) $$;

create or replace function app.school_id() returns text language sql stable as
  $$ select coalesce(nullif(current_setting('app.school_id', true), ''),
       case when current_setting('request.jwt.claims', true) <> '' then app.token_claim('school') end) $$;

-- Down Migration

create or replace function app.user_id() returns text language sql stable as
  $$ select coalesce(nullif(current_setting('app.user_id', true), ''),
       nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub') $$;

create or replace function app.user_role() returns text language sql stable as
  $$ select coalesce(nullif(current_setting('app.user_role', true), ''),
       nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'app_metadata' ->> 'role') $$;

create or replace function app.school_id() returns text language sql stable as
  $$ select coalesce(nullif(current_setting('app.school_id', true), ''),
       nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'app_metadata' ->> 'school_id') $$;

drop function app.token_claim(text);
drop function app.auth_session_lives(text, text);
