-- Made from db/migrations/0069_notifications_channels.sql (npm run db:snapshot).

-- A row of a channel other than IN_APP waits for the sender. It belongs to one sender until `claimed_until`: a sender that
-- dies leaves it to the next. A digest row goes out together with the others of its person that are due.
alter table notification_queue
  add column claimed_until timestamptz,
  add column is_digest boolean not null default false;
create index notification_queue_due_idx
  on notification_queue (array_position(array['URGENT', 'HIGH', 'NORMAL', 'LOW'], priority), scheduled_for)
  where status = 'PENDING' and channel <> 'IN_APP';
create index notification_queue_sent_idx on notification_queue (user_id, channel, sent_at)
  where status = 'SENT' and channel <> 'IN_APP';
create index notification_queue_failed_idx on notification_queue (school_id, updated_at) where status = 'FAILED';

-- What somebody chose otherwise than app.notification_default says.
create table notification_choices (
  school_id text collate "C" not null references schools (id),
  user_id text collate "C" not null,
  type text collate "C" not null constraint notification_choices_type_check check (type in ('DEADLINE_REMINDER', 'ASSESSMENT_DUE',
    'PROGRESS_UPDATE', 'ACHIEVEMENT_UNLOCKED', 'FEEDBACK_AVAILABLE', 'SYSTEM_ANNOUNCEMENT')),
  channel text collate "C" not null constraint notification_choices_channel_check check (channel in ('IN_APP', 'EMAIL', 'SMS', 'PUSH')),
  is_on boolean not null,
  updated_at timestamptz not null default now(),
  primary key (user_id, type, channel),
  constraint notification_choices_user_fkey foreign key (school_id, user_id) references users (school_id, id)
    on delete cascade
);

-- Quiet hours ("22:00" to "07:00") are on the person's clocks and may pass midnight; without `quiet_from` there are none.
create table notification_settings (
  user_id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  quiet_from text,
  quiet_to text,
  quiet_days text not null default 'EVERY_DAY'
    constraint notification_settings_days_check check (quiet_days in ('EVERY_DAY', 'WEEKDAYS', 'WEEKENDS')),
  email_pace text not null default 'EACH'
    constraint notification_settings_pace_check check (email_pace in ('EACH', 'DAILY', 'WEEKLY')),
  updated_at timestamptz not null default now(),
  constraint notification_settings_user_fkey foreign key (school_id, user_id) references users (school_id, id)
    on delete cascade,
  constraint notification_settings_quiet_check check (
    (quiet_from is null) = (quiet_to is null) and quiet_from <> quiet_to
    and quiet_from ~ '^([01]\d|2[0-3]):[0-5]\d$' and quiet_to ~ '^([01]\d|2[0-3]):[0-5]\d$')
);

-- Threat: what reaches somebody, and when they sleep, is theirs to see and to say.
call app.close_table('notification_choices');
call app.write_policy('notification_choices', 'read', 'authenticated, app_command', 'user_id = (select app.user_id())');
call app.write_policy('notification_choices', 'add', 'app_command',
  'user_id = (select app.user_id()) and school_id = (select app.school_id())');
call app.write_policy('notification_choices', 'change', 'app_command', 'user_id = (select app.user_id())');
call app.close_table('notification_settings');
call app.write_policy('notification_settings', 'read', 'authenticated, app_command', 'user_id = (select app.user_id())');
call app.write_policy('notification_settings', 'add', 'app_command',
  'user_id = (select app.user_id()) and school_id = (select app.school_id())');
call app.write_policy('notification_settings', 'change', 'app_command', 'user_id = (select app.user_id())');

-- Whether a type comes by a channel where its person has not chosen.
create function app.notification_default(type text, channel text) returns boolean
  language sql immutable parallel safe set search_path = '' as $$
  select case channel
    when 'IN_APP' then true
    when 'EMAIL' then type in ('DEADLINE_REMINDER', 'ASSESSMENT_DUE', 'SYSTEM_ANNOUNCEMENT')
    when 'PUSH' then type in ('DEADLINE_REMINDER', 'ASSESSMENT_DUE', 'FEEDBACK_AVAILABLE', 'ACHIEVEMENT_UNLOCKED')
    else false
  end
$$;

-- What cannot be switched off: what a school announces, in the app; what keeps an account safe, there and by e-mail.
create function app.notification_always(type text, channel text, priority text) returns boolean
  language sql immutable parallel safe set search_path = '' as $$
  select (channel = 'IN_APP' and type = 'SYSTEM_ANNOUNCEMENT') or (channel in ('IN_APP', 'EMAIL') and priority = 'URGENT')
