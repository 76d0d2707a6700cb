#!/bin/sh
# Lets PgBouncer read the verifiers of the logins of web and worker, and of nothing else. Run once by the owner of the database, in it:
# by the image of PostgreSQL at its first start, else with PGHOST, PGUSER, POSTGRES_DB and the file of the password as here.
set -eu
password=$(cat "${PGBOUNCER_PASSWORD_FILE:-/run/secrets/pgbouncer_password}")
psql -v ON_ERROR_STOP=1 -v password="$password" \
  --username "${POSTGRES_USER:-postgres}" --dbname "${POSTGRES_DB:-competency}" <<'SQL'
create role pgbouncer login noinherit password :'password';
create schema pgbouncer;
revoke all on schema pgbouncer from public;
grant usage on schema pgbouncer to pgbouncer;
-- Threat: PgBouncer's own password leads to these three verifiers, never to the owner's.
create function pgbouncer.lookup(login_name text, out login text, out verifier text)
  language sql stable security definer set search_path = pg_catalog
  as $$ select rolname::text, rolpassword from pg_authid
    where rolname = login_name and rolname in ('app_web', 'app_sign_in', 'app_worker') and rolcanlogin $$;
revoke all on function pgbouncer.lookup(text) from public;
grant execute on function pgbouncer.lookup(text) to pgbouncer;
SQL
