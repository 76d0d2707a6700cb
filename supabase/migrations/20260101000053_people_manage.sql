-- Made from db/migrations/0053_people_manage.sql (npm run db:snapshot).

-- What an administrator of people has to know of somebody. `status_before` is the status to which a deactivated person
-- returns; who was merged into another left, and points to them. `people_text` is what they are found by.
alter table users
  add column status_reason text constraint users_status_reason_check
    check (btrim(status_reason) <> '' and length(status_reason) <= 300),
  add column status_before text constraint users_status_before_check check (status_before in ('ACTIVE', 'INVITED')),
  add column merged_into text collate "C",
  add column last_seen_at timestamptz,
  add column people_text text collate "C" not null
    generated always as (app.search_text(name || ' ' || coalesce(student_number, '') || ' ' || email)) stored,
  add constraint users_merged_into_check check (merged_into is null or (status = 'LEFT' and merged_into <> id)),
  add constraint users_merged_into_fkey foreign key (school_id, merged_into) references users (school_id, id);
create index users_merged_into_idx on users (merged_into) where merged_into is not null;
create index users_people_name_idx on users (school_id, name collate "und-x-icu", id);
create index users_people_search_idx on users using gin (app.search_grams(people_text));

update users u set last_seen_at = s.last_used_at
from (select user_id, max(last_used_at) as last_used_at from sessions group by user_id) s where s.user_id = u.id;

grant update (name, last_seen_at) on users to app_auth;

drop trigger users_own_standing on users;
create trigger users_own_standing before update on users for each row
  when (old.role is distinct from new.role or old.status is distinct from new.status
    or old.email is distinct from new.email or old.program_id is distinct from new.program_id
    or old.cohort_id is distinct from new.cohort_id or old.student_number is distinct from new.student_number
    or old.year_of_study is distinct from new.year_of_study or old.status_reason is distinct from new.status_reason
    or old.merged_into is distinct from new.merged_into)
  execute function app.guard_own_standing();

-- A link by which an invited person chooses a password, once, within 7 days of its mail. The worker sends what has not
-- been sent, so a mail server that is away delays an invitation and never loses it. The link is signed and not stored.
create table invitations (
  id text collate "C" primary key,
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  created_at timestamptz not null default now(),
  tries integer not null default 0,
  next_try_at timestamptz not null default now(),
  sent_at timestamptz,
  expires_at timestamptz,
  used_at timestamptz,
  constraint invitations_sent_check check ((sent_at is null) = (expires_at is null)),
  constraint invitations_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade
);
create index invitations_user_idx on invitations (user_id, created_at);
create index invitations_waiting_idx on invitations (next_try_at) where sent_at is null;

-- Threat: an administrator invites into another school; anyone learns who has not joined yet.
call app.protect_school_table('invitations', read_by => 'school', verbs => '{read,add}');
-- Threat: a link is used twice, or after its time: it is checked before there is a user, and only its use is written.
create policy sign_in_reads on invitations for select to app_auth using (true);
create policy sign_in_updates on invitations for update to app_auth using (true) with check (true);
grant select on invitations to app_auth;
grant update (used_at) on invitations to app_auth;

-- What an act changed, person by person, so that it can be undone.
create table people_acts (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  acted_by text collate "C" not null,
  act text not null constraint people_acts_act_check check (act in ('deactivate', 'reactivate', 'move')),
  before jsonb not null,
  created_at timestamptz not null default now(),
  undone_at timestamptz,
  constraint people_acts_acted_by_fkey foreign key (school_id, acted_by) references users (school_id, id) on delete cascade
);
create index people_acts_school_idx on people_acts (school_id, created_at);
create index people_acts_acted_by_idx on people_acts (acted_by);
-- Threat: an act of one school is undone by another.
call app.protect_school_table('people_acts', read_by => 'school', verbs => '{read,add,change}');

-- Threat: a link sent to an address that was replaced, or to somebody who was deactivated, still opens the account; the
-- address under which somebody signs in is kept by the part that stores passwords and would block its next owner.
create function app.follow_person() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if old.email is distinct from new.email then
    update identity."user" set email = lower(new.email), updated_at = now() where id = new.id;
  end if;
  if old.email is distinct from new.email or new.status in ('SUSPENDED', 'LEFT') then
    delete from identity.verification where value = new.id and identifier like 'reset-password:%';
    delete from public.invitations where user_id = new.id and used_at is null;
  end if;
  return null;
end
$$;
grant create on schema app to app_system;
alter function app.follow_person() owner to app_system;
create trigger users_follow after update of email, status on users for each row
  when (old.email is distinct from new.email or old.status is distinct from new.status)
  execute function app.follow_person();

-- People of a school who are found by every word of a search, for its admins. As definer, since the policies of users
-- would not let the search use its index.
create function app.found_people_ids(school text, words text[]) returns setof text
  language plpgsql stable security definer rows 50 set search_path = '' as $$
declare
  patterns text[] := array(select '%' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%' from unnest(words) word);
  grams text[] := array(select gram from unnest(words) word, unnest(app.search_grams(word)) gram
                        where length(gram) = least(length(word), 3));
begin
  if school is distinct from app.admin_school_id() and not app.is_super_admin() then
    return;
  end if;
  return query
    select u.id from public.users u
    where u.school_id = school and app.search_grams(u.people_text) @> grams and u.people_text like all (patterns);
end
$$;
alter function app.found_people_ids(text, text[]) owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.follow_person(), app.found_people_ids(text, text[]) from public;
grant execute on function app.found_people_ids(text, text[]) to authenticated, app_command;

reset role;
insert into migrations.applied (name, run_on) values ('0053_people_manage', now());
