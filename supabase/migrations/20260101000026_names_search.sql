-- Made from db/migrations/0026_names_search.sql (npm run db:snapshot).

-- Two texts match when their folded forms do: compatibility forms, case, accents, kinds of apostrophes and dashes, and
-- invisible characters make no difference. searchText in src/lib/search-text.ts is the same function; a test compares
-- them. It needs no extension, since not every hosted server has one.
create function app.search_text(words text) returns text
  language sql immutable strict parallel safe as $$
  select trim(regexp_replace(
    replace(replace(replace(replace(
      translate(
        regexp_replace(
          lower(normalize(translate(words, '’‘‛ʼʻʹ′`´', ''''''''''''''''''''), nfkd) collate "und-x-icu"),
          '[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u061c\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]',
          '', 'g'),
        'łøđðɖħıŧŋəɛɔɓɗƙƴς‐‑‒–—―−', 'lodddhitneeobdkyσ-------'),
      'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
    '[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2028\u2029]+', ' ', 'g'))
$$;

-- The parts of one, two and three letters of a folded text, by which an index finds any part of a word.
create function app.search_grams(words text) returns text[]
  language sql immutable strict parallel safe as $$
  select coalesce(array_agg(distinct substr(words, place, size)), '{}')
  from generate_series(1, 3) size, generate_series(1, length(words) - size + 1) place
$$;
revoke execute on function app.search_text(text), app.search_grams(text) from public;
grant execute on function app.search_text(text), app.search_grams(text)
  to authenticated, app_command, app_auth, app_realtime, app_system;

alter table users add column search_text text collate "C" not null
  generated always as (app.search_text(name || ' ' || coalesce(student_number, ''))) stored;
alter table competencies add column search_text text collate "C" not null
  generated always as (app.search_text(coalesce(code, '') || ' ' || name)) stored;
alter table competency_templates add column search_text text collate "C" not null
  generated always as (app.search_text(name)) stored;

-- Arguments: the columns that may still change. Generated columns are computed after these triggers, from columns that are
-- compared; until then they are null in the new row.
create or replace function app.refuse_change_except() returns trigger language plpgsql set search_path = '' as $$
declare
  ignored text[] := array(select a.attname::text from pg_catalog.pg_attribute a
                          where a.attrelid = tg_relid and a.attgenerated <> '') || tg_argv;
begin
  if (to_jsonb(new) - ignored) is distinct from (to_jsonb(old) - ignored) then
    raise exception '% is settled: only % may change', tg_table_name, array_to_string(tg_argv, ', ')
      using errcode = '23514', constraint = tg_table_name || '_settled', table = tg_table_name;
  end if;
  return new;
end
$$;

create index users_search_idx on users using gin (app.search_grams(search_text)) where role = 'STUDENT';
create index users_name_idx on users (school_id, name collate "und-x-icu", id) where role = 'STUDENT';

-- Students with each of these folded words in their name or number. Row-level security lets no index be searched by
-- likeness: `like` and `@>` are not leakproof. So this looks past it, and returns only what the policy users_read does.
create function app.found_student_ids(words text[]) returns setof text
  language plpgsql stable security definer rows 20 set search_path = '' as $$
declare
  patterns text[] := array(select '%' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%' from unnest(words) word);
  grams text[] := array(select gram from unnest(words) word, unnest(app.search_grams(word)) gram
                        where length(gram) = least(length(word), 3));
  caller text := app.user_id();
  admin_school text := app.admin_school_id();
  sees_all boolean := app.is_super_admin();
  supervised text[] := array(select app.supervised_student_ids());
begin
  return query
    select u.id from public.users u
    where u.role = 'STUDENT' and app.search_grams(u.search_text) @> grams and u.search_text like all (patterns)
      and (u.school_id = admin_school or u.id = caller or sees_all or u.id = any (supervised));
end
$$;
grant create on schema app to app_system;
alter function app.found_student_ids(text[]) owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.found_student_ids(text[]) from public;
grant execute on function app.found_student_ids(text[]) to authenticated, app_command;

reset role;
insert into migrations.applied (name, run_on) values ('0026_names_search', now());
