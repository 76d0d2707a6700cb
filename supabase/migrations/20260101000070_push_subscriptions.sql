-- Made from db/migrations/0070_push_subscriptions.sql (npm run db:snapshot).

-- A browser that gets somebody's push messages: where they go, and the keys with which only it can read them (RFC 8291).
-- `failure` says why the last message did not arrive.
create table push_subscriptions (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  user_id text collate "C" not null,
  endpoint text collate "C" not null constraint push_subscriptions_endpoint_check
    check (endpoint ~ '^https://' and length(endpoint) <= 1000),
  p256dh text collate "C" not null,
  auth text collate "C" not null,
  user_agent text,
  created_at timestamptz not null default now(),
  last_sent_at timestamptz,
  failed_at timestamptz,
  failure text,
  constraint push_subscriptions_endpoint_key unique (endpoint),
  constraint push_subscriptions_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade,
  constraint push_subscriptions_failure_check check ((failed_at is null) = (failure is null))
);
create index push_subscriptions_user_idx on push_subscriptions (school_id, user_id);
create index push_subscriptions_person_idx on push_subscriptions (user_id);

-- Threat: whoever knows another's browser can send to it; whoever adds one in another's name reads their messages.
call app.close_table('push_subscriptions');
call app.write_policy('push_subscriptions', 'read', 'authenticated, app_command', 'user_id = (select app.user_id())');
call app.write_policy('push_subscriptions', 'add', 'app_command',
  'user_id = (select app.user_id()) and school_id = (select app.school_id())');
call app.write_policy('push_subscriptions', 'change', 'app_command', 'user_id = (select app.user_id())');
call app.write_policy('push_subscriptions', 'remove', 'app_command', 'user_id = (select app.user_id())');

-- A browser belongs to whoever added it last: on a shared computer nobody sees the messages of the one before. The row of
-- the one before is not theirs to remove, so this runs for the system.
create function app.take_over_browser() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  delete from public.push_subscriptions p where p.endpoint = new.endpoint;
  return new;
end
$$;
grant create on schema app to app_system;
alter function app.take_over_browser() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.take_over_browser() from public;
create trigger push_subscriptions_take_over before insert on push_subscriptions
  for each row execute function app.take_over_browser();

-- One line for each channel by which a notification reaches its person: what they chose, in the words of their school's
-- template for the channel. E-mail falls back on the words of the app, push on what a locked screen may show. Push goes
-- only to people who added a browser. The choices and browsers are read for whoever causes the notification, who may not
-- see them.
create or replace function app.notification_deliveries(school text, person text, type text, priority text, event text,
    recipient text, variables jsonb)
  returns table (channel text, subject text, content text, scheduled_for timestamptz, is_digest boolean)
  language plpgsql stable security definer rows 2 set search_path = '' as $$
declare
  pace text;
  zone text;
  is_reached boolean;
  has_push boolean;
  chosen jsonb;
begin
  select coalesce(n.email_pace, 'EACH'), coalesce(u.time_zone, s.time_zone),
      u.status = 'ACTIVE' and u.email not ilike '%.invalid',
      exists (select from public.push_subscriptions p where p.user_id = u.id),
      (select jsonb_object_agg(c.channel, c.is_on) from public.notification_choices c
        where c.user_id = u.id and c.type = notification_deliveries.type)
    into pace, zone, is_reached, has_push, chosen
    from public.users u
    join public.schools s on s.id = u.school_id
    left join public.notification_settings n on n.user_id = u.id
    where u.id = person and u.school_id = school;
  foreach channel in array array['IN_APP', 'EMAIL', 'PUSH'] loop
    continue when channel <> 'IN_APP' and not coalesce(is_reached, false);
    continue when channel = 'PUSH' and not has_push;
    continue when not (app.notification_always(type, channel, priority)
      or coalesce((chosen ->> channel)::boolean, app.notification_default(type, channel)));
    select w.subject, w.content into subject, content
      from app.notification_words(school, event, recipient, channel, variables) w;
    if content is null and channel = 'EMAIL' then
      select w.subject, w.content into subject, content
        from app.notification_words(school, event, recipient, 'IN_APP', variables) w;
    end if;
    if channel = 'PUSH' then
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
insert into migrations.applied (name, run_on) values ('0070_push_subscriptions', now());
