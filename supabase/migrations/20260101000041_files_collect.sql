-- Made from db/migrations/0041_files_collect.sql (npm run db:snapshot).

-- Since when nothing refers to a file: from its upload, and again when what referred to it lets go. A job keeps it, and
-- removes a file after a day of it.
alter table files add column loose_since timestamptz default now();
create index files_loose_idx on files (loose_since) where loose_since is not null;
create unique index files_storage_key_key on files (storage_key);

-- What the store has to let go: no transaction spans it and the database. An upload notes its key before the content is
-- stored, and the row of its file takes the note away, so that a process that ends in between leaves nothing for good.
create table file_removals (
  storage_key text collate "C" primary key,
  school_id text collate "C" not null,
  noted_by text collate "C",
  due_at timestamptz not null,
  constraint file_removals_noted_by_fkey foreign key (school_id, noted_by)
    references users (school_id, id) on delete set null (noted_by),
  constraint file_removals_school_id_fkey foreign key (school_id) references schools (id)
);
create index file_removals_due_idx on file_removals (due_at);
create index file_removals_noted_by_idx on file_removals (school_id, noted_by);

call app.close_table('file_removals');
-- Threat: notes in another's name, in another school. A note about a file that has its row removes nothing.
call app.write_policy('file_removals', 'add', 'app_command',
  'noted_by = (select app.user_id()) and school_id = (select app.school_id())');

-- However the row of a file goes, also with its uploader, its content follows; and what has its row stays.
create function app.follow_file() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    delete from public.file_removals r where r.storage_key = new.storage_key;
  else
    insert into public.file_removals (storage_key, school_id, due_at) values (old.storage_key, old.school_id, now())
    on conflict (storage_key) do update set due_at = excluded.due_at;
  end if;
  return null;
end
$$;
grant create on schema app to app_system;
alter function app.follow_file() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.follow_file() from public;
create trigger files_followed after insert or delete on files for each row execute function app.follow_file();

reset role;
insert into migrations.applied (name, run_on) values ('0041_files_collect', now());
