-- Made from db/migrations/0018_notifications_render.sql (npm run db:snapshot).

-- A school has at most one template in use for an event, a recipient and a channel, so that which one counts is never
-- a matter of chance.
create unique index notification_templates_active_key
  on notification_templates (school_id, trigger_event, recipient_type, type) where is_active;
drop index notification_templates_trigger_idx;

-- Replaces each {{name}} by its variable, in one pass: braces that come with a value are text like any other. A name
-- without a value is an error, since nobody is to read "{{name}}".
create function app.render_template(template text, variables jsonb) returns text
  language plpgsql immutable strict parallel safe as $$
declare
  part text;
  name text;
  rendered text;
begin
  if strpos(template, '{{') = 0 then
    return template;
  end if;
  foreach part in array string_to_array(template, '{{') loop
    if rendered is null then
      rendered := part;
    else
      name := trim(split_part(part, '}}', 1));
      if strpos(part, '}}') = 0 or (variables ->> name) is null then
        raise exception 'the template has no value for {{%}}', name using errcode = '22023';
      end if;
      rendered := rendered || (variables ->> name) || substr(part, strpos(part, '}}') + 2);
    end if;
  end loop;
  return rendered;
end
$$;

-- The words of a notification: of the school's own template in use, else of the shipped one; null without any. A function,
-- so that the plan of the lookup and of its policies is kept beside, and not part of every statement that notifies.
create function app.notification_words(school text, event text, recipient text, channel text, variables jsonb,
    out subject text, out content text)
  language plpgsql stable set search_path = '' as $$
begin
  select t.subject, t.content into subject, content from public.notification_templates t
    where t.school_id in (school, 'default') and t.trigger_event = event and t.recipient_type = recipient
      and t.type = channel and t.is_active
    order by t.school_id = 'default' limit 1;
  subject := app.render_template(subject, variables);
  content := app.render_template(content, variables);
end
$$;
revoke execute on function app.render_template(text, jsonb), app.notification_words(text, text, text, text, jsonb) from public;
grant execute on function app.render_template(text, jsonb), app.notification_words(text, text, text, text, jsonb)
  to app_command, app_system;

set local role app_system;
insert into notification_templates (id, school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
values
  ('template_assessment_submitted', 'default', 'New Assessment', 'IN_APP', 'New assessment',
   '{{evaluator_name}} assessed you in {{competency_name}}.', 'ASSESSMENT_SUBMITTED', 'STUDENT', 'system'),
  ('template_achievement_unlocked', 'default', 'Achievement', 'IN_APP', 'Completed',
   'You completed {{achievement_name}}.', 'ACHIEVEMENT_UNLOCKED', 'STUDENT', 'system'),
  ('template_assignment_due', 'default', 'Due Date Reminder', 'IN_APP', 'Due soon',
   '{{competency_name}} is due soon.', 'ASSIGNMENT_DUE', 'STUDENT', 'system'),
  ('template_competency_assigned', 'default', 'New Competency', 'IN_APP', 'New competencies',
   'One competency of “{{framework_name}}” was assigned to you.', 'COMPETENCY_ASSIGNED', 'STUDENT', 'system'),
  ('template_competencies_assigned', 'default', 'New Competencies', 'IN_APP', 'New competencies',
   '{{competency_count}} competencies of “{{framework_name}}” were assigned to you.', 'COMPETENCIES_ASSIGNED',
   'STUDENT', 'system');
reset role;

reset role;
insert into migrations.applied (name, run_on) values ('0018_notifications_render', now());
