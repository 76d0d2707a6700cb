-- Made from db/migrations/0009_audit_create.sql (npm run db:snapshot).

-- Written on every command, so each keeps few indexes, and no foreign keys: the record outlives what it tells about.

create table audit_log (
  id text collate "C" not null,
  school_id text collate "C" not null,
  occurred_at timestamptz not null default now(),
  actor_id text collate "C",
  actor_role text,
  action text not null,
  entity_type text not null,
  entity_id text collate "C",
  student_id text collate "C",
  request_id text collate "C",
  detail jsonb,
  -- Given by the sealing job, over committed rows.
  seal_number bigint,
  previous_hash text,
  hash text,
  primary key (school_id, id),
  constraint audit_log_seal_check check ((seal_number is null) = (hash is null))
);
create index audit_log_unsealed_idx on audit_log (id) where seal_number is null;
create unique index audit_log_seal_number_key on audit_log (seal_number, school_id) where seal_number is not null;

create table access_log (
  id text collate "C" not null,
  school_id text collate "C" not null,
  occurred_at timestamptz not null default now(),
  actor_id text collate "C" not null,
  subject_id text collate "C" not null,
  what text not null,
  request_id text collate "C",
  primary key (school_id, id)
);
create index access_log_subject_idx on access_log (subject_id, id);

create table events (
  id text collate "C" primary key,
  school_id text collate "C" not null,
  type text not null,
  student_id text collate "C",
  data jsonb not null default '{}'::jsonb,
  created_at timestamptz not null default now(),
  -- A sequence is not commit order: the relay, alone, numbers committed events.
  seq bigint
);
create unique index events_seq_key on events (seq) where seq is not null;
create index events_unnumbered_idx on events (id) where seq is null;

create table processed_events (
  handler text collate "C" not null,
  event_id text collate "C" not null,
  processed_at timestamptz not null default now(),
  primary key (handler, event_id)
);

create table leases (
  name text collate "C" primary key,
  holder text collate "C" not null,
  expires_at timestamptz not null
);

create table idempotency_keys (
  user_id text collate "C" not null,
  route text collate "C" not null,
  key text collate "C" not null,
  school_id text collate "C" not null,
  request_hash text not null,
  state text not null default 'IN_FLIGHT' constraint idempotency_keys_state_check check (state in ('IN_FLIGHT', 'DONE')),
  response_status integer,
  response_body jsonb,
  created_at timestamptz not null default now(),
  primary key (user_id, route, key),
  constraint idempotency_keys_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade
);

reset role;
insert into migrations.applied (name, run_on) values ('0009_audit_create', now());
