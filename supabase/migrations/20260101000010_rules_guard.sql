-- Made from db/migrations/0010_rules_guard.sql (npm run db:snapshot).

-- The second wall behind the features' rules.ts. Refusals carry SQLSTATE 23514 and the name of the rule as their
-- constraint, so that the program maps them like any check. Functions that look beyond the row in hand run as
-- app_system, so that what the writer may see does not decide what is true.

-- Arguments: the state's column, then every listed step as 'FROM>TO'.
create function app.refuse_unlisted_step() returns trigger language plpgsql set search_path = '' as $$
declare
  before text := to_jsonb(old) ->> tg_argv[0];
  after text := to_jsonb(new) ->> tg_argv[0];
begin
  if not (before || '>' || after) = any (tg_argv[1:]) then
    raise exception '% may not go from % to %', tg_table_name, before, after
      using errcode = '23514', constraint = tg_table_name || '_step', table = tg_table_name;
  end if;
  return new;
end
$$;

create trigger competency_templates_step before update on competency_templates
  for each row when (old.status is distinct from new.status)
  execute function app.refuse_unlisted_step('status', 'DRAFT>PUBLISHED', 'PUBLISHED>DEPRECATED', 'DEPRECATED>PUBLISHED');

create trigger competency_deployments_step before update on competency_deployments
  for each row when (old.status is distinct from new.status)
  execute function app.refuse_unlisted_step('status', 'SCHEDULED>ACTIVATING', 'ACTIVATING>ACTIVE', 'ACTIVATING>FAILED',
    'FAILED>ACTIVATING', 'SCHEDULED>CANCELLED', 'ACTIVE>WITHDRAWN');

-- One signed evaluation may both start and achieve (one observation asked), so NOT_STARTED>ACHIEVED and
-- EXPIRED>ACHIEVED stand for two listed steps in one write.
create trigger competency_assignments_step before update on competency_assignments
  for each row when (old.status is distinct from new.status)
  execute function app.refuse_unlisted_step('status', 'NOT_STARTED>IN_PROGRESS', 'NOT_STARTED>ACHIEVED',
    'IN_PROGRESS>ACHIEVED', 'ACHIEVED>APPROVED', 'ACHIEVED>IN_PROGRESS', 'APPROVED>IN_PROGRESS', 'ACHIEVED>EXPIRED',
    'APPROVED>EXPIRED', 'EXPIRED>IN_PROGRESS', 'EXPIRED>ACHIEVED', 'NOT_STARTED>WITHDRAWN', 'IN_PROGRESS>WITHDRAWN',
    'ACHIEVED>WITHDRAWN', 'APPROVED>WITHDRAWN', 'EXPIRED>WITHDRAWN');

create trigger assessments_step before update on assessments
  for each row when (old.status is distinct from new.status)
  execute function app.refuse_unlisted_step('status', 'REQUESTED>DRAFT', 'REQUESTED>DECLINED', 'REQUESTED>CANCELLED',
    'REQUESTED>EXPIRED', 'EXPIRED>REQUESTED', 'DRAFT>SUBMITTED', 'DRAFT>DISCARDED', 'SUBMITTED>APPROVED',
    'SUBMITTED>REJECTED', 'REJECTED>DRAFT', 'APPROVED>SUBMITTED', 'SUBMITTED>VOIDED', 'APPROVED>VOIDED',
    'REJECTED>VOIDED');

create trigger evaluations_step before update on evaluations
  for each row when (old.state is distinct from new.state)
  execute function app.refuse_unlisted_step('state', 'DRAFT>SIGNED', 'SIGNED>SUPERSEDED', 'SIGNED>VOIDED');

create trigger competency_submissions_step before update on competency_submissions
  for each row when (old.status is distinct from new.status)
  execute function app.refuse_unlisted_step('status', 'DRAFT>SUBMITTED', 'SUBMITTED>IN_REVIEW', 'IN_REVIEW>RETURNED',
    'IN_REVIEW>APPROVED', 'IN_REVIEW>REJECTED', 'RETURNED>SUBMITTED', 'DRAFT>WITHDRAWN', 'SUBMITTED>WITHDRAWN',
    'RETURNED>WITHDRAWN');

