-- Made from db/migrations/0115_notes_seal.sql (npm run db:snapshot).

-- Private notes are sealed by the program. What stands here from before is sealed by the job keys.reseal, which is why rows
-- that exist are not checked; whoever writes one from now on writes it sealed.
alter table evaluation_private_notes add constraint evaluation_private_notes_sealed_check
  check (note ~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$') not valid;

-- Jobs seal a signed note again under another key; nobody else changes it, and they nothing else of it.
drop trigger evaluation_private_notes_signed on evaluation_private_notes;
create trigger evaluation_private_notes_signed before delete on evaluation_private_notes
  for each row execute function app.guard_signed_part();
create trigger evaluation_private_notes_settled before update on evaluation_private_notes
  for each row when (
    current_user <> 'app_system' or new.evaluation_id <> old.evaluation_id or new.school_id <> old.school_id
  )
  execute function app.guard_signed_part();

reset role;
insert into migrations.applied (name, run_on) values ('0115_notes_seal', now());