$$;

-- When the next digest goes out: at 17:00 of the person's day, or on their Monday at 07:00.
create function app.next_digest(pace text, zone text) returns timestamptz
  language plpgsql stable parallel safe set search_path = '' as $$
declare
  local timestamp := now() at time zone zone;
  digest timestamp := case pace when 'DAILY' then local::date + time '17:00'
    else date_trunc('week', local) + time '07:00' end;
begin
  if digest <= local then
    digest := digest + case pace when 'DAILY' then interval '1 day' else interval '7 days' end;
  end if;
  return digest at time zone zone;
end
$$;

-- What a locked screen may show: neither a person nor a competency.
create function app.discreet_words(type text) returns text
  language sql immutable parallel safe set search_path = '' as $$
  select case type
    when 'DEADLINE_REMINDER' then 'You have due dates coming up.'
    when 'ASSESSMENT_DUE' then 'Something waits for you.'
    when 'PROGRESS_UPDATE' then 'Your progress has changed.'
    when 'ACHIEVEMENT_UNLOCKED' then 'You completed something.'
    when 'FEEDBACK_AVAILABLE' then 'You have new feedback.'
    else 'Your school has news for you.'
  end
$$;

-- One line for each channel by which a notification reaches its person: what they chose, in the words of their school's
-- template for the channel. E-mail falls back on the words of the app, SMS and push on what a locked screen may show.
-- The choices are read for whoever causes the notification, who may not see them.
create function app.notification_deliveries(school text, person text, type text, priority text, event text,
    recipient text, variables jsonb)
  returns table (channel text, subject text, content text, scheduled_for timestamptz, is_digest boolean)
  language plpgsql stable security definer rows 2 set search_path = '' as $$
declare
  pace text;
  zone text;
  is_reached boolean;
  chosen jsonb;
begin
  select coalesce(n.email_pace, 'EACH'), coalesce(u.time_zone, s.time_zone),
      u.status = 'ACTIVE' and u.email not ilike '%.invalid',
      (select jsonb_object_agg(c.channel, c.is_on) from public.notification_choices c
        where c.user_id = u.id and c.type = notification_deliveries.type)
    into pace, zone, is_reached, chosen
    from public.users u
    join public.schools s on s.id = u.school_id
    left join public.notification_settings n on n.user_id = u.id
    where u.id = person and u.school_id = school;
  foreach channel in array array['IN_APP', 'EMAIL'] loop
    continue when channel <> 'IN_APP' and not coalesce(is_reached, false);
    continue when not (app.notification_always(type, channel, priority)
      or coalesce((chosen ->> channel)::boolean, app.notification_default(type, channel)));
    select w.subject, w.content into subject, content
      from app.notification_words(school, event, recipient, channel, variables) w;
    if content is null and channel = 'EMAIL' then
      select w.subject, w.content into subject, content
        from app.notification_words(school, event, recipient, 'IN_APP', variables) w;
    end if;
    is_digest := channel = 'EMAIL' and pace <> 'EACH' and priority not in ('HIGH', 'URGENT');
    scheduled_for := case when is_digest then app.next_digest(pace, zone) else now() end;
    return next;
  end loop;
end
$$;
grant create on schema app to app_system;
alter function app.notification_deliveries(text, text, text, text, text, text, jsonb) owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.notification_default(text, text), app.notification_always(text, text, text),
  app.next_digest(text, text), app.discreet_words(text),
  app.notification_deliveries(text, text, text, text, text, text, jsonb) from public;
grant execute on function app.notification_default(text, text), app.notification_always(text, text, text)
  to authenticated, app_command, app_system;
grant execute on function app.next_digest(text, text) to app_command, app_system;
grant execute on function app.discreet_words(text) to app_system;
grant execute on function app.notification_deliveries(text, text, text, text, text, text, jsonb) to app_command, app_system;

-- A reminder says when, and one is enough for all that falls due on a day.
set local role app_system;
update notification_templates set content = '{{competency_name}} is due on {{due_date}}.', updated_at = now()
where id = 'template_assignment_due' and content = '{{competency_name}} is due soon.';
insert into notification_templates (id, school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
values ('template_assignments_due', 'default', 'Due Date Reminder', 'IN_APP', 'Due soon',
  '{{competency_count}} competencies are due on {{due_date}}.', 'ASSIGNMENTS_DUE', 'STUDENT', 'system');
reset role;

reset role;
insert into migrations.applied (name, run_on) values ('0069_notifications_channels', now());
