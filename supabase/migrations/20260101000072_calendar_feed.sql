-- Made from db/migrations/0072_calendar_feed.sql (npm run db:snapshot).

-- The address under which somebody's calendar program reads their dates. Its token is known to nobody but them: only a hash
-- of it is kept.
create table calendar_feeds (
  user_id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  token_hash text collate "C" not null constraint calendar_feeds_token_hash_key unique,
  created_at timestamptz not null default now(),
  constraint calendar_feeds_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade
);

-- Threat: somebody gives another person's calendar an address that they know.
call app.close_table('calendar_feeds');
call app.write_policy('calendar_feeds', 'read', 'authenticated, app_command', 'user_id = (select app.user_id())');
call app.write_policy('calendar_feeds', 'add', 'app_command',
  'user_id = (select app.user_id()) and school_id = (select app.school_id())');
call app.write_policy('calendar_feeds', 'change', 'app_command', 'user_id = (select app.user_id())');
call app.write_policy('calendar_feeds', 'remove', 'app_command', 'user_id = (select app.user_id())');
-- A calendar program has no session: whose address it is, is found before there is a user.
create policy sign_in_reads on calendar_feeds for select to app_auth using (true);
grant select on calendar_feeds to app_auth;

reset role;
insert into migrations.applied (name, run_on) values ('0072_calendar_feed', now());
