-- Made from db/migrations/0127_access_seal.sql (npm run db:snapshot).

-- The seal that covers a row; the job that seals sets it, so that writing a row costs a read no more than before.
alter table access_log add column seal_number bigint;

-- Threat: somebody's look at a record is changed or removed by the program's own work.
create trigger access_log_settled before update on access_log
  for each row execute function app.refuse_change_except('seal_number');
drop policy system_deletes on access_log;
revoke update, delete on access_log from app_system;
grant update (seal_number) on access_log to app_system;

-- Threat: a look is recorded as if it were sealed.
drop policy access_log_add on access_log;
create policy access_log_add on access_log for insert to app_command
  with check (
    actor_id = (select app.user_id())
    and (school_id = (select app.school_id()) or (select app.is_super_admin()))
    and seal_number is null
  );

-- One hash over many access rows, chained in each school. `fingerprints` are 8 bytes of each row's own hash, in the order of
-- ids: they cover nothing, and show which row it is where the hash does not fit.
create table access_seals (
  school_id text collate "C" not null references schools (id),
  number bigint not null constraint access_seals_number_check check (number >= 1),
  sealed_at timestamptz not null,
  first_id text collate "C" not null,
  last_id text collate "C" not null,
  entries integer not null constraint access_seals_entries_check check (entries >= 1),
  fingerprints bytea not null constraint access_seals_fingerprints_check check (length(fingerprints) = 8 * entries),
  previous_hash text not null,
  hash text not null,
  constraint access_seals_pkey primary key (school_id, number)
);

-- The last seals of both chains of a school on a day, kept outside of the database too.
create table audit_anchors (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  anchored_at timestamptz not null,
  audit_number bigint not null,
  audit_hash text,
  access_number bigint not null,
  access_hash text,
  -- Of the whole file in which the anchor stands.
  digest text not null,
  -- The authority whose time stamp is beside the file.
  stamped_by text collate "C"
);

create index audit_anchors_school_id_idx on audit_anchors (school_id, anchored_at);

-- What the last check of a school found.
create table audit_checks (
  school_id text collate "C" primary key references schools (id),
  checked_at timestamptz not null,
  audit_number bigint not null,
  audit_hash text,
  access_number bigint not null,
  access_hash text,
  entries bigint not null,
  -- The first place that does not fit: which log, the seal, the entry under it, and how.
  fault jsonb
);

-- Threat: a school learns of another's acts, or somebody but the job writes what is to prove them.
call app.protect_school_table('access_seals', read_by => 'school', verbs => '{read}');
call app.protect_school_table('audit_anchors', read_by => 'school', verbs => '{read}');
call app.protect_school_table('audit_checks', read_by => 'school', verbs => '{read}');
drop policy system_updates on access_seals;
drop policy system_deletes on access_seals;
revoke update, delete on access_seals from app_system;
drop policy system_updates on audit_anchors;
drop policy system_deletes on audit_anchors;
revoke update, delete on audit_anchors from app_system;

-- Who looked at the reader's own record, newest first. Staff of the school are named, others only by their role; nothing else
-- about them is shown. `reader` only tells one from another.
create function app.own_record_looks(before_id text, most integer)
returns table (id text, occurred_at timestamptz, what text, reader text, reader_name text, reader_role text)
language plpgsql stable security definer set search_path = '' as $$
begin
  return query
    select a.id, a.occurred_at, a.what, md5(a.actor_id || a.subject_id),
      case when u.role in ('CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN') then u.name end, u.role
    from public.access_log a left join public.users u on u.id = a.actor_id
    where a.subject_id = app.user_id() and (before_id is null or a.id < before_id)
    order by a.id desc limit least(most, 501);
end
$$;
grant create on schema app to app_system;
alter function app.own_record_looks(text, integer) owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.own_record_looks(text, integer) from public;
grant execute on function app.own_record_looks(text, integer) to authenticated;

reset role;
insert into migrations.applied (name, run_on) values ('0127_access_seal', now());
