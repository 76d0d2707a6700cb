-- Made from db/migrations/0035_assessments_follow.sql (npm run db:snapshot).

-- What follows a submission: it is taken back within moments, amended, countersigned or not, voided, read and answered.

-- An evaluation that its author took back is, like a draft that was thrown away, its author's alone.
alter table evaluations
  drop constraint evaluations_state_check,
  add constraint evaluations_state_check check (state in ('DRAFT', 'SIGNED', 'SUPERSEDED', 'VOIDED', 'DISCARDED'));

create or replace trigger assessments_step before update on assessments
  for each row when (old.status is distinct from new.status)
  execute function app.refuse_unlisted_step('status', 'REQUESTED>DRAFT', 'REQUESTED>DECLINED', 'REQUESTED>CANCELLED', 'REQUESTED>EXPIRED', 'EXPIRED>REQUESTED', 'DRAFT>SUBMITTED', 'DRAFT>DISCARDED', 'SUBMITTED>DRAFT', 'SUBMITTED>APPROVED', 'SUBMITTED>REJECTED', 'SUBMITTED>VOIDED', 'APPROVED>SUBMITTED', 'APPROVED>VOIDED', 'REJECTED>DRAFT', 'REJECTED>VOIDED');

create or replace trigger evaluations_step before update on evaluations
  for each row when (old.state is distinct from new.state)
  execute function app.refuse_unlisted_step('state', 'DRAFT>SIGNED', 'SIGNED>SUPERSEDED', 'SIGNED>VOIDED', 'SIGNED>DISCARDED');

-- Steps of one person: what was submitted is taken back, reopened or amended by its author, and countersigned by anybody
-- but its author. A take-back is for moments; the program says how many, by its own clock.
create function app.guard_assessment_step() returns trigger language plpgsql set search_path = '' as $$
declare
  is_author boolean := coalesce(new.assessor_id = app.user_id(), false);
begin
  if current_user = 'app_command' and (
    is_author = (new.status in ('APPROVED', 'REJECTED'))
    or (old.status = 'SUBMITTED' and new.status = 'DRAFT' and clock_timestamp() > old.submitted_at + interval '1 minute')
  ) then
    raise exception 'this step of an assessment is another person''s, or too late'
      using errcode = '42501', constraint = 'assessments_author_step', table = 'assessments';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_assessment_step() from public;
create trigger assessments_author_step before update on assessments
  for each row when (
    (new.status in ('APPROVED', 'REJECTED') and old.status = 'SUBMITTED')
    or (new.status = 'DRAFT' and old.status in ('SUBMITTED', 'REJECTED'))
    or (new.status = 'SUBMITTED' and old.status = 'APPROVED')
  )
  execute function app.guard_assessment_step();

-- Threat: as for a draft, a judgement is read that its author does not stand by.
drop policy evaluations_read on evaluations;
create policy evaluations_read on evaluations for select to authenticated
  using (
    (state not in ('DRAFT', 'DISCARDED') or evaluator_id = (select app.user_id()))
    and (
      student_id = (select app.user_id())
      or school_id = (select app.admin_school_id())
      or (select app.is_super_admin())
      or student_id in (select app.supervised_student_ids())
    )
  );
drop policy evaluations_read_in_commands on evaluations;
create policy evaluations_read_in_commands on evaluations for select to app_command
  using (
    (state not in ('DRAFT', 'DISCARDED') or evaluator_id = (select app.user_id()))
    and (
      student_id = (select app.user_id())
      or school_id = (select app.admin_school_id())
      or (select app.is_super_admin())
      or app.supervises(student_id)
    )
  );

-- Threat: evidence is taken away from what counts. The author of a draft may; nobody may once it is submitted.
create policy assessment_files_remove on assessment_files for delete to app_command
  using (
    app.uploaded(file_id)
    and exists (
      select from assessments a
      where a.id = assessment_id and a.assessor_id = (select app.user_id()) and a.status = 'DRAFT'
    )
  );
grant delete on assessment_files to app_command;

