-- Made from db/migrations/0138_words_seal.sql (npm run db:snapshot).

-- The words of an evaluation are one text that the program seals: feedback, strengths, next steps, and the comments on
-- criteria by their rubric rows. What figures count of them is counted by the program before it seals them. What stands
-- here from before is JSON without a seal until the job keys.reseal has run.
alter table evaluations add column words text;
alter table evaluations add column word_count integer not null default 0;
alter table evaluations add column has_next_steps boolean not null default false;
alter table evaluations disable trigger user;
alter table evaluation_criteria disable trigger user;
alter table assessments disable trigger user;
alter table feedback_answers disable trigger user;

-- What is not signed yet, with its words as one text. A comment is named by its place, since a criterion of a draft may
-- become another one.
create function app.words_apart(data jsonb) returns jsonb language sql immutable set search_path = '' as $$
  select data - '{feedback,strengths,nextSteps}'::text[]
    || case when jsonb_typeof(data -> 'criteria') = 'array' then jsonb_build_object('criteria', coalesce((
        select jsonb_agg(line - 'comment' || case when line ->> 'comment' <> ''
          then jsonb_build_object('commentKey', (at - 1)::text) else '{}' end order by at)
        from jsonb_array_elements(data -> 'criteria') with ordinality l (line, at)), '[]')) else '{}' end
    || case when said <> '{}' then jsonb_build_object('words', said::text) else '{}' end
  from (select jsonb_strip_nulls(jsonb_build_object('feedback', nullif(data ->> 'feedback', ''),
      'strengths', nullif(data ->> 'strengths', ''), 'nextSteps', nullif(data ->> 'nextSteps', ''), 'comments', (
        select jsonb_object_agg((at - 1)::text, line ->> 'comment')
        from jsonb_array_elements(case when jsonb_typeof(data -> 'criteria') = 'array' then data -> 'criteria' end)
          with ordinality l (line, at)
        where line ->> 'comment' <> ''))) as said) texts
$$;
grant execute on function app.words_apart(jsonb) to app_system;

set local role app_system;
-- A column that is dropped stays in the rows until they are written anew, so it is emptied before.
update evaluations e set words = said.words, word_count = said.word_count, has_next_steps = said.has_next_steps,
  feedback = null, strengths = null, next_steps = null
from (
  select o.id, app.word_count(o.feedback) + app.word_count(o.strengths) + app.word_count(o.next_steps) as word_count,
    app.word_count(o.next_steps) > 0 as has_next_steps,
    nullif(jsonb_strip_nulls(jsonb_build_object('feedback', nullif(o.feedback, ''), 'strengths', nullif(o.strengths, ''),
      'nextSteps', nullif(o.next_steps, ''), 'comments', (
        select jsonb_object_agg(c.rubric_id, c.comment) from evaluation_criteria c
        where c.evaluation_id = o.id and c.comment <> ''))), '{}')::text as words
  from evaluations o) said
where said.id = e.id and said.words is not null;
update evaluation_criteria set comment = null where comment is not null;
update assessments set draft = jsonb_set(draft, '{evaluationData}', app.words_apart(draft -> 'evaluationData'))
where jsonb_typeof(draft -> 'evaluationData') = 'object';
update feedback_answers set content = jsonb_set(content, '{evaluationData}', app.words_apart(content -> 'evaluationData'))
where jsonb_typeof(content -> 'evaluationData') = 'object';
reset role;
drop function app.words_apart(jsonb);
alter table evaluations enable trigger user;
alter table evaluation_criteria enable trigger user;
alter table assessments enable trigger user;
alter table feedback_answers enable trigger user;

alter table evaluations drop column feedback, drop column strengths, drop column next_steps;
alter table evaluation_criteria drop column comment;
alter table evaluations add constraint evaluations_words_check
  check (word_count >= 0 and (words is not null or word_count = 0) and (word_count > 0 or not has_next_steps));
alter table assessments add constraint assessments_words_check
  check (not coalesce(draft -> 'evaluationData' ?| '{feedback,strengths,nextSteps}', false)
    and not coalesce(jsonb_path_exists(draft, '$.evaluationData.criteria[*].comment'), false));
alter table feedback_answers add constraint feedback_answers_words_check
  check (not coalesce(content -> 'evaluationData' ?| '{feedback,strengths,nextSteps}', false)
    and not coalesce(jsonb_path_exists(content, '$.evaluationData.criteria[*].comment'), false));

-- A check would refuse any change of a row from before; this refuses words that are new. The argument is where they stand.
create function app.refuse_unsealed() returns trigger language plpgsql set search_path = '' as $$
declare
  place text[] := tg_argv[0];
begin
  if tg_op = 'INSERT' or to_jsonb(new) #>> place is distinct from to_jsonb(old) #>> place then
    raise exception 'words of % are sealed by the program', tg_table_name
      using errcode = '23514', constraint = tg_table_name || '_words_sealed', table = tg_table_name;
  end if;
  return new;
