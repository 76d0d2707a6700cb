-- Made from db/migrations/0077_digests_follow_time_zone.sql (npm run db:snapshot).

-- What waits for a digest waits for the next one of its person's time zone, also when that changes: their own, or that of
-- their school where they have none. What is due already, or is tried again, keeps its time. A school admin may not change
-- the messages of others, so this runs for the system.
create function app.move_digests() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.notification_queue q
    set scheduled_for = app.next_digest(n.email_pace, coalesce(u.time_zone, s.time_zone)), updated_at = now()
  from public.users u
  join public.schools s on s.id = u.school_id
  join public.notification_settings n on n.user_id = u.id
  where case tg_table_name when 'users' then u.id = new.id else u.school_id = new.id and u.time_zone is null end
    and q.user_id = u.id and q.channel = 'EMAIL' and q.status = 'PENDING' and q.is_digest
    and q.scheduled_for > now() and q.retry_count = 0 and n.email_pace <> 'EACH';
  return null;
end
$$;
grant create on schema app to app_system;
alter function app.move_digests() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.move_digests() from public;
create trigger users_move_digests after update of time_zone on users
  for each row when (old.time_zone is distinct from new.time_zone) execute function app.move_digests();
create trigger schools_move_digests after update of time_zone on schools
  for each row when (old.time_zone is distinct from new.time_zone) execute function app.move_digests();

reset role;
insert into migrations.applied (name, run_on) values ('0077_digests_follow_time_zone', now());
