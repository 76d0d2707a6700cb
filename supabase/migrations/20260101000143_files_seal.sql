-- Made from db/migrations/0143_files_seal.sql (npm run db:snapshot).

-- Jobs seal content again under another key, as new content under a key of its own, which ends in the name of the key that
-- seals it. What it replaces stays for an hour: somebody may be reading it, and the disk may not have written the new one.
create or replace function app.follow_file() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if tg_op <> 'DELETE' then
    delete from public.file_removals r where r.storage_key = new.storage_key;
  end if;
  if tg_op = 'DELETE' then
    insert into public.file_removals (storage_key, school_id, due_at) values (old.storage_key, old.school_id, now())
    on conflict (storage_key) do update set due_at = excluded.due_at;
  elsif tg_op = 'UPDATE' and new.storage_key <> old.storage_key then
    insert into public.file_removals (storage_key, school_id, due_at)
    values (old.storage_key, old.school_id, now() + interval '1 hour')
    on conflict (storage_key) do update set due_at = excluded.due_at;
  end if;
  return null;
end
$$;
drop trigger files_followed on files;
create trigger files_followed after insert or delete or update of storage_key on files
  for each row execute function app.follow_file();

reset role;
insert into migrations.applied (name, run_on) values ('0143_files_seal', now());
