-- Made from db/migrations/0064_samples_open.sql (npm run db:snapshot).

-- A school to try things in, beside the one that it is a sample of: everybody in it is invented, and it is deleted as a
-- whole. No row of one school refers to another, so nothing real goes with it.
alter table schools
  add column sample_of text collate "C" constraint schools_sample_of_fkey references schools (id),
  add constraint schools_sample_of_key unique (sample_of),
  add constraint schools_sample_of_check check (sample_of <> id);

-- A school that is not a sample never becomes one: what is in a sample is deleted at one press.
create function app.guard_sample_school() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception 'a school is made as a sample or not at all'
    using errcode = '23514', constraint = 'schools_sample_settled', table = 'schools';
end
$$;
create trigger schools_sample_settled before update of sample_of on schools
  for each row when (old.sample_of is distinct from new.sample_of) execute function app.guard_sample_school();

-- Addresses that belong to nobody (RFC 2606): no mail leaves a sample school, and nobody's own address is taken there.
create function app.guard_sample_address() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.schools c where c.id = new.school_id and c.sample_of is not null) then
    raise exception 'an address in a sample school belongs to nobody'
      using errcode = '23514', constraint = 'users_sample_address', table = 'users';
  end if;
  return new;
end
$$;
grant create on schema app to app_system;
alter function app.guard_sample_address() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.guard_sample_address() from public;
revoke execute on function app.guard_sample_school() from public;
create trigger users_sample_address before insert or update of email, school_id on users
  for each row when (new.email !~* '\.invalid$') execute function app.guard_sample_address();

reset role;
insert into migrations.applied (name, run_on) values ('0064_samples_open', now());
