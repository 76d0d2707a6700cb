-- Made from db/migrations/0073_phone_numbers.sql (npm run db:snapshot).

-- The number at which somebody gets SMS. Only a number that its person proved to have is here. `refusal` says why its
-- provider takes none any more: the person answered STOP, or it cannot get SMS.
create table phone_numbers (
  user_id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  number text collate "C" not null constraint phone_numbers_number_check check (number ~ '^\+[1-9]\d{6,14}$'),
  verified_at timestamptz not null default now(),
  refused_at timestamptz,
  refusal text constraint phone_numbers_refusal_check check (refusal in ('STOPPED', 'INVALID')),
  constraint phone_numbers_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade,
  constraint phone_numbers_refused_check check ((refused_at is null) = (refusal is null))
);

-- A code that was sent to a number to prove it; only a hash of it is kept. A person has one that is open. Rows stay for a
-- day, also of codes that were used or replaced: by them it is counted how many were sent.
create table phone_codes (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  user_id text collate "C" not null,
  number text collate "C" not null constraint phone_codes_number_check check (number ~ '^\+[1-9]\d{6,14}$'),
  code_hash text collate "C" not null,
  tries integer not null default 0 constraint phone_codes_tries_check check (tries between 0 and 5),
  is_open boolean not null default true,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  constraint phone_codes_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade
);
create unique index phone_codes_one_open on phone_codes (user_id) where is_open;
create index phone_codes_school_idx on phone_codes (school_id, created_at);
create index phone_codes_user_idx on phone_codes (school_id, user_id);
create index phone_codes_person_idx on phone_codes (user_id, created_at);
create index phone_codes_number_idx on phone_codes (number, created_at);

-- Threat: somebody reads another's number, or has their messages sent to one of their own.
call app.close_table('phone_numbers');
call app.write_policy('phone_numbers', 'read', 'authenticated, app_command', 'user_id = (select app.user_id())');
call app.write_policy('phone_numbers', 'add', 'app_command',
  'user_id = (select app.user_id()) and school_id = (select app.school_id())');
call app.write_policy('phone_numbers', 'change', 'app_command', 'user_id = (select app.user_id())');
call app.write_policy('phone_numbers', 'remove', 'app_command', 'user_id = (select app.user_id())');
-- Threat: whoever could remove codes would have more sent than their school pays for.
call app.close_table('phone_codes');
call app.write_policy('phone_codes', 'read', 'authenticated, app_command', 'user_id = (select app.user_id())');
call app.write_policy('phone_codes', 'add', 'app_command',
  'user_id = (select app.user_id()) and school_id = (select app.school_id())');
call app.write_policy('phone_codes', 'change', 'app_command', 'user_id = (select app.user_id())');

-- How many codes were sent: to the caller, to the number, and in the caller's school. Two who ask for codes in one school,
-- or for one number, count one after the other. It runs for the system, since a person sees no codes of others.
create function app.count_phone_codes(phone text)
  returns table (person_hour int, person_day int, number_day int, school_hour int, school_day int)
  language plpgsql security definer rows 1 set search_path = '' as $$
declare
  person text := app.user_id();
  school text := app.school_id();
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('phone codes of ' || school, 0));
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('phone codes to ' || phone, 0));
  select count(*) filter (where c.created_at > now() - interval '1 hour'), count(*)
    into person_hour, person_day
    from public.phone_codes c where c.user_id = person and c.created_at > now() - interval '1 day';
  select count(*) into number_day
    from public.phone_codes c where c.number = phone and c.created_at > now() - interval '1 day';
  select count(*) filter (where c.created_at > now() - interval '1 hour'), count(*)
    into school_hour, school_day
    from public.phone_codes c where c.school_id = school and c.created_at > now() - interval '1 day';
  return next;
end
$$;
grant create on schema app to app_system;
alter function app.count_phone_codes(text) owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.count_phone_codes(text) from public;
grant execute on function app.count_phone_codes(text) to app_command;

-- One line for each channel by which a notification reaches its person: what they chose, in the words of their school's
-- template for the channel. Email falls back on the words of the app, SMS and push on what a locked screen may show. Push
-- goes only to people who added a browser, SMS only to those who proved a number. The choices, browsers and numbers are
-- read for whoever causes the notification, who may not see them.
create or replace function app.notification_deliveries(school text, person text, type text, priority text, event text,
    recipient text, variables jsonb)
  returns table (channel text, subject text, content text, scheduled_for timestamptz, is_digest boolean)
  language plpgsql stable security definer rows 2 set search_path = '' as $$
declare
  pace text;
  zone text;
  is_reached boolean;
  has_push boolean;
  has_sms boolean;
  chosen jsonb;
begin
  select coalesce(n.email_pace, 'EACH'), coalesce(u.time_zone, s.time_zone),
      u.status = 'ACTIVE' and u.email not ilike '%.invalid',
      exists (select from public.push_subscriptions p where p.user_id = u.id),
      exists (select from public.phone_numbers p where p.user_id = u.id and p.refusal is null),
      (select jsonb_object_agg(c.channel, c.is_on) from public.notification_choices c
        where c.user_id = u.id and c.type = notification_deliveries.type)
    into pace, zone, is_reached, has_push, has_sms, chosen
    from public.users u
    join public.schools s on s.id = u.school_id
    left join public.notification_settings n on n.user_id = u.id
    where u.id = person and u.school_id = school;
  foreach channel in array array['IN_APP', 'EMAIL', 'SMS', 'PUSH'] loop
    continue when channel <> 'IN_APP' and not coalesce(is_reached, false);
    continue when channel = 'PUSH' and not has_push;
    continue when channel = 'SMS' and not has_sms;
    continue when not (app.notification_always(type, channel, priority)
      or coalesce((chosen ->> channel)::boolean, app.notification_default(type, channel)));
    select w.subject, w.content into subject, content
      from app.notification_words(school, event, recipient, channel, variables) w;
    if content is null and channel = 'EMAIL' then
      select w.subject, w.content into subject, content
        from app.notification_words(school, event, recipient, 'IN_APP', variables) w;
    end if;
    if channel in ('SMS', 'PUSH') then
      subject := null;
      content := coalesce(content, app.discreet_words(type));
    end if;
    is_digest := channel = 'EMAIL' and pace <> 'EACH' and priority not in ('HIGH', 'URGENT');
    scheduled_for := case when is_digest then app.next_digest(pace, zone) else now() end;
    return next;
  end loop;
end
$$;

reset role;
insert into migrations.applied (name, run_on) values ('0073_phone_numbers', now());
