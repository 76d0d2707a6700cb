-- Made from db/migrations/0148_audit_broken.sql (npm run db:snapshot).

set local role app_system;
insert into notification_templates (id, school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
values ('template_audit_broken_school_admin', 'default', 'Audit Altered', 'IN_APP', 'The audit was altered',
  'The check of the audit of {{school_name}} found that something was changed after it was sealed. Keep what you have, and ask whoever runs the server to compare it with the anchors and a backup.',
  'AUDIT_BROKEN', 'SCHOOL_ADMIN', 'system');
reset role;

reset role;
insert into migrations.applied (name, run_on) values ('0148_audit_broken', now());
