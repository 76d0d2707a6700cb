-- Made from db/migrations/0076_ended_sessions.sql (npm run db:snapshot).

-- Every web process looks each second which sessions ended.
create index sessions_revoked_idx on sessions (revoked_at) where revoked_at is not null;

reset role;
insert into migrations.applied (name, run_on) values ('0076_ended_sessions', now());
