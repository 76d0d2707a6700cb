-- Made from db/migrations/0116_phones_seal.sql (npm run db:snapshot).

-- Numbers are sealed by the program; those from before are sealed by the job keys.reseal. What is sealed cannot be compared,
-- so the codes of a number are counted by a hash of it that needs the program's secret.
alter table phone_numbers drop constraint phone_numbers_number_check;
alter table phone_numbers add constraint phone_numbers_number_check
  check (number ~ '^(\+[1-9]\d{6,14}|s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,})$');
alter table phone_codes drop constraint phone_codes_number_check;
alter table phone_codes add constraint phone_codes_number_check
  check (number ~ '^(\+[1-9]\d{6,14}|s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,})$');
-- Null: sent before there was one; such rows are gone after a day.
alter table phone_codes add column number_hash text collate "C";
drop index phone_codes_number_idx;
create index phone_codes_number_idx on phone_codes (number_hash, created_at);

drop function app.count_phone_codes(text);
create function app.count_phone_codes(phone_hash text)
  returns table (person_hour int, person_day int, number_day int, school_hour int, school_day int)
  language plpgsql security definer rows 1 set search_path = '' as $$
declare
  person text := app.user_id();
  school text := app.school_id();
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('phone codes of ' || school, 0));
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('phone codes to ' || phone_hash, 0));
  select count(*) filter (where c.created_at > now() - interval '1 hour'), count(*)
    into person_hour, person_day
    from public.phone_codes c where c.user_id = person and c.created_at > now() - interval '1 day';
  select count(*) into number_day
    from public.phone_codes c where c.number_hash = phone_hash and c.created_at > now() - interval '1 day';
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

reset role;
insert into migrations.applied (name, run_on) values ('0116_phones_seal', now());