end
$$;
revoke execute on function app.refuse_unsealed() from public;
grant execute on function app.refuse_unsealed() to app_auth, app_command, app_realtime, app_system, authenticated;
create trigger evaluations_words_sealed before insert or update of words on evaluations
  for each row when (new.words !~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$')
  execute function app.refuse_unsealed('{words}');
create trigger assessments_words_sealed before insert or update of draft on assessments
  for each row when (new.draft #>> '{evaluationData,words}' !~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$')
  execute function app.refuse_unsealed('{draft,evaluationData,words}');
create trigger feedback_answers_words_sealed before insert or update of content on feedback_answers
  for each row when (new.content #>> '{evaluationData,words}' !~ '^s1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}$')
  execute function app.refuse_unsealed('{content,evaluationData,words}');

-- Jobs seal the words of a signed evaluation again under another key, and change nothing else of it.
create or replace trigger evaluations_settled before update on evaluations
  for each row when (old.state <> 'DRAFT' and not (current_user = 'app_system' and old.words is not null and new.words is not null
    and new.words like 's1.%' and to_jsonb(new) - 'words' = to_jsonb(old) - 'words'))
  execute function app.refuse_change_unless_erased('words,word_count,has_next_steps,change_reason,guest_name,guest_role,guest_email', 'state', 'guest_confirmed_at');

create or replace function app.guard_signed_part() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  student text;
begin
  select e.student_id into student from public.evaluations e where e.id = old.evaluation_id and e.state <> 'DRAFT';
  -- An erasure takes the words, never the score.
  if student is not null and not (tg_table_name = 'evaluation_private_notes' and app.is_erasing(student)) then
    raise exception 'a signed evaluation is locked'
      using errcode = '23514', constraint = 'evaluations_settled', table = tg_table_name;
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;

create or replace function app.rate_assessments(ids text[]) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  written bigint;
begin
  insert into public.rated_assessments as r (assessment_id, school_id, student_id, competency_id, rotation_id, evaluator_id,
    evaluators, observed_on, submitted_at, value, band, method, feedback_words, has_next_steps, requested_at,
    answered_after_hours)
  select s.id, s.school_id, s.student_id, s.competency_id, s.rotation_id, counted.evaluator_id, counted.evaluators,
    (s.observed_at at time zone sc.time_zone)::date, counted.submitted_at, counted.value,
    sign(counted.value - c.target_rating), s.method, counted.words, counted.has_next_steps,
    case when s.requested_by is not null then coalesce(s.renewed_at, s.created_at) end,
    case when s.requested_by is not null then greatest(0,
      floor(extract(epoch from counted.submitted_at - coalesce(s.renewed_at, s.created_at)) / 3600)) end
  from public.assessments s
  join public.competencies c on c.id = s.competency_id
  join public.rating_scales rs on rs.id = c.rating_scale_id
  join public.schools sc on sc.id = s.school_id
  cross join lateral (
    select (array_agg(e.evaluator_id order by e.signed_at, e.id))[1] as evaluator_id,
      count(distinct coalesce(e.evaluator_id, e.guest_email, e.guest_name, e.id)) as evaluators,
      min(least(s.submitted_at, e.signed_at)) as submitted_at,
      case when rs.kind = 'NUMERIC' then trim_scale(round(avg(coalesce(e.overall_rating, e.rubric_result)), 6))
        else percentile_disc(0.5) within group (order by coalesce(e.overall_rating, e.rubric_result)) end as value,
      sum(e.word_count) as words,
      bool_or(e.has_next_steps) as has_next_steps
    from public.evaluations e
    where e.assessment_id = s.id and e.state = 'SIGNED' and not e.is_self
      and coalesce(e.overall_rating, e.rubric_result) is not null
      and not (e.guest_name is not null and e.guest_confirmed_at is null
        and coalesce((sc.settings ->> 'confirmsGuests')::boolean, false))
    having count(*) > 0) counted
  where s.id = any (ids)
    and (s.status = 'APPROVED' or (s.status = 'SUBMITTED' and not c.needs_countersignature))
  on conflict (assessment_id) do update set
    student_id = excluded.student_id, competency_id = excluded.competency_id, rotation_id = excluded.rotation_id,
    evaluator_id = excluded.evaluator_id, evaluators = excluded.evaluators, observed_on = excluded.observed_on,
    submitted_at = excluded.submitted_at, value = excluded.value, band = excluded.band, method = excluded.method,
    feedback_words = excluded.feedback_words, has_next_steps = excluded.has_next_steps,
    requested_at = excluded.requested_at, answered_after_hours = excluded.answered_after_hours;
  get diagnostics written = row_count;
  if written < cardinality(ids) then
    delete from public.rated_assessments r
    where r.assessment_id = any (ids) and not exists (
      select from public.assessments s
      join public.competencies c on c.id = s.competency_id
      join public.schools sc on sc.id = s.school_id
      join public.evaluations e on e.assessment_id = s.id
      where s.id = r.assessment_id
        and (s.status = 'APPROVED' or (s.status = 'SUBMITTED' and not c.needs_countersignature))
        and e.state = 'SIGNED' and not e.is_self and coalesce(e.overall_rating, e.rubric_result) is not null
        and not (e.guest_name is not null and e.guest_confirmed_at is null
          and coalesce((sc.settings ->> 'confirmsGuests')::boolean, false)));
  end if;
end
$$;
drop function app.word_count(text);

reset role;
insert into migrations.applied (name, run_on) values ('0138_words_seal', now());
