-- Made from db/migrations/0080_certificates_issue.sql (npm run db:snapshot).

-- A certificate says that a student completed a framework. It is issued and revoked by the database, at the end of the
-- transaction that unlocks or revokes the framework's achievement, so that no way to complete or to reopen can forget it.
-- A revoked one stays; completing again makes another, with another code.
create table certificates (
  id text collate "C" primary key default gen_random_uuid(),
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  -- Of the achievement and the framework, which may go or move on while the certificate stays; hence no foreign keys.
  achievement_id text collate "C" not null,
  template_id text collate "C" not null,
  framework text not null,
  version text not null,
  competencies integer not null constraint certificates_competencies_check check (competencies > 0),
  categories jsonb not null constraint certificates_categories_check check (jsonb_typeof(categories) = 'array'),
  completed_at timestamptz not null,
  -- 60 random bits, written without I, L, O and U.
  code text collate "C" not null constraint certificates_code_key unique
    constraint certificates_code_check check (code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
  issued_at timestamptz not null default now(),
  revoked_at timestamptz,
  revoked_because text constraint certificates_revoked_because_check check (revoked_because in ('REOPENED', 'EXPIRED', 'MOVED')),
  -- The competency that was reopened or expired.
  revoked_competency text,
  -- What its holder lets others see.
  shown text[] not null default '{name,school,framework,date,categories}'
    constraint certificates_shown_check check (shown <@ array['name', 'school', 'framework', 'date', 'categories']),
  constraint certificates_school_id_id_key unique (school_id, id),
  constraint certificates_revoked_check check ((revoked_at is null) = (revoked_because is null)),
  constraint certificates_student_fkey foreign key (school_id, student_id) references users (school_id, id) on delete cascade
);
create unique index certificates_valid_key on certificates (achievement_id) where revoked_at is null;
create index certificates_student_idx on certificates (student_id, issued_at desc);

-- Threat: a student makes a certificate, or makes a revoked one valid; others choose what a student shows.
call app.protect_own_table('certificates', 'student_id', changed_by => '{own}');
create function app.guard_certificate() returns trigger language plpgsql set search_path = '' as $$
begin
  if current_user = 'app_command' and (to_jsonb(new) - 'shown') is distinct from (to_jsonb(old) - 'shown') then
    raise exception 'of a certificate its holder changes only what it shows'
      using errcode = '42501', constraint = 'certificates_guard', table = 'certificates';
  end if;
  return new;
end
$$;
create trigger certificates_guard before update on certificates for each row execute function app.guard_certificate();

-- A transcript as it was given: the same record gives the same code again.
create table transcripts (
  code text collate "C" primary key constraint transcripts_code_check check (code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  -- SHA-256 of all that it says.
  digest text collate "C" not null,
  completed integer not null,
  total integer not null,
  made_at timestamptz not null default now(),
  constraint transcripts_digest_key unique (student_id, digest),
  constraint transcripts_counts_check check (completed between 0 and total),
  constraint transcripts_student_fkey foreign key (school_id, student_id) references users (school_id, id) on delete cascade
);
call app.protect_student_table('transcripts', 'student_id');
-- Threat: a code for a record that one may not read.
call app.write_policy('transcripts', 'add', 'app_command',
  '(student_id = (select app.user_id()) and school_id = (select app.school_id()))'
  ' or school_id = (select app.admin_school_id()) or (select app.is_super_admin()) or app.supervises(student_id)');

-- Twelve letters of Crockford's 32 from bytes of a random UUID that are wholly random.
create function app.random_code() returns text language sql volatile set search_path = '' as $$
  select string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', get_byte(bytes, n) % 32 + 1, 1), '')
  from (select pg_catalog.uuid_send(pg_catalog.gen_random_uuid()) as bytes) made,
    unnest(array[0, 1, 2, 3, 4, 5, 9, 10, 11, 12, 13, 14]) n
$$;

-- What of a framework must be completed: what is required, or all of it where nothing is; with the student's assignment.
create function app.framework_parts(student text, framework text)
returns table (name text, category text, needs_approval boolean, status text, completed_at timestamptz, changed_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select c.name, c.category, c.needs_approval, a.status, a.completion_date, a.updated_at
  from public.competencies c
  left join public.competency_assignments a on a.competency_id = c.id and a.user_id = student and a.status <> 'WITHDRAWN'
  where c.template_id = framework and (c.is_required or not exists (
    select from public.competencies r where r.template_id = framework and r.is_required))
$$;

-- Brings the certificate of an achievement in line with it, however the transaction came to its end. Revoked with the
-- achievement; issued when it holds and what needs the school's approval has it.
create function app.settle_certificate(achievement text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  held public.achievements;
begin
  -- Two transactions that come to the same achievement follow each other.
  select * into held from public.achievements t where t.id = achievement and t.kind = 'framework' for update;
  if held.id is null or held.revoked_at is not null then
    update public.certificates c set revoked_at = coalesce(held.revoked_at, now()),
      revoked_because = case when held.id is null or held.ref <> c.template_id then 'MOVED'
        when lost.status = 'EXPIRED' then 'EXPIRED' else 'REOPENED' end,
      revoked_competency = lost.name
    from (select) one left join lateral (
      select p.name, p.status from app.framework_parts(held.student_id, held.ref) p
      where p.status is null or p.status not in ('ACHIEVED', 'APPROVED')
      order by p.changed_at desc nulls last, p.name limit 1) lost on true
    where c.achievement_id = achievement and c.revoked_at is null;
    return;
  end if;
  if exists (
    select from app.framework_parts(held.student_id, held.ref) p where p.needs_approval and p.status is distinct from 'APPROVED'
  ) then
    return;
  end if;
  insert into public.certificates (school_id, student_id, achievement_id, template_id, framework, version, competencies,
    categories, completed_at, code, issued_at)
  select held.school_id, held.student_id, held.id, f.id, f.name, f.version, parts.count, parts.categories,
    coalesce(parts.completed_at, held.unlocked_at), app.random_code(),
    -- The first one at the time of the achievement; a later one now.
    case when exists (select from public.certificates c where c.achievement_id = held.id) then now() else held.unlocked_at end
  from public.competency_templates f
  cross join lateral (
    select sum(k.count)::integer as count, max(k.completed_at) as completed_at,
      jsonb_agg(jsonb_build_object('name', k.category, 'count', k.count) order by k.category collate "C") as categories
    from (
      select p.category, count(*) as count, max(p.completed_at) as completed_at
      from app.framework_parts(held.student_id, held.ref) p group by p.category) k) parts
  where f.id = held.ref and parts.count > 0
  on conflict (achievement_id) where revoked_at is null do nothing;
end
$$;

create function app.settle_certificates_of_achievement() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform app.settle_certificate(coalesce(new.id, old.id));
  return null;
end
$$;
-- At the commit, so that only what the transaction came to counts: a migration moves, reopens and completes in turn.
create constraint trigger achievements_settle_added after insert on achievements deferrable initially deferred
  for each row when (new.kind = 'framework') execute function app.settle_certificates_of_achievement();
create constraint trigger achievements_settle_changed after update on achievements deferrable initially deferred
  for each row when (new.kind = 'framework') execute function app.settle_certificates_of_achievement();
create constraint trigger achievements_settle_removed after delete on achievements deferrable initially deferred
  for each row when (old.kind = 'framework') execute function app.settle_certificates_of_achievement();

create function app.settle_certificates_of_approval() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform app.settle_certificate(t.id)
  from public.competencies c
  join public.achievements t on t.student_id = new.user_id and t.kind = 'framework' and t.ref = c.template_id
  where c.id = new.competency_id and t.revoked_at is null;
  return null;
end
$$;
create constraint trigger competency_assignments_settle_approved after update on competency_assignments
  deferrable initially deferred for each row when (new.status = 'APPROVED' and old.status <> 'APPROVED')
  execute function app.settle_certificates_of_approval();

-- What anybody who has a code may know: no more than its holder shows. Null for a code that does not exist.
create function app.verify_code(given text) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'kind', 'certificate',
    'status', case when c.revoked_at is null then 'valid' else 'revoked' end,
    'revokedOn', (c.revoked_at at time zone s.time_zone)::date,
    'completedOn', case when 'date' = any (c.shown) then (c.completed_at at time zone s.time_zone)::date end,
    'name', case when 'name' = any (c.shown) then u.name end,
    'school', case when 'school' = any (c.shown) then s.name end,
    'framework', case when 'framework' = any (c.shown) then c.framework end,
    'version', case when 'framework' = any (c.shown) then c.version end,
    'competencies', case when 'framework' = any (c.shown) then c.competencies end,
    'categories', case when 'categories' = any (c.shown) then c.categories end)
  from public.certificates c
  join public.users u on u.id = c.student_id
  join public.schools s on s.id = c.school_id
  where c.code = given
  union all
  select jsonb_build_object(
    'kind', 'transcript', 'status', 'valid', 'madeOn', (t.made_at at time zone s.time_zone)::date,
    'name', u.name, 'school', s.name, 'completed', t.completed, 'total', t.total)
  from public.transcripts t
  join public.users u on u.id = t.student_id
  join public.schools s on s.id = t.school_id
  where t.code = given
$$;

grant create on schema app to app_system;
alter function app.framework_parts(text, text) owner to app_system;
alter function app.settle_certificate(text) owner to app_system;
alter function app.settle_certificates_of_achievement() owner to app_system;
alter function app.settle_certificates_of_approval() owner to app_system;
alter function app.verify_code(text) owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.random_code(), app.framework_parts(text, text), app.settle_certificate(text),
  app.settle_certificates_of_achievement(), app.settle_certificates_of_approval(), app.guard_certificate(),
  app.verify_code(text) from public;
grant execute on function app.random_code() to app_system, app_command;
grant execute on function app.verify_code(text) to app_auth;

-- Frameworks that were completed before.
alter table achievements no force row level security;
select app.settle_certificate(t.id) from achievements t where t.kind = 'framework' and t.revoked_at is null order by t.id;
alter table achievements force row level security;

reset role;
insert into migrations.applied (name, run_on) values ('0080_certificates_issue', now());
