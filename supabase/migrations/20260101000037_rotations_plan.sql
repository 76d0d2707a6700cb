-- Made from db/migrations/0037_rotations_plan.sql (npm run db:snapshot).

-- A rotation has a number of places at its site and hours that its students are to work there; null: no such limit.
alter table rotations
  add column places integer constraint rotations_places_check check (places between 1 and 10000),
  add column required_minutes integer
    constraint rotations_required_minutes_check check (required_minutes between 1 and 600000);

-- What refers to a placement and names its student and rotation names those of the placement.
alter table placements add constraint placements_own_key unique (school_id, id, student_id, rotation_id);

-- The most students who hold a place in a rotation on one day of a period, beside one placement. One that was ended
-- early holds none from that day of the school on.
create function app.most_placed_at_once(rotation text, first_day date, last_day date, beside text) returns integer
  language plpgsql stable security definer set search_path = '' as $$
declare
  most integer;
begin
  with taken as (
    select p.id, p.starts_on,
      least(p.ends_on, (p.ended_at at time zone c.time_zone)::date - 1) as last_on
    from public.placements p join public.schools c on c.id = p.school_id
    where p.rotation_id = rotation and p.id is distinct from beside
  ), days as (
    select first_day as day union
    select starts_on from taken where starts_on between first_day and last_day
  )
  select coalesce(max(n), 0) into most
    from (select (select count(*) from taken t where d.day between t.starts_on and t.last_on) as n from days d) counted;
  return most;
end
$$;

-- Nobody is placed where no place is free, nor twice in one rotation at the same time. The lock on the rotation orders
-- placements that are written at once.
create function app.guard_placement() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  room integer;
begin
  select r.places into room from public.rotations r where r.id = new.rotation_id for no key update;
  if exists (
    select from public.placements p
    where p.student_id = new.student_id and p.rotation_id = new.rotation_id and p.id <> new.id and p.ended_at is null
      and p.starts_on <= new.ends_on and p.ends_on >= new.starts_on
  ) then
    raise exception 'the student is placed in this rotation already'
      using errcode = '23514', constraint = 'placements_student_once', table = 'placements';
  end if;
  if app.most_placed_at_once(new.rotation_id, new.starts_on, new.ends_on, new.id) >= room then
    raise exception 'no place is free in this rotation'
      using errcode = '23514', constraint = 'placements_places', table = 'placements';
  end if;
  return new;
end
$$;
create trigger placements_guard before insert or update of student_id, rotation_id, starts_on, ends_on, ended_at on placements
  for each row when (new.ended_at is null) execute function app.guard_placement();

-- A rotation keeps at least the places that are taken from today on.
create function app.guard_rotation_places() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  today date;
begin
  select (now() at time zone c.time_zone)::date into today from public.schools c where c.id = new.school_id;
  if app.most_placed_at_once(new.id, today, 'infinity', null) > new.places then
    raise exception 'more students are placed in this rotation than it would have places'
      using errcode = '23514', constraint = 'rotations_places_taken', table = 'rotations';
  end if;
  return new;
end
$$;
create trigger rotations_places_taken before update of places on rotations
  for each row when (new.places is distinct from old.places) execute function app.guard_rotation_places();

grant create on schema app to app_system;
alter function app.most_placed_at_once(text, date, date, text) owner to app_system;
alter function app.guard_placement() owner to app_system;
alter function app.guard_rotation_places() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.most_placed_at_once(text, date, date, text), app.guard_placement(),
  app.guard_rotation_places() from public;
grant execute on function app.most_placed_at_once(text, date, date, text) to app_command;

set local role app_system;
insert into notification_templates (id, school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
values
  ('template_placement_made', 'default', 'New Placement', 'IN_APP', 'New placement',
   'You are placed in {{rotation_name}} from {{first_day}} to {{last_day}}.', 'PLACEMENT_MADE', 'STUDENT', 'system');
reset role;

reset role;
insert into migrations.applied (name, run_on) values ('0037_rotations_plan', now());
