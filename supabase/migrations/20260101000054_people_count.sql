-- Made from db/migrations/0054_people_count.sql (npm run db:snapshot).

-- Counts the changes of what an administrator edits, so that two who edit the same person at once do not undo each other.
alter table users add column revision integer not null default 1;

-- Room in each page for the next version of a row: what is not indexed then changes without touching the search indexes.
alter table users set (fillfactor = 80);

create function app.count_revision() returns trigger language plpgsql set search_path = '' as $$
begin
  new.revision := old.revision + 1;
  return new;
end
$$;
revoke execute on function app.count_revision() from public;
grant execute on function app.count_revision() to authenticated, app_command, app_auth, app_realtime, app_system;
create trigger users_revision before update on users for each row
  when (old.name is distinct from new.name or old.email is distinct from new.email or old.role is distinct from new.role
    or old.status is distinct from new.status or old.program_id is distinct from new.program_id
    or old.cohort_id is distinct from new.cohort_id or old.student_number is distinct from new.student_number
    or old.year_of_study is distinct from new.year_of_study or old.merged_into is distinct from new.merged_into)
  execute function app.count_revision();

reset role;
insert into migrations.applied (name, run_on) values ('0054_people_count', now());
