-- Made from db/migrations/0014_evaluations_refer.sql (npm run db:snapshot).

-- An evaluation is about the student and the competency of its assessment. A foreign key holds this in place of a trigger
-- that looked the assessment up: a key is checked at the end of the statement, so one statement may insert an assessment
-- together with its evaluation. The writer names the competency; nothing fills it in.
-- The key begins as the index that it replaces: (student_id, id) gives one student's history by keyset.
alter table assessments
  add constraint assessments_history_key unique (student_id, id, competency_id, school_id);
drop index assessments_student_idx;
alter table evaluations
  add constraint evaluations_assessment_agrees foreign key (school_id, student_id, competency_id, assessment_id)
    references assessments (school_id, student_id, competency_id, id) on delete cascade,
  -- The longer key covers it.
  drop constraint evaluations_assessment_fkey;

-- What is left to a trigger, here as for the other references to people and competencies, is "of the own school or of
-- school 'default'", which no key can express. Criteria keep theirs too: it compares the score with the rubric's maximum.
drop trigger evaluations_guard on evaluations;
create or replace function app.guard_evaluation() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.users u where u.id = new.evaluator_id and u.school_id not in (new.school_id, 'default')) then
    perform app.refuse_foreign('evaluations_shared_school', 'evaluations');
  end if;
  return new;
end
$$;
create trigger evaluations_guard before insert or update of evaluator_id, school_id on evaluations
  for each row execute function app.guard_evaluation();

-- No foreign key points at these, and each lookup goes by the primary key or another index.
alter table competency_rubrics drop constraint competency_rubrics_school_id_id_key;
alter table framework_imports drop constraint framework_imports_school_id_id_key;
alter table notification_templates drop constraint notification_templates_school_id_id_key;
alter table rating_scales drop constraint rating_scales_school_id_id_key;

reset role;
insert into migrations.applied (name, run_on) values ('0014_evaluations_refer', now());