-- What people did with a submitted assessment beside its evaluations, each act a row that stays.
create table assessment_acts (
  id text collate "C" primary key,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  assessment_id text collate "C" not null,
  -- The revision that it was about: one that is amended later was not read, and not countersigned.
  evaluation_id text collate "C",
  act text not null constraint assessment_acts_act_check check (act in (
    'TAKEN_BACK', 'COUNTERSIGNED', 'NOT_COUNTERSIGNED', 'REOPENED', 'VOIDED', 'READ', 'REPLIED'
  )),
  actor_id text collate "C" not null,
  -- A student may not look up everybody of the staff, and reads by whom it was countersigned or voided.
  actor_name text not null,
  words text constraint assessment_acts_words_check check (words <> ''),
  created_at timestamptz not null default now(),
  constraint assessment_acts_assessment_fkey foreign key (school_id, assessment_id)
    references assessments (school_id, id) on delete cascade,
  constraint assessment_acts_evaluation_fkey foreign key (school_id, evaluation_id)
    references evaluations (school_id, id) on delete cascade,
  constraint assessment_acts_student_fkey foreign key (school_id, student_id)
    references users (school_id, id) on delete cascade,
  constraint assessment_acts_actor_fkey foreign key (school_id, actor_id) references users (school_id, id) on delete cascade,
  constraint assessment_acts_reason_check check (
    act not in ('NOT_COUNTERSIGNED', 'VOIDED', 'REPLIED') or words is not null
  )
);
create index assessment_acts_assessment_idx on assessment_acts (assessment_id, created_at);
create index assessment_acts_evaluation_idx on assessment_acts (evaluation_id);
create index assessment_acts_student_idx on assessment_acts (student_id);
create index assessment_acts_actor_idx on assessment_acts (actor_id);
-- Each revision is read once, and each of the two answers once.
create unique index assessment_acts_read_key on assessment_acts (evaluation_id) where act = 'READ';
create unique index assessment_acts_reply_key on assessment_acts (assessment_id, actor_id) where act = 'REPLIED';

call app.close_table('assessment_acts');
-- Threat: the story of a judgement is read by those who may not read the judgement, or of one that is a draft again. What
-- assessors did before they stood by it is staff's.
call app.write_policy('assessment_acts', 'read', 'authenticated, app_command',
  'exists (select from public.assessments a where a.id = assessment_id)
    and (act not in (''TAKEN_BACK'', ''REOPENED'') or (select app.user_role()) <> ''STUDENT'')');
-- Threat: an act in another's name; a student countersigns, a supervisor voids, a stranger answers.
call app.write_policy('assessment_acts', 'add', 'app_command',
  'actor_id = (select app.user_id()) and school_id = (select app.school_id()) and (
    (student_id = (select app.user_id()) and act in (''READ'', ''REPLIED''))
    or (app.supervises(student_id)
      and act in (''TAKEN_BACK'', ''COUNTERSIGNED'', ''NOT_COUNTERSIGNED'', ''REOPENED'', ''REPLIED''))
    or (school_id = (select app.admin_school_id()) and act in (''COUNTERSIGNED'', ''NOT_COUNTERSIGNED'', ''VOIDED''))
  )');

set local role app_system;
insert into notification_templates (id, school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
values
  ('template_assessment_amended', 'default', 'Assessment Amended', 'IN_APP', 'Assessment amended',
   '{{evaluator_name}} amended your assessment in {{competency_name}}.', 'ASSESSMENT_AMENDED', 'STUDENT', 'system'),
  ('template_assessment_countersigned', 'default', 'Assessment Countersigned', 'IN_APP', 'Assessment countersigned',
   '{{countersigner_name}} countersigned your assessment in {{competency_name}}.', 'ASSESSMENT_COUNTERSIGNED', 'STUDENT',
   'system'),
  ('template_assessment_not_countersigned', 'default', 'Assessment Not Countersigned', 'IN_APP',
   'Assessment not countersigned',
   '{{countersigner_name}} did not countersign your assessment of {{student_name}} in {{competency_name}}.',
   'ASSESSMENT_NOT_COUNTERSIGNED', 'CLINICAL_SUPERVISOR', 'system'),
  ('template_assessment_voided', 'default', 'Assessment Voided', 'IN_APP', 'Assessment voided',
   'Your school voided your assessment in {{competency_name}}. It no longer counts.', 'ASSESSMENT_VOIDED', 'STUDENT',
   'system'),
  ('template_assessment_voided_author', 'default', 'Assessment Voided', 'IN_APP', 'Assessment voided',
   'Your school voided your assessment of {{student_name}} in {{competency_name}}. It no longer counts.',
   'ASSESSMENT_VOIDED', 'CLINICAL_SUPERVISOR', 'system'),
  ('template_assessment_answered', 'default', 'Assessment Answered', 'IN_APP', 'Reply to your assessment',
   '{{replier_name}} replied to your assessment in {{competency_name}}.', 'ASSESSMENT_ANSWERED', 'CLINICAL_SUPERVISOR',
   'system'),
  ('template_reply_answered', 'default', 'Reply Answered', 'IN_APP', 'Reply to you',
   '{{replier_name}} replied to you about {{competency_name}}.', 'ASSESSMENT_ANSWERED', 'STUDENT', 'system');
reset role;

reset role;
insert into migrations.applied (name, run_on) values ('0035_assessments_follow', now());
