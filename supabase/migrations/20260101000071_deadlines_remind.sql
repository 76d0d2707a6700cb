-- Made from db/migrations/0071_deadlines_remind.sql (npm run db:snapshot).

-- How many days before a due date its student is reminded; an empty list reminds nobody.
alter table schools
  add column due_reminder_days integer[] not null default '{7,1}'
    constraint schools_due_reminder_days_check check (
      cardinality(due_reminder_days) <= 4 and 1 <= all (due_reminder_days) and 60 >= all (due_reminder_days)
      and array_position(due_reminder_days, null) is null);

-- The day on which the school last reminded them, by hand, of what is overdue: once a day is enough.
alter table users add column reminded_on date;

set local role app_system;
insert into notification_templates (id, school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
values
  ('template_overdue_reminder_one', 'default', 'Reminder of what is overdue', 'IN_APP', 'Overdue',
    'Your school reminds you: {{competency_name}} is overdue since {{due_date}}.', 'OVERDUE_REMINDER_ONE', 'STUDENT', 'system'),
  ('template_overdue_reminder', 'default', 'Reminder of what is overdue', 'IN_APP', 'Overdue',
    'Your school reminds you: {{competency_count}} competencies are overdue, the first since {{due_date}}.',
    'OVERDUE_REMINDER', 'STUDENT', 'system'),
  ('template_overdue_summary_one', 'default', 'Weekly summary', 'IN_APP', 'Overdue',
    'One student of yours has overdue competencies.', 'OVERDUE_SUMMARY_ONE', 'CLINICAL_SUPERVISOR', 'system'),
  ('template_overdue_summary', 'default', 'Weekly summary', 'IN_APP', 'Overdue',
    '{{student_count}} students of yours have overdue competencies.', 'OVERDUE_SUMMARY', 'CLINICAL_SUPERVISOR', 'system'),
  ('template_overdue_school_one', 'default', 'Weekly summary', 'IN_APP', 'Overdue',
    'One student has overdue competencies.', 'OVERDUE_SUMMARY_ONE', 'SCHOOL_ADMIN', 'system'),
  ('template_overdue_school', 'default', 'Weekly summary', 'IN_APP', 'Overdue',
    '{{student_count}} students have overdue competencies.', 'OVERDUE_SUMMARY', 'SCHOOL_ADMIN', 'system');
reset role;

-- A reminder is recorded under its number of days now. One that was sent before counts for 7 days, or, where the due date
-- was less than two days ahead, for 1 day.
set local role app_system;
update processed_events set event_id = event_id || '@' || case
    when to_timestamp(split_part(event_id, '@', 2)::double precision) < processed_at + interval '48 hours' then 1 else 7 end
where handler = 'progress.remind' and event_id ~ '^[^@]+@\d+$';
reset role;

reset role;
insert into migrations.applied (name, run_on) values ('0071_deadlines_remind', now());
