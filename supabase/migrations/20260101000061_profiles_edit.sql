-- Made from db/migrations/0061_profiles_edit.sql (npm run db:snapshot).

-- What people say about themselves, seen by whoever may read their row. The picture is at most a few kilobytes, drawn
-- by the program, and kept with its row so that both are there or neither; its tag is a part of its address.
alter table users
  add column pronouns text constraint users_pronouns_check check (char_length(pronouns) between 1 and 40),
  add column theme text constraint users_theme_check check (theme in ('light', 'dark', 'system')),
  add column picture bytea constraint users_picture_check check (octet_length(picture) between 1 and 131072),
  add column picture_tag text collate "C",
  add constraint users_picture_tag_check check ((picture is null) = (picture_tag is null));

reset role;
insert into migrations.applied (name, run_on) values ('0061_profiles_edit', now());
