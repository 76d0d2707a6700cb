-- Made from db/migrations/0096_completions_approve.sql (npm run db:snapshot).

set local role app_system;
insert into notification_templates (id, school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
values
  ('template_completion_approved', 'default', 'Completion approved', 'IN_APP', 'Approved',
    'Your school approved your completion of {{competency_name}}.', 'COMPLETION_APPROVED', 'STUDENT', 'system'),
  ('template_completions_approved', 'default', 'Completion approved', 'IN_APP', 'Approved',
    'Your school approved {{competency_count}} of your completions.', 'COMPLETIONS_APPROVED', 'STUDENT', 'system');
reset role;

-- The few competencies that ask for approval are found without reading all of them.
create index competencies_needs_approval on competencies (school_id) where needs_approval;

reset role;
insert into migrations.applied (name, run_on) values ('0096_completions_approve', now());
