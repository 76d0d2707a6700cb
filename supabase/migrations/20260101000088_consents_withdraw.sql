-- Made from db/migrations/0088_consents_withdraw.sql (npm run db:snapshot).

-- Who withdraws their consent takes what was recorded with them: each removes their own.
grant delete on public.learning_analytics to app_command;
-- Against removing what somebody else's use recorded.
create policy learning_analytics_forget on public.learning_analytics
  for delete to app_command using (user_id = (select app.user_id()));

-- The consent is held until the rows that rest on it are committed, so that a withdrawal removes these too.
create or replace function app.require_analytics_consent() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform from public.consents c
    where c.user_id = new.user_id and c.purpose = 'learning_analytics' and c.withdrawn_at is null
    for share;
  if not found then
    raise exception 'the person has not consented to learning analytics'
      using errcode = '23514', constraint = 'learning_analytics_consent', table = 'learning_analytics';
  end if;
  return new;
end
$$;

reset role;
insert into migrations.applied (name, run_on) values ('0088_consents_withdraw', now());
