-- Up Migration

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

-- Down Migration

drop index competencies_needs_approval;
set local role app_system;
delete from notification_templates where id in ('template_completion_approved', 'template_completions_approved');
reset role;