create trigger time_records_step before update on time_records
  for each row when (old.status is distinct from new.status)
  execute function app.refuse_unlisted_step('status', 'DRAFT>PENDING', 'PENDING>APPROVED', 'PENDING>NOT_APPROVED',
    'PENDING>NEEDS_INFO', 'NEEDS_INFO>PENDING', 'NOT_APPROVED>PENDING');

create trigger notification_queue_step before update on notification_queue
  for each row when (old.status is distinct from new.status)
  execute function app.refuse_unlisted_step('status', 'PENDING>SENT', 'PENDING>FAILED', 'PENDING>CANCELLED',
    'FAILED>PENDING');

-- Arguments: the columns that may still change.
create function app.refuse_change_except() returns trigger language plpgsql set search_path = '' as $$
begin
  if (to_jsonb(new) - tg_argv) is distinct from (to_jsonb(old) - tg_argv) then
    raise exception '% is settled: only % may change', tg_table_name, array_to_string(tg_argv, ', ')
      using errcode = '23514', constraint = tg_table_name || '_settled', table = tg_table_name;
  end if;
  return new;
end
$$;

-- After signing, an evaluation is locked; an amendment is a further revision. A school may still confirm a guest.
create trigger evaluations_settled before update on evaluations
  for each row when (old.state <> 'DRAFT')
  execute function app.refuse_change_except('state', 'guest_confirmed_at');

-- A published version never changes; an edit makes a new version.
create trigger competency_templates_settled before update on competency_templates
  for each row when (old.status <> 'DRAFT')
  execute function app.refuse_change_except('status', 'updated_at');

-- After APPROVED only an adjustment entry.
create trigger time_records_settled before update on time_records
  for each row when (old.status = 'APPROVED')
  execute function app.refuse_change_except('status');

create trigger audit_log_settled before update on audit_log
  for each row execute function app.refuse_change_except('seal_number', 'previous_hash', 'hash');

-- An unsigned draft is for its author alone, so it does not outlive the signing.
create function app.drop_assessment_draft() returns trigger language plpgsql set search_path = '' as $$
begin
  new.draft := null;
  return new;
end
$$;
create trigger assessments_draft_dropped before update on assessments
  for each row when (old.status = 'DRAFT' and new.status in ('SUBMITTED', 'DISCARDED'))
  execute function app.drop_assessment_draft();

create function app.guard_framework_part() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  template text;
begin
  if tg_table_name = 'competency_rubrics' then
    select c.template_id into template from public.competencies c
      where c.id = case when tg_op = 'DELETE' then old.competency_id else new.competency_id end;
  else
    template := case when tg_op = 'DELETE' then old.template_id else new.template_id end;
  end if;
  -- A part whose framework is gone is being deleted with it.
  if exists (select from public.competency_templates t where t.id = template and t.status <> 'DRAFT') then
    raise exception 'a published framework never changes'
      using errcode = '23514', constraint = 'competency_templates_settled', table = tg_table_name;
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;
create trigger competencies_framework before insert or update or delete on competencies
  for each row execute function app.guard_framework_part();
create trigger competency_template_items_framework before insert or update or delete on competency_template_items
  for each row execute function app.guard_framework_part();
create trigger competency_template_associations_framework before insert or update or delete on competency_template_associations
  for each row execute function app.guard_framework_part();
create trigger competency_rubrics_framework before insert or update or delete on competency_rubrics
  for each row execute function app.guard_framework_part();

-- What was signed stays as it was signed: criteria and notes go only with their evaluation.
create function app.guard_signed_part() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.evaluations e where e.id = old.evaluation_id and e.state <> 'DRAFT') then
    raise exception 'a signed evaluation is locked'
      using errcode = '23514', constraint = 'evaluations_settled', table = tg_table_name;
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;
create trigger evaluation_criteria_signed before update or delete on evaluation_criteria
  for each row execute function app.guard_signed_part();
create trigger evaluation_private_notes_signed before update or delete on evaluation_private_notes
  for each row execute function app.guard_signed_part();

-- References that may point at the own school or at school 'default'.

