-- Made from db/migrations/0140_words_seal.sql (npm run db:snapshot).

-- Words that people typed are sealed by the program; those from before are sealed by the job keys.reseal. A sealed text is
-- longer than what it holds; the contracts bound what is typed.
alter table legal_holds drop constraint legal_holds_reason_check;
alter table legal_holds add constraint legal_holds_reason_check
  check (reason ~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$' or (btrim(reason) <> '' and length(reason) <= 500));
alter table deployment_acts drop constraint deployment_acts_reason_check;
alter table deployment_acts add constraint deployment_acts_reason_check
  check (reason ~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$' or (reason <> '' and length(reason) <= 2000));
alter table users drop constraint users_status_reason_check;
alter table users add constraint users_status_reason_check
  check (status_reason ~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$'
    or (btrim(status_reason) <> '' and length(status_reason) <= 300));
alter table consent_texts drop constraint consent_texts_words_check;
alter table consent_texts add constraint consent_texts_words_check
  check (words ~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$' or (btrim(words) <> '' and length(words) <= 5000));

-- Whether a job seals words that a row has, for the first time or under another key, and changes nothing else of it.
create function app.is_sealing(before jsonb, after jsonb, sealed text[]) returns boolean
  language sql stable set search_path = '' as $$
  select current_user = 'app_system' and before - sealed = after - sealed and not exists (
    select from unnest(sealed) as name
    where before ->> name is distinct from after ->> name
      and (before ->> name is null or coalesce(after ->> name !~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$', true)))
$$;
revoke execute on function app.is_sealing(jsonb, jsonb, text[]) from public;
grant execute on function app.is_sealing(jsonb, jsonb, text[]) to app_command, app_system, app_auth;

-- What is settled is sealed again all the same.
drop trigger competency_submissions_settled on competency_submissions;
create trigger competency_submissions_settled before update on competency_submissions
  for each row when (
    (old.competency_id is distinct from new.competency_id or old.kind is distinct from new.kind
      or old.evidence is distinct from new.evidence or old.learnt_where is distinct from new.learnt_where
      or old.learnt_from is distinct from new.learnt_from or old.learnt_until is distinct from new.learnt_until)
    and not app.is_sealing(to_jsonb(old), to_jsonb(new), '{evidence,learnt_where}'))
  execute function app.guard_submission();
create or replace function app.refuse_change_unless_erased() returns trigger language plpgsql set search_path = '' as $$
declare
  ignored text[] := array(select a.attname::text from pg_catalog.pg_attribute a
                          where a.attrelid = tg_relid and a.attgenerated <> '') || tg_argv[1:];
  words text[] := string_to_array(tg_argv[0], ',');
begin
  if (to_jsonb(new) - ignored) is distinct from (to_jsonb(old) - ignored)
    and ((to_jsonb(new) - ignored - words) is distinct from (to_jsonb(old) - ignored - words)
      or not app.is_erasing(old.student_id))
    and not app.is_sealing(to_jsonb(old), to_jsonb(new), words)
  then
    raise exception '% is settled: only % may change', tg_table_name, array_to_string(tg_argv[1:], ', ')
      using errcode = '23514', constraint = tg_table_name || '_settled', table = tg_table_name;
  end if;
  return new;
end
$$;
drop trigger time_records_waiting on time_records;
create trigger time_records_waiting before update on time_records
  for each row when (old.status = 'PENDING'
    and not app.is_sealing(to_jsonb(old), to_jsonb(new), '{activity,note,reason,answer,place}'))
  execute function app.refuse_change_unless_erased('activity,note,answer,place', 'status', 'reason', 'decided_by', 'decided_at');
drop trigger consent_texts_settled on consent_texts;
create trigger consent_texts_settled before update on consent_texts
  for each row when (not app.is_sealing(to_jsonb(old), to_jsonb(new), '{words}'))
  execute function app.refuse_change_except('ended_at');

reset role;
insert into migrations.applied (name, run_on) values ('0140_words_seal', now());
