-- Up Migration

-- Supervisors have reports sent to themselves too; whoever may not see any more whom one is about is told that it is sent
-- no more.
set local role app_system;
insert into notification_templates (id, school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
values
  ('template_own_report_ready', 'default', 'Scheduled Report', 'IN_APP', '{{report_title}} is ready',
   'Your report {{report_title}} is ready. Open it to download it; it is kept for a day.',
   'REPORT_READY', 'CLINICAL_SUPERVISOR', 'system'),
  ('template_report_stopped', 'default', 'Scheduled Report Stopped', 'IN_APP', '{{report_title}} is sent no more',
   'Your report {{report_title}} is sent no more. {{reason}}', 'REPORT_STOPPED', 'SCHOOL_ADMIN', 'system'),
  ('template_own_report_stopped', 'default', 'Scheduled Report Stopped', 'IN_APP', '{{report_title}} is sent no more',
   'Your report {{report_title}} is sent no more. {{reason}}', 'REPORT_STOPPED', 'CLINICAL_SUPERVISOR', 'system');
reset role;

-- Down Migration

set local role app_system;
delete from notification_templates
where id in ('template_own_report_ready', 'template_report_stopped', 'template_own_report_stopped');
reset role;
