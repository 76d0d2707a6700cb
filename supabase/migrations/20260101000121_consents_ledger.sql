-- Made from db/migrations/0121_consents_ledger.sql (npm run db:snapshot).

-- What a school asks its people to agree to, by purpose; a new version asks them anew.
create table consent_texts (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  purpose text collate "C" not null constraint consent_texts_purpose_check
    check (purpose in ('assessment_processing', 'learning_analytics', 'research', 'product_analytics')),
  version integer not null constraint consent_texts_version_check check (version >= 1),
  words text not null constraint consent_texts_words_check check (btrim(words) <> '' and length(words) <= 5000),
  published_by text collate "C" not null,
  published_at timestamptz not null default now(),
  -- When a later version, or none, took its place.
  ended_at timestamptz,
  constraint consent_texts_school_id_id_key unique (school_id, id),
  constraint consent_texts_version_key unique (school_id, purpose, version),
  constraint consent_texts_published_by_fkey foreign key (school_id, published_by) references users (school_id, id)
);
create unique index consent_texts_live_once on consent_texts (school_id, purpose) where ended_at is null;
create index consent_texts_published_by_idx on consent_texts (school_id, published_by);

-- Threat: somebody but the school's admins decides what people agree to, or changes it after they did.
call app.protect_school_table('consent_texts', verbs => '{read,add,change}');
create trigger consent_texts_settled before update on consent_texts
  for each row execute function app.refuse_change_except('ended_at');

-- Every answer, each with the text that it was an answer to. Nothing in it is changed or removed.
create table consent_decisions (
  id text collate "C" primary key,
  school_id text collate "C" not null references schools (id),
  user_id text collate "C" not null,
  purpose text collate "C" not null constraint consent_decisions_purpose_check
    check (purpose in ('assessment_processing', 'learning_analytics', 'research', 'product_analytics')),
  -- Null for the program's own words, where the school has none.
  text_id text collate "C",
  decision text not null constraint consent_decisions_decision_check check (decision in ('GIVEN', 'REFUSED', 'WITHDRAWN')),
  decided_at timestamptz not null default now(),
  constraint consent_decisions_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade,
  constraint consent_decisions_text_fkey foreign key (school_id, text_id) references consent_texts (school_id, id)
);
create index consent_decisions_user_idx on consent_decisions (school_id, user_id, decided_at);
create index consent_decisions_text_idx on consent_decisions (school_id, text_id);
-- Threat: somebody agrees in another's name, or an answer is changed afterwards.
call app.protect_own_table('consent_decisions', 'user_id', added_by => '{own}');

-- What holds now is kept by the ledger alone. Which text was answered last says whether to ask again.
alter table consents add column text_id text collate "C",
  add constraint consents_text_fkey foreign key (school_id, text_id) references consent_texts (school_id, id);
create index consents_text_idx on consents (school_id, text_id);
drop policy consents_add on consents;
drop policy consents_change on consents;
revoke insert, update on consents from app_command;
drop policy learning_analytics_forget on learning_analytics;
revoke delete on learning_analytics from app_command;

set local role app_system;
insert into consent_decisions (id, school_id, user_id, purpose, decision, decided_at)
select gen_random_uuid(), c.school_id, c.user_id, c.purpose, 'GIVEN', c.granted_at from consents c
  where c.purpose = 'learning_analytics' and (c.withdrawn_at is null or c.granted_at < c.withdrawn_at)
union all
select gen_random_uuid(), c.school_id, c.user_id, c.purpose,
  case when c.granted_at < c.withdrawn_at then 'WITHDRAWN' else 'REFUSED' end, c.withdrawn_at
from consents c where c.purpose = 'learning_analytics' and c.withdrawn_at is not null;
reset role;

-- A consent that is given again keeps its time. Who withdraws takes what was recorded with it: first the consent, which what
-- is being stored holds until it is there to be removed.
create function app.follow_consent() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.consents (school_id, user_id, purpose, granted_at, withdrawn_at, text_id)
  values (new.school_id, new.user_id, new.purpose, new.decided_at,
    case when new.decision <> 'GIVEN' then new.decided_at end, new.text_id)
  on conflict (user_id, purpose) do update set
    granted_at = case when new.decision = 'GIVEN' and consents.withdrawn_at is not null then new.decided_at else consents.granted_at end,
    withdrawn_at = excluded.withdrawn_at, text_id = excluded.text_id;
  if new.decision <> 'GIVEN' and new.purpose = 'learning_analytics' then
    delete from public.learning_analytics a where a.user_id = new.user_id;
  end if;
  return null;
end
$$;
grant create on schema app to app_system;
alter function app.follow_consent() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.follow_consent() from public;
create trigger consent_decisions_followed after insert on consent_decisions
  for each row execute function app.follow_consent();

reset role;
insert into migrations.applied (name, run_on) values ('0121_consents_ledger', now());