create function app.refuse_foreign(rule text, relation text) returns void language plpgsql set search_path = '' as $$
begin
  raise exception '% refers to a row of another school', relation
    using errcode = '23503', constraint = rule, table = relation;
end
$$;

-- Arguments: the columns that name a person.
create function app.guard_people() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (
    select from public.users u
    where u.id in (select to_jsonb(new) ->> column_name from unnest(tg_argv) as column_name)
      and u.school_id not in (new.school_id, 'default')
  ) then
    perform app.refuse_foreign(tg_table_name || '_people_school', tg_table_name);
  end if;
  return new;
end
$$;
create trigger competency_templates_people before insert or update of created_by, school_id on competency_templates
  for each row execute function app.guard_people('created_by');
create trigger competency_rubrics_people before insert or update of created_by, school_id on competency_rubrics
  for each row execute function app.guard_people('created_by');
create trigger framework_imports_people before insert or update of created_by, school_id on framework_imports
  for each row execute function app.guard_people('created_by');
create trigger notification_templates_people before insert or update of created_by, school_id on notification_templates
  for each row execute function app.guard_people('created_by');
create trigger files_people before insert or update of uploaded_by, school_id on files
  for each row execute function app.guard_people('uploaded_by');
create trigger time_records_people before insert or update of approved_by, school_id on time_records
  for each row execute function app.guard_people('approved_by');

create function app.guard_competency() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  scale public.rating_scales;
begin
  select * into scale from public.rating_scales s where s.id = new.rating_scale_id;
  if scale.school_id not in (new.school_id, 'default')
    or exists (select from public.users u where u.id = new.created_by and u.school_id not in (new.school_id, 'default'))
  then
    perform app.refuse_foreign('competencies_shared_school', 'competencies');
  end if;
  if not (scale.min_value < new.target_rating and new.target_rating <= scale.max_value)
    or (scale.kind <> 'NUMERIC' and new.target_rating <> trunc(new.target_rating))
  then
    raise exception 'the target % does not fit the rating scale %', new.target_rating, scale.id
      using errcode = '23514', constraint = 'competencies_target', table = 'competencies';
  end if;
  if new.scoring_method in ('AVERAGE', 'WEIGHTED_AVERAGE', 'DECAYING_AVERAGE')
    and not (scale.kind = 'NUMERIC' or (scale.kind = 'ORDINAL' and scale.allow_mean))
  then
    raise exception 'the scoring method % does not fit the rating scale %', new.scoring_method, scale.id
      using errcode = '23514', constraint = 'competencies_scoring_method_fits', table = 'competencies';
  end if;
  return new;
end
$$;
create trigger competencies_guard before insert or update on competencies
  for each row execute function app.guard_competency();

-- Competencies are used with the scale they were made for.
create function app.guard_rating_scale() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.competencies c where c.rating_scale_id = old.id) then
    raise exception 'the rating scale % is in use', old.id
      using errcode = '23514', constraint = 'rating_scales_settled', table = 'rating_scales';
  end if;
  return new;
end
$$;
create trigger rating_scales_settled before update on rating_scales
  for each row when ((old.kind, old.min_value, old.max_value, old.allow_mean)
    is distinct from (new.kind, new.min_value, new.max_value, new.allow_mean))
  execute function app.guard_rating_scale();

create function app.guard_deployment() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (
      select from public.competency_templates t where t.id = new.template_id and t.school_id not in (new.school_id, 'default'))
    or exists (select from public.users u where u.id = new.created_by and u.school_id not in (new.school_id, 'default'))
  then
    perform app.refuse_foreign('competency_deployments_shared_school', 'competency_deployments');
  end if;
  return new;
end
$$;
create trigger competency_deployments_guard before insert or update of template_id, created_by, school_id on competency_deployments
  for each row execute function app.guard_deployment();

-- A deployment's target is of its own school: ids of three tables share one column, so no foreign key can say it.
create function app.guard_deployment_target() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if not (case new.target_type
    when 'cohort' then exists (select from public.cohorts c where c.school_id = new.school_id and c.id = new.target_id)
    when 'program' then exists (select from public.programs p where p.school_id = new.school_id and p.id = new.target_id)
    else exists (
      select from public.users u where u.school_id = new.school_id and u.id = new.target_id and u.role = 'STUDENT')
  end) then
    perform app.refuse_foreign('deployment_targets_target_school', 'deployment_targets');
  end if;
  return new;
