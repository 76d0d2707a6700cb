-- Made from db/migrations/0154_flag_exposures.sql (npm run db:snapshot).

-- Who met which variant of a flag by their share, once a person and round: what an experiment compares. Only of people who
-- agreed that their use of the program is recorded, as in `learning_analytics`.
create table flag_exposures (
  flag_key text collate "C" not null constraint flag_exposures_flag_fkey references feature_flags (key) on delete cascade,
  round integer not null,
  user_id text collate "C" not null,
  school_id text collate "C" not null,
  variant text collate "C" not null,
  exposed_at timestamptz not null default now(),
  primary key (flag_key, round, user_id),
  constraint flag_exposures_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade
);
create index flag_exposures_user_idx on flag_exposures (school_id, user_id);

-- Threat: somebody is counted in an experiment who did not agree, or by another person.
call app.protect_own_table('flag_exposures', 'user_id', added_by => '{own}');

create or replace function app.require_analytics_consent() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform from public.consents c
    where c.user_id = new.user_id and c.purpose = 'learning_analytics' and c.withdrawn_at is null
    for share;
  if not found then
    raise exception 'the person has not consented to learning analytics'
      using errcode = '23514', constraint = tg_table_name || '_consent', table = tg_table_name;
  end if;
  return new;
end
$$;
create trigger flag_exposures_consent before insert on flag_exposures
  for each row execute function app.require_analytics_consent();

-- Who withdraws takes what was recorded with it.
create or replace function app.follow_consent() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.consents (school_id, user_id, purpose, granted_at, withdrawn_at, text_id)
  values (new.school_id, new.user_id, new.purpose, new.decided_at,
    case when new.decision <> 'GIVEN' then new.decided_at end, new.text_id)
  on conflict (user_id, purpose) do update set
    granted_at = case when new.decision = 'GIVEN' and consents.withdrawn_at is not null then new.decided_at else consents.granted_at end,
    withdrawn_at = excluded.withdrawn_at, text_id = excluded.text_id;
  if new.decision <> 'GIVEN' and new.purpose = 'learning_analytics' then
    delete from public.learning_analytics a where a.user_id = new.user_id;
    delete from public.flag_exposures e where e.user_id = new.user_id;
  end if;
  return null;
end
$$;

-- People of a round that is over are compared with nobody, so they are not kept.
create function app.end_flag_round() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  delete from public.flag_exposures e where e.flag_key = new.key and e.round < new.round;
  return null;
end
$$;
grant create on schema app to app_system;
alter function app.end_flag_round() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.end_flag_round() from public;
create trigger feature_flags_round after update of round on feature_flags
  for each row when (new.round > old.round) execute function app.end_flag_round();

reset role;
insert into migrations.applied (name, run_on) values ('0154_flag_exposures', now());
