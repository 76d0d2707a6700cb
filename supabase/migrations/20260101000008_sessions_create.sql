-- Made from db/migrations/0008_sessions_create.sql (npm run db:snapshot).

create table sessions (
  id text collate "C" primary key,
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_reason text,
  user_agent text,
  ip text,
  constraint sessions_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade
);
create index sessions_user_idx on sessions (user_id);

create table refresh_tokens (
  token_hash text collate "C" primary key,
  session_id text collate "C" not null constraint refresh_tokens_session_fkey references sessions (id) on delete cascade,
  parent_hash text collate "C",
  created_at timestamptz not null default now(),
  used_at timestamptz,
  expires_at timestamptz not null
);
create index refresh_tokens_session_idx on refresh_tokens (session_id);

create table sign_in_attempts (
  key text collate "C" primary key,
  failures integer not null default 0,
  locked_until timestamptz,
  updated_at timestamptz not null default now()
);

-- The tables that Better Auth reads and writes for passwords and the second factor. A credential is always that of a
-- person: identity."user".id is users.id, and goes with it.

create table identity."user" (
  id text collate "C" primary key constraint user_person_fkey references users (id) on delete cascade,
  name text not null,
  email text not null constraint user_email_key unique,
  email_verified boolean not null default false,
  image text,
  two_factor_enabled boolean default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table identity.session (
  id text collate "C" primary key,
  expires_at timestamptz not null,
  token text collate "C" not null constraint session_token_key unique,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  ip_address text,
  user_agent text,
  user_id text collate "C" not null references identity."user" (id) on delete cascade
);
create index session_user_id_idx on identity.session (user_id);

create table identity.account (
  id text collate "C" primary key,
  account_id text collate "C" not null,
  provider_id text collate "C" not null,
  user_id text collate "C" not null references identity."user" (id) on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint account_provider_key unique (provider_id, account_id)
);
create index account_user_id_idx on identity.account (user_id);

create table identity.verification (
  id text collate "C" primary key,
  identifier text collate "C" not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verification_identifier_idx on identity.verification (identifier);

create table identity.two_factor (
  id text collate "C" primary key,
  secret text not null,
  backup_codes text not null,
  user_id text collate "C" not null references identity."user" (id) on delete cascade,
  verified boolean default true,
  failed_verification_count integer default 0,
  locked_until timestamptz
);
create index two_factor_secret_idx on identity.two_factor (secret);
create index two_factor_user_id_idx on identity.two_factor (user_id);

reset role;
insert into migrations.applied (name, run_on) values ('0008_sessions_create', now());
