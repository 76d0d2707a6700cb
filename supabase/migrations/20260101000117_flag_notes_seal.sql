-- Made from db/migrations/0117_flag_notes_seal.sql (npm run db:snapshot).

-- The note is sealed by the program; one from before is sealed by the job keys.reseal.
alter table acknowledged_flags drop constraint acknowledged_flags_note_check;
alter table acknowledged_flags add constraint acknowledged_flags_note_check
  check (note ~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$' or length(note) between 1 and 500);

reset role;
insert into migrations.applied (name, run_on) values ('0117_flag_notes_seal', now());