end
$$;
create trigger deployment_targets_guard before insert or update on deployment_targets
  for each row execute function app.guard_deployment_target();

-- For tables whose only shared reference is a competency.
create function app.guard_competency_reference() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (
    select from public.competencies c where c.id = new.competency_id and c.school_id not in (new.school_id, 'default')
  ) then
    perform app.refuse_foreign(tg_table_name || '_competency_school', tg_table_name);
  end if;
  return new;
end
$$;
create trigger competency_assignments_competency
  before insert or update of competency_id, school_id on competency_assignments
  for each row execute function app.guard_competency_reference();
create trigger competency_submissions_competency
  before insert or update of competency_id, school_id on competency_submissions
  for each row execute function app.guard_competency_reference();
create trigger learning_analytics_competency
  before insert or update of competency_id, school_id on learning_analytics
  for each row execute function app.guard_competency_reference();
create trigger competency_submissions_people before insert or update of reviewed_by, school_id on competency_submissions
  for each row execute function app.guard_people('reviewed_by');

create function app.guard_assessment() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (
      select from public.competencies c where c.id = new.competency_id and c.school_id not in (new.school_id, 'default'))
    or exists (
      select from public.users u
      where u.id in (new.assessor_id, new.requested_by) and u.school_id not in (new.school_id, 'default'))
  then
    perform app.refuse_foreign('assessments_shared_school', 'assessments');
  end if;
  return new;
end
$$;
create trigger assessments_guard
  before insert or update of competency_id, assessor_id, requested_by, school_id on assessments
  for each row execute function app.guard_assessment();

create function app.guard_evaluation() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  occasion record;
begin
  select a.student_id, a.competency_id into occasion from public.assessments a where a.id = new.assessment_id;
  new.competency_id := coalesce(new.competency_id, occasion.competency_id);
  if new.student_id is distinct from occasion.student_id or new.competency_id is distinct from occasion.competency_id then
    raise exception 'an evaluation is about the student and the competency of its assessment'
      using errcode = '23514', constraint = 'evaluations_assessment_agrees', table = 'evaluations';
  end if;
  if exists (select from public.users u where u.id = new.evaluator_id and u.school_id not in (new.school_id, 'default')) then
    perform app.refuse_foreign('evaluations_shared_school', 'evaluations');
  end if;
  return new;
end
$$;
create trigger evaluations_guard
  before insert or update of assessment_id, student_id, competency_id, evaluator_id, school_id on evaluations
  for each row execute function app.guard_evaluation();

-- Criteria are those of the competency that is evaluated; the rubric's competency also settles the school.
create function app.guard_criterion() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if not exists (
    select from public.evaluations e
    join public.competency_rubrics r on r.competency_id = e.competency_id
    where e.id = new.evaluation_id and r.id = new.rubric_id and (new.score is null or new.score <= r.max_score)
  ) then
    raise exception 'the criterion is not of this competency, or its score is above the maximum'
      using errcode = '23514', constraint = 'evaluation_criteria_rubric_agrees', table = 'evaluation_criteria';
  end if;
  return new;
end
$$;
create trigger evaluation_criteria_guard before insert or update on evaluation_criteria
  for each row execute function app.guard_criterion();

-- Consent stands between a person and learning_analytics, whoever writes.
create function app.require_analytics_consent() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if not exists (
    select from public.consents c
    where c.user_id = new.user_id and c.purpose = 'learning_analytics' and c.withdrawn_at is null
  ) then
    raise exception 'the person has not consented to learning analytics'
      using errcode = '23514', constraint = 'learning_analytics_consent', table = 'learning_analytics';
  end if;
  return new;
end
$$;
create trigger learning_analytics_consent before insert on learning_analytics
  for each row execute function app.require_analytics_consent();

