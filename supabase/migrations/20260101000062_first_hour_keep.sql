-- Made from db/migrations/0062_first_hour_keep.sql (npm run db:snapshot).

-- When the school put its first steps away; null while they are shown, which they are only until the first assessment.
alter table schools add column first_hour_hidden_at timestamptz;

-- What a school writes to one of its students.
set local role app_system;
insert into notification_templates (id, school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
values
  ('template_school_message', 'default', 'Message of the School', 'IN_APP', 'From your school', '{{sender_name}}: {{words}}',
   'SCHOOL_MESSAGE', 'STUDENT', 'system');
reset role;

reset role;
insert into migrations.applied (name, run_on) values ('0062_first_hour_keep', now());
