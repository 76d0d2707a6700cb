-- Made from db/migrations/0110_factors_keep.sql (npm run db:snapshot).

-- How people prove who they are beside their password. Only sign-in and a person's own settings read and write these
-- tables, as app_auth; no token reads them.

-- The authenticator app of a person. The secret is sealed, and `last_step` is the step of the last code that was used, so
-- that a code works once.
create table totp_factors (
  user_id text collate "C" primary key,
  school_id text collate "C" not null,
  sealed_secret text not null,
  last_step bigint not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  constraint totp_factors_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade
);
create index totp_factors_school_idx on totp_factors (school_id, user_id);

-- For whoever lost the other factors: each works once.
create table recovery_codes (
  user_id text collate "C" not null,
  code_hash text collate "C" not null,
  school_id text collate "C" not null,
  created_at timestamptz not null default now(),
  used_at timestamptz,
  primary key (user_id, code_hash),
  constraint recovery_codes_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade
);
create index recovery_codes_school_idx on recovery_codes (school_id, user_id);

-- WebAuthn credentials, by the credential id in base64url. `signatures` is the authenticator's own counter, which may not
-- go back: a copy of an authenticator would. Those that are synced between devices do not count and say 0.
create table passkeys (
  id text collate "C" primary key constraint passkeys_id_check check (length(id) <= 1400),
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  name text not null constraint passkeys_name_check check (btrim(name) <> '' and length(name) <= 60),
  public_key bytea not null constraint passkeys_public_key_check check (octet_length(public_key) <= 4096),
  signatures bigint not null default 0 constraint passkeys_signatures_check check (signatures >= 0),
  transports text[] not null default '{}',
  is_synced boolean not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  constraint passkeys_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade
);
create index passkeys_user_idx on passkeys (school_id, user_id);

-- What is under way and is no session: a sign-in that waits for its second factor, and the challenges of passkeys. Each
-- is bound to the address that it came from, ends after minutes, and allows few tries.
create table sign_in_challenges (
  id_hash text collate "C" primary key,
  kind text not null constraint sign_in_challenges_kind_check
    check (kind in ('SIGN_IN', 'PASSKEY', 'REGISTER', 'STEP_UP')),
  school_id text collate "C",
  user_id text collate "C",
  source_hash text not null,
  passkey_challenge text,
  tries integer not null default 0,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  constraint sign_in_challenges_user_check check ((kind = 'PASSKEY') = (user_id is null)),
  constraint sign_in_challenges_school_check check ((school_id is null) = (user_id is null)),
  constraint sign_in_challenges_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade
);
create index sign_in_challenges_user_idx on sign_in_challenges (school_id, user_id);
create index sign_in_challenges_expires_idx on sign_in_challenges (expires_at);

-- Browsers in which a person has signed in. Until `remembered_until` no second factor is asked for there.
create table known_devices (
  id text collate "C" primary key,
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  token_hash text collate "C" not null,
  user_agent text,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  remembered_until timestamptz,
  constraint known_devices_token_key unique (user_id, token_hash),
  constraint known_devices_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade
);
create index known_devices_user_idx on known_devices (school_id, user_id);
create index known_devices_used_idx on known_devices (last_used_at);

-- Threat: a reader's token shows sealed secrets, hashes or who has a factor; somebody adds a factor to another's account.
-- Nobody has a policy here but sign-in, which finds a person by what they prove.
do $$
declare
  target regclass;
begin
  foreach target in array array['totp_factors', 'recovery_codes', 'passkeys', 'sign_in_challenges', 'known_devices']::regclass[]
  loop
    call app.close_table(target);
    execute format('create policy sign_in_reads on %s for select to app_auth using (true)', target);
    execute format('create policy sign_in_inserts on %s for insert to app_auth with check (true)', target);
    execute format('create policy sign_in_updates on %s for update to app_auth using (true) with check (true)', target);
    execute format('create policy sign_in_deletes on %s for delete to app_auth using (true)', target);
    execute format('grant select, insert, update, delete on %s to app_auth', target);
  end loop;
end
$$;

-- The roles of a school that need a second factor. Whoever has one of them and no factor sets one up when they sign in
-- next, and can do nothing else until then.
create table sign_in_rules (
  school_id text collate "C" primary key references schools (id) on delete cascade,
  factor_roles text[] not null default '{}' constraint sign_in_rules_factor_roles_check
    check (factor_roles <@ array['STUDENT', 'CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN', 'SUPER_ADMIN']),
  updated_at timestamptz not null default now()
);
-- Threat: somebody who is held to a second factor lifts the rule; another school learns whose accounts have none.
call app.protect_school_table('sign_in_rules', read_by => 'school', verbs => '{read,add,change}');
create policy sign_in_reads on sign_in_rules for select to app_auth using (true);
grant select on sign_in_rules to app_auth;

-- When the person of a session last proved who they are, and whether they have to set up a second factor first.
alter table sessions
  add column proved_at timestamptz not null default now(),
  add column must_enrol boolean not null default false;
update sessions set proved_at = created_at;

reset role;
insert into migrations.applied (name, run_on) values ('0110_factors_keep', now());
