-- Up Migration

-- Where Supabase Realtime is, it also passes events on, by private channels that its clients follow with a token: whoever
-- may read an event may follow its channel. Elsewhere the function answers null, and nothing else is made.
do $do$
declare
  wanted text;
begin
  if pg_catalog.to_regprocedure('realtime.send(jsonb,text,text,boolean)') is null then
    create function app.broadcast_events(names jsonb, most integer) returns integer language sql as 'select null::integer';
    return;
  end if;
  -- The position is kept in the transaction that sends, so that each event is sent at least once, in order, and by one
  -- relay at a time. It starts with what comes after this.
  create function app.broadcast_events(names jsonb, most integer) returns integer
    language plpgsql security definer set search_path = '' as $$
  declare
    reached bigint;
    sent integer := 0;
    event record;
    channel text;
  begin
    insert into public.leases (name, holder, expires_at, last_seq)
      select 'relay.broadcast', 'relay', 'infinity', coalesce(max(e.seq), 0) from public.events e
      on conflict do nothing;
    select l.last_seq into reached from public.leases l where l.name = 'relay.broadcast' for update;
    for event in select e.* from public.events e where e.seq > reached order by e.seq limit most loop
      sent := sent + 1;
      reached := event.seq;
      continue when not names ? event.type;
      foreach channel in array array_remove(array['school:' || event.school_id, 'student:' || event.student_id], null) loop
        perform realtime.send(
          jsonb_build_object('id', event.seq::text, 'type', names -> event.type, 'data', event.data,
            'occurredAt', to_char(event.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
          names ->> event.type, channel, true);
        -- It makes a warning of every failure.
        if not exists (
          select from realtime.messages m
          where m.topic = channel and m.inserted_at = localtimestamp and m.payload ->> 'id' = event.seq::text) then
          raise exception 'Realtime did not take an event';
        end if;
      end loop;
    end loop;
    update public.leases l set last_seq = reached where l.name = 'relay.broadcast' and sent > 0;
    return sent;
  end $$;

  perform app.broadcast_events('{}', 0);

  begin
    create policy events_followed on realtime.messages for select to authenticated using (
      extension = 'broadcast' and (
        (select realtime.topic()) = 'student:' || (select app.user_id())
        or (select realtime.topic()) = 'school:' || (select app.admin_school_id())
        or (select realtime.topic()) in (select 'student:' || s from app.supervised_student_ids() s)
        or (select app.is_super_admin()) and (select realtime.topic()) ~ '^(student|school):'));
  exception
    -- Realtime is closed then: without a policy nobody follows a private channel.
    when insufficient_privilege then
      raise warning 'the policy events_followed on realtime.messages could not be made';
  end;

  -- Threat: Realtime tells every subscriber the key of a deleted row, whatever the policies say. Only tables whose keys
  -- say nothing are published.
  foreach wanted in array array['events', 'notification_queue']
  loop
    if exists (
        select from pg_catalog.pg_publication p
        where p.pubname = 'supabase_realtime' and not p.puballtables and pg_catalog.pg_has_role(p.pubowner, 'usage'))
      and not exists (
        select from pg_catalog.pg_publication_tables t
        where t.pubname = 'supabase_realtime' and t.schemaname = 'public' and t.tablename = wanted) then
      execute format('alter publication supabase_realtime add table public.%I', wanted);
    end if;
  end loop;
end
$do$;
revoke all on function app.broadcast_events(jsonb, integer) from public;
grant execute on function app.broadcast_events(jsonb, integer) to app_system;

-- Down Migration

do $do$
declare
  published text;
begin
  for published in
    select t.tablename from pg_catalog.pg_publication_tables t
    join pg_catalog.pg_publication p on p.pubname = t.pubname and not p.puballtables
    where t.pubname = 'supabase_realtime' and t.schemaname = 'public' and t.tablename in ('events', 'notification_queue')
  loop
    execute format('alter publication supabase_realtime drop table public.%I', published);
  end loop;
  if exists (select from pg_catalog.pg_policies where schemaname = 'realtime' and policyname = 'events_followed') then
    drop policy events_followed on realtime.messages;
  end if;
end
$do$;
delete from leases where name = 'relay.broadcast';
drop function app.broadcast_events(jsonb, integer);
