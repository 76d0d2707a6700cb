-- Made from db/migrations/0068_steps_compare.sql (npm run db:snapshot).

-- To read the state as JSON of the whole row, twice, was the largest part of what a job that moves thousands of
-- assignments spent on them. What the function refuses is as before.
create or replace function app.refuse_unlisted_step() returns trigger language plpgsql set search_path = '' as $$
declare
  before text;
  after text;
begin
  if tg_argv[0] = 'status' then
    before := old.status;
    after := new.status;
  elsif tg_argv[0] = 'state' then
    before := old.state;
    after := new.state;
  else
    before := to_jsonb(old) ->> tg_argv[0];
    after := to_jsonb(new) ->> tg_argv[0];
  end if;
  if not (before || '>' || after) = any (tg_argv[1:]) then
    raise exception '% may not go from % to %', tg_table_name, before, after
      using errcode = '23514', constraint = tg_table_name || '_step', table = tg_table_name;
  end if;
  return new;
end
$$;

reset role;
insert into migrations.applied (name, run_on) values ('0068_steps_compare', now());