-- Overlaps are refused. The lock orders two entries of one student that arrive at once.
create function app.refuse_overlap() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('time_records:' || new.student_id, 0));
  if exists (
    select from public.time_records t
    where t.student_id = new.student_id and t.id <> new.id and t.adjusts_id is null
      and t.started_at < new.ended_at and t.ended_at > new.started_at
  ) then
    raise exception 'the time overlaps another record'
      using errcode = '23514', constraint = 'time_records_overlap', table = 'time_records';
  end if;
  return new;
end
$$;
create trigger time_records_overlap before insert or update of started_at, ended_at, student_id on time_records
  for each row when (new.adjusts_id is null) execute function app.refuse_overlap();

-- Nothing moves to another school: references were checked against the school a row was born in.
create function app.refuse_school_change() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception '% may not move to another school', tg_table_name
    using errcode = '23514', constraint = tg_table_name || '_school_settled', table = tg_table_name;
end
$$;
create trigger users_school_settled before update of school_id on users
  for each row when (old.school_id <> new.school_id) execute function app.refuse_school_change();
create trigger competencies_school_settled before update of school_id on competencies
  for each row when (old.school_id <> new.school_id) execute function app.refuse_school_change();
create trigger competency_templates_school_settled before update of school_id on competency_templates
  for each row when (old.school_id <> new.school_id) execute function app.refuse_school_change();
create trigger rating_scales_school_settled before update of school_id on rating_scales
  for each row when (old.school_id <> new.school_id) execute function app.refuse_school_change();

-- A person changes their own profile, never their own standing. Policies see only the new row, so a trigger compares.
create function app.guard_own_standing() returns trigger language plpgsql set search_path = '' as $$
begin
  if current_user = 'app_command' and new.id = app.user_id() then
    raise exception 'nobody changes their own role, status, address or place'
      using errcode = '42501', constraint = 'users_own_standing', table = 'users';
  end if;
  return new;
end
$$;
create trigger users_own_standing before update on users
  for each row when ((old.role, old.status, old.email, old.program_id, old.cohort_id, old.student_number, old.year_of_study)
    is distinct from (new.role, new.status, new.email, new.program_id, new.cohort_id, new.student_number, new.year_of_study))
  execute function app.guard_own_standing();

-- A student's own acts may start an assignment and refresh the progress row, never score or complete anything.
create function app.guard_own_progress() returns trigger language plpgsql set search_path = '' as $$
begin
  if current_user = 'app_command' and app.user_role() = 'STUDENT' then
    raise exception 'a student completes nothing themselves'
      using errcode = '42501', constraint = tg_table_name || '_own_progress', table = tg_table_name;
  end if;
  return new;
end
$$;
create trigger student_progress_own_progress before update on student_progress
  for each row when (old.completed is distinct from new.completed)
  execute function app.guard_own_progress();
create trigger competency_assignments_own_progress before update on competency_assignments
  for each row when ((old.result, old.progress_percentage, old.completion_date, old.due_date, old.observations, old.evaluators, old.days)
    is distinct from (new.result, new.progress_percentage, new.completion_date, new.due_date, new.observations, new.evaluators, new.days))
  execute function app.guard_own_progress();

-- Steps that are the school's: a supervisor or a student who reached this far is refused.
create function app.require_school() returns trigger language plpgsql set search_path = '' as $$
begin
  if current_user = 'app_command' and coalesce(app.user_role() not in ('SCHOOL_ADMIN', 'SUPER_ADMIN'), true) then
    raise exception 'this step of % is the school''s', tg_table_name
      using errcode = '42501', constraint = tg_table_name || '_school_step', table = tg_table_name;
  end if;
  return new;
end
$$;
create trigger competency_assignments_school_step before update on competency_assignments
  for each row when (old.status <> new.status and new.status in ('APPROVED', 'WITHDRAWN'))
  execute function app.require_school();
create trigger assessments_school_step before update on assessments
  for each row when (old.status <> new.status and (new.status = 'VOIDED' or old.status = 'EXPIRED'))
  execute function app.require_school();
create trigger evaluations_school_step before update on evaluations
  for each row when (old.state <> new.state and new.state = 'VOIDED')
  execute function app.require_school();

reset role;
insert into migrations.applied (name, run_on) values ('0010_rules_guard', now());
