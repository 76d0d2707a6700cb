-- Made from db/migrations/0012_reference_insert.sql (npm run db:snapshot).

-- Reference rows of school 'default', readable by every school. The owner may be under the forced policies itself, so
-- they are written as the system; the role falls back when the transaction ends.
set local role app_system;

insert into schools (id, name, time_zone) values ('default', 'Shared reference', 'UTC');
insert into users (id, school_id, name, email, role)
  values ('system', 'default', 'System', 'system@localhost', 'SYSTEM');

insert into rating_scales (id, school_id, name, kind, min_value, max_value, default_target, question, levels, allow_mean)
values
  ('scale_oscore', 'default', 'O-SCORE', 'ORDINAL', 1, 5, 4, 'What did you have to do in this encounter?', $json$[
    {"value": 1, "label": "I had to do", "description": "The student watched; I carried out the task."},
    {"value": 2, "label": "I had to talk them through", "description": "The student carried out the task with constant direction."},
    {"value": 3, "label": "I had to prompt them from time to time", "description": "The student carried out the task with occasional direction."},
    {"value": 4, "label": "I needed to be in the room just in case", "description": "The student carried out the task; I was there for safety."},
    {"value": 5, "label": "I did not need to be there", "description": "The student carried out the task independently and safely."}
  ]$json$, false),
  ('scale_entrustment', 'default', 'Entrustment and supervision', 'ORDINAL', 1, 5, 4,
   'How much supervision will this student need next time?', $json$[
    {"value": 1, "label": "Observe only", "description": "May be present and observe, not carry out the task."},
    {"value": 2, "label": "Direct supervision", "description": "May carry out the task with a supervisor in the room."},
    {"value": 3, "label": "Indirect supervision, quickly available", "description": "May carry out the task with a supervisor close by."},
    {"value": 4, "label": "Unsupervised", "description": "May carry out the task unsupervised."},
    {"value": 5, "label": "Supervises others", "description": "May supervise others in the task."}
  ]$json$, false),
  ('scale_zwisch', 'default', 'Zwisch', 'ORDINAL', 1, 4, 3, 'How much did you guide the student?', $json$[
    {"value": 1, "label": "Show and tell", "description": "I did the key parts and explained them."},
    {"value": 2, "label": "Active help", "description": "I led the student through the key parts."},
    {"value": 3, "label": "Passive help", "description": "I followed the student's lead and helped when asked."},
    {"value": 4, "label": "Supervision only", "description": "I watched for safety and did not need to help."}
  ]$json$, false),
  ('scale_minicex', 'default', 'mini-CEX', 'ORDINAL', 1, 9, 5,
   'How did the student do, compared with what is expected at this stage?', $json$[
    {"value": 1, "label": "Unsatisfactory", "description": "Far below what is expected."},
    {"value": 2, "label": "Unsatisfactory", "description": "Clearly below what is expected."},
    {"value": 3, "label": "Unsatisfactory", "description": "Just below what is expected."},
    {"value": 4, "label": "Satisfactory", "description": "Just meets what is expected; some parts need work."},
    {"value": 5, "label": "Satisfactory", "description": "Meets what is expected."},
    {"value": 6, "label": "Satisfactory", "description": "Comfortably meets what is expected."},
    {"value": 7, "label": "Superior", "description": "Above what is expected."},
    {"value": 8, "label": "Superior", "description": "Clearly above what is expected."},
    {"value": 9, "label": "Superior", "description": "Far above what is expected."}
  ]$json$, false),
  ('scale_performance', 'default', 'Performance 0-5', 'NUMERIC', 0, 5, 4,
   'How well did the student perform? Decimals are allowed.', $json$[
    {"value": 0, "label": "Not shown", "description": "The skill was not shown."},
    {"value": 1, "label": "Beginning", "description": "Needs to be shown most of the task."},
    {"value": 2, "label": "Developing", "description": "Carries out parts of the task with help."},
    {"value": 3, "label": "Nearly there", "description": "Carries out the task with some help."},
    {"value": 4, "label": "Competent", "description": "Carries out the task safely and well."},
    {"value": 5, "label": "Excellent", "description": "An example to others."}
  ]$json$, true),
  ('scale_passfail', 'default', 'Pass or fail', 'BINARY', 0, 1, 1, 'Was the task carried out as required?', $json$[
    {"value": 0, "label": "Fail", "description": "Not carried out as required."},
    {"value": 1, "label": "Pass", "description": "Carried out as required."}
  ]$json$, false);

-- The default competencies are a framework of their own, so that any school can deploy them.
insert into competency_templates (id, school_id, name, description, created_by) values
  ('framework_core', 'default', 'Core clinical competencies', 'What every clinical student learns first.', 'system');

insert into competencies (id, school_id, template_id, name, description, category, level, is_required, rating_scale_id,
  target_rating, scoring_method, required_observations, required_evaluators, required_days, sort_order, created_by)
values
  ('comp_patient_care_001', 'default', 'framework_core', 'Patient Assessment', 'Comprehensive patient assessment skills', 'Patient Care',
   'FUNDAMENTAL', true, 'scale_entrustment', 4, 'LATEST', 1, 1, 1, 1, 'system'),
  ('comp_communication_001', 'default', 'framework_core', 'Patient Communication',
   'Effective communication with patients and families', 'Communication', 'FUNDAMENTAL', true, 'scale_entrustment', 4,
   'LATEST', 1, 1, 1, 2, 'system'),
  ('comp_clinical_001', 'default', 'framework_core', 'Clinical Reasoning', 'Critical thinking and clinical decision making',
   'Clinical Skills', 'INTERMEDIATE', true, 'scale_entrustment', 4, 'LATEST', 1, 1, 1, 3, 'system');

insert into competency_template_items (id, school_id, template_id, identifier, kind, statement, sort_order, competency_id)
select id, school_id, template_id, id, 'COMPETENCY', name, sort_order, id from competencies where template_id = 'framework_core';

update competency_templates set status = 'PUBLISHED', published_at = now() where id = 'framework_core';

insert into notification_templates (id, school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
values
  ('template_assessment_due', 'default', 'Assessment Due Reminder', 'EMAIL', 'Competency Assessment Due Soon',
   'Your competency assessment for {{competency_name}} is due on {{due_date}}.', 'ASSIGNMENT_DUE', 'STUDENT', 'system'),
  ('template_progress_update', 'default', 'Progress Update', 'IN_APP', 'Progress Updated',
   'Your progress in {{competency_name}} has been updated to {{progress_percentage}}%.', 'ASSESSMENT_COMPLETED',
   'STUDENT', 'system');

reset role;

reset role;
insert into migrations.applied (name, run_on) values ('0012_reference_insert', now());
