-- Made from db/migrations/0085_ratings_keep.sql (npm run db:snapshot).

-- One line for each assessment that counts, with what analytics ask of it, so that no request reads all evaluations. It
-- is written again in the transaction of every change to an assessment or its evaluations, whoever makes it, by the
-- triggers below. What counts, and the value, are as in src/features/progress/counted-evidence.ts; a test compares the
-- two. The line is about the assessment as it was given: target, scale and countersignature are of that version.
create table rated_assessments (
  assessment_id text collate "C" primary key,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  competency_id text collate "C" not null,
  rotation_id text collate "C",
  -- The first to sign; null for a guest and where the author is not named.
  evaluator_id text collate "C",
  evaluators integer not null,
  -- The day of the school.
  observed_on date not null,
  submitted_at timestamptz not null,
  value numeric not null,
  -- Below the target, at it, above it.
  band smallint not null constraint rated_assessments_band_check check (band between -1 and 1),
  method text not null,
  feedback_words integer not null,
  has_next_steps boolean not null,
  requested_at timestamptz,
  -- Whole hours from the request, or from when the school opened it again, to the answer.
  answered_after_hours integer,
  constraint rated_assessments_assessment_fkey foreign key (school_id, assessment_id)
    references assessments (school_id, id) on delete cascade,
  constraint rated_assessments_answer_check check ((requested_at is null) = (answered_after_hours is null))
);
-- The lines of a student and a period are a short range of this index, and need no row.
create index rated_assessments_student_idx on rated_assessments (student_id, observed_on)
  include (school_id, competency_id, rotation_id, evaluator_id, band, feedback_words, has_next_steps, answered_after_hours);
-- The list behind a figure of the school, newest first.
create index rated_assessments_school_idx on rated_assessments (school_id, observed_on, assessment_id);
create index rated_assessments_evaluator_idx on rated_assessments (evaluator_id, observed_on);

call app.protect_student_table('rated_assessments', 'student_id', read_in_commands => false);

create function app.word_count(words text) returns integer language sql immutable set search_path = '' as $$
  select coalesce(cardinality(regexp_split_to_array(nullif(btrim(words, E' \t\r\n'), ''), '\s+')), 0)
$$;

-- Writes the lines of these assessments again; those that do not count have none.
create function app.rate_assessments(ids text[]) returns void
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
      sum(app.word_count(e.feedback) + app.word_count(e.strengths) + app.word_count(e.next_steps)) as words,
      bool_or(app.word_count(e.next_steps) > 0) as has_next_steps
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

create function app.rate_changed_evaluations() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  ids text[] := (select array_agg(distinct c.assessment_id) from changed c);
begin
  if ids is not null then
    perform app.rate_assessments(ids);
  end if;
  return null;
end
$$;

create function app.rate_changed_assessment() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform app.rate_assessments(array[new.id]);
  return null;
end
$$;

-- Days are of the school, and its settings decide whether guests count.
create function app.rate_changed_school() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if old.time_zone is distinct from new.time_zone then
    update public.rated_assessments r set observed_on = (s.observed_at at time zone new.time_zone)::date
    from public.assessments s where s.id = r.assessment_id and r.school_id = new.id;
  end if;
  if old.settings ->> 'confirmsGuests' is distinct from new.settings ->> 'confirmsGuests' then
    perform app.rate_assessments(array_agg(distinct e.assessment_id))
    from public.evaluations e where e.school_id = new.id and e.guest_name is not null
    having count(*) > 0;
  end if;
  return null;
end
$$;

grant create on schema app to app_system;
alter function app.word_count(text) owner to app_system;
alter function app.rate_assessments(text[]) owner to app_system;
alter function app.rate_changed_evaluations() owner to app_system;
alter function app.rate_changed_assessment() owner to app_system;
alter function app.rate_changed_school() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.word_count(text), app.rate_assessments(text[]), app.rate_changed_evaluations(),
  app.rate_changed_assessment(), app.rate_changed_school() from public;

create trigger evaluations_rated after insert on evaluations referencing new table as changed
  for each statement execute function app.rate_changed_evaluations();
create trigger evaluations_rated_again after update on evaluations referencing new table as changed
  for each statement execute function app.rate_changed_evaluations();
create trigger evaluations_no_longer_rated after delete on evaluations referencing old table as changed
  for each statement execute function app.rate_changed_evaluations();
create trigger assessments_rated after update on assessments for each row
  when (
    (old.status is distinct from new.status
      and (old.status in ('SUBMITTED', 'APPROVED') or new.status in ('SUBMITTED', 'APPROVED')))
    or (new.status in ('SUBMITTED', 'APPROVED')
      and (old.observed_at, old.submitted_at, old.rotation_id, old.method, old.student_id, old.competency_id,
          old.requested_by, old.created_at, old.renewed_at)
        is distinct from (new.observed_at, new.submitted_at, new.rotation_id, new.method, new.student_id, new.competency_id,
          new.requested_by, new.created_at, new.renewed_at)))
  execute function app.rate_changed_assessment();
create trigger schools_rated after update on schools for each row
  when (old.time_zone is distinct from new.time_zone or old.settings is distinct from new.settings)
  execute function app.rate_changed_school();

-- What was assessed before, in portions that fit into memory.
do $$
declare
  portion text[];
begin
  for portion in
    select array_agg(id) from (
      select id, (row_number() over (order by id) - 1) / 20000 as n from public.assessments
      where status in ('SUBMITTED', 'APPROVED')) numbered
    group by n
  loop
    perform app.rate_assessments(portion);
  end loop;
end
$$;

reset role;
insert into migrations.applied (name, run_on) values ('0085_ratings_keep', now());
