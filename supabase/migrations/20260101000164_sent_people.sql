-- Made from db/migrations/0164_sent_people.sql (npm run db:snapshot).

-- Which revision of a person Supabase Auth was last given, where it checks the passwords. It has a row for each person who was
-- sent, and none where the program checks passwords itself. It stays when the person is erased, whose account is then taken
-- away there.
create table identity.sent_person (
  user_id text collate "C" primary key references public.users (id) on delete cascade,
  -- Null while the first attempt has not come to an end.
  revision integer,
  -- Why the last attempt failed, by the name of the refusal.
  fault text,
  updated_at timestamptz not null default now()
);

-- Threat: a reader learns who has an account elsewhere. Only sign-in and the program's own jobs ask.
call app.close_table('identity.sent_person');
create policy sign_in_reads on identity.sent_person for select to app_auth using (true);
create policy sign_in_inserts on identity.sent_person for insert to app_auth with check (true);
create policy sign_in_updates on identity.sent_person for update to app_auth using (true) with check (true);
grant select, insert, update on identity.sent_person to app_auth;

reset role;
insert into migrations.applied (name, run_on) values ('0164_sent_people', now());
