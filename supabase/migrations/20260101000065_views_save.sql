-- Made from db/migrations/0065_views_save.sql (npm run db:snapshot).

-- What a person chose to see of a table, under a name of theirs. `query` is the address of the table after the question
-- mark, so that a saved view and a link that is sent to somebody are the same thing.
create table saved_views (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  user_id text collate "C" not null,
  page text not null constraint saved_views_page_check check (page in ('people')),
  name text not null constraint saved_views_name_check check (btrim(name) <> '' and length(name) <= 60),
  query text not null constraint saved_views_query_check check (length(query) <= 2000),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint saved_views_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade
);
create unique index saved_views_name_once on saved_views (school_id, user_id, page, lower(name collate "und-x-icu"));
create index saved_views_user_idx on saved_views (user_id);

-- Threat: a view names whom somebody looks for, which is nobody else's business, the school's neither.
call app.close_table('saved_views');
call app.write_policy('saved_views', 'read', 'authenticated, app_command', 'user_id = (select app.user_id())');
call app.write_policy('saved_views', 'add', 'app_command',
  'user_id = (select app.user_id()) and school_id = (select app.school_id())');
call app.write_policy('saved_views', 'change', 'app_command', 'user_id = (select app.user_id())');
call app.write_policy('saved_views', 'remove', 'app_command', 'user_id = (select app.user_id())');

reset role;
insert into migrations.applied (name, run_on) values ('0065_views_save', now());
