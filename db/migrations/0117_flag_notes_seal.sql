-- Up Migration

-- The note is sealed by the program; one from before is sealed by the job keys.reseal.
alter table acknowledged_flags drop constraint acknowledged_flags_note_check;
alter table acknowledged_flags add constraint acknowledged_flags_note_check
  check (note ~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$' or length(note) between 1 and 500);

-- Down Migration

-- Sealed notes cannot be read without the program.
update acknowledged_flags set note = null where note like 's1.%';
alter table acknowledged_flags drop constraint acknowledged_flags_note_check;
alter table acknowledged_flags add constraint acknowledged_flags_note_check check (length(note) between 1 and 500);
