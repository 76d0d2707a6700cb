-- Made from db/migrations/0031_requests_open.sql (npm run db:snapshot).

-- A request is an assessment in state REQUESTED. `requested_by` and `created_at` say who asked and when, `expires_at` until
-- when it can be answered, `observed_at` when the student says that it happened.
alter table assessments
  add column request_words text constraint assessments_request_words_check check (request_words <> ''),
  add column decline_reason text,
  -- The first mark: from then on it is the draft of its author.
  add column opened_at timestamptz,
  add column renewed_at timestamptz,
  add constraint assessments_declined_check check (status <> 'DECLINED' or decline_reason is not null);

create unique index assessments_one_request on assessments (assessor_id, student_id, competency_id)
  where status = 'REQUESTED';
create index assessments_expired_idx on assessments (school_id, expires_at, id) where status = 'EXPIRED';
create index assessments_opened_idx on assessments (school_id, opened_at, id)
  where status = 'DRAFT' and requested_by is not null;

-- What happens to a request once is noted by the database: when it was opened, and that it was renewed. Whoever writes, it
-- is renewed at most once.
create function app.note_request_step() returns trigger language plpgsql set search_path = '' as $$
begin
  if old.status = 'REQUESTED' and new.status = 'DRAFT' then
    new.opened_at := new.updated_at;
  end if;
  if old.status = 'EXPIRED' and new.status = 'REQUESTED' and old.renewed_at is null then
    new.renewed_at := new.updated_at;
  elsif old.status = 'EXPIRED' and new.status = 'REQUESTED' or old.renewed_at is distinct from new.renewed_at then
    raise exception 'a request is renewed once'
      using errcode = '23514', constraint = 'assessments_renewed_once', table = 'assessments';
  end if;
  return new;
end
$$;
create trigger assessments_request_noted before update of status, renewed_at on assessments
  for each row execute function app.note_request_step();

-- Whether this supervisor may still assess this student: both are active, and a placement of the two runs, or ended at most
-- 14 days ago. Only for functions that look past row-level security.
create function app.has_business(student text, supervisor text) returns boolean
  language sql stable set search_path = '' as $$
  select exists (
    select from public.placements p
    join public.placement_supervisors s on s.placement_id = p.id and s.supervisor_id = supervisor
    join public.users u on u.id = supervisor and u.status = 'ACTIVE' and u.role = 'CLINICAL_SUPERVISOR'
    join public.users st on st.id = student and st.status = 'ACTIVE'
    join public.schools c on c.id = p.school_id
    where p.student_id = student and p.ended_at is null
      and (now() at time zone c.time_zone)::date between p.starts_on and p.ends_on + 14)
$$;

-- How many requests wait for each supervisor of the caller, whoever asked: a number alone.
create function app.waiting_requests() returns table (supervisor_id text, waiting integer)
  language plpgsql stable security definer rows 10 set search_path = '' as $$
begin
  return query
    select r.assessor_id, count(*)::integer from public.assessments r
    where r.status = 'REQUESTED' and (r.expires_at is null or r.expires_at > now())
      and r.assessor_id in (select app.own_supervisor_ids())
      and app.has_business(r.student_id, r.assessor_id)
    group by r.assessor_id;
end
$$;

-- A draft is its author's alone. That it began as a request, and not what it says, is told to who asked and to the school.
create function app.opened_requests() returns table (
  id text, school_id text, student_id text, competency_id text, assessor_id text, status text, request_words text,
  observed_at timestamptz, created_at timestamptz, expires_at timestamptz, opened_at timestamptz)
  language plpgsql stable security definer rows 20 set search_path = '' as $$
declare
  caller text := app.user_id();
  admin_school text := app.admin_school_id();
begin
  if app.user_role() = 'STUDENT' then
    return query
      select r.id, r.school_id, r.student_id, r.competency_id, r.assessor_id, r.status, r.request_words, r.observed_at,
             r.created_at, r.expires_at, r.opened_at
      from public.assessments r
      where r.student_id = caller and r.requested_by = caller and r.status in ('DRAFT', 'DISCARDED');
  elsif admin_school is not null then
    return query
      select r.id, r.school_id, r.student_id, r.competency_id, r.assessor_id, r.status, null::text,
             null::timestamptz, r.created_at, null::timestamptz, r.opened_at
      from public.assessments r
      where r.school_id = admin_school and r.requested_by is not null and r.status = 'DRAFT';
  end if;
end
$$;
grant create on schema app to app_system;
alter function app.waiting_requests() owner to app_system;
alter function app.opened_requests() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.note_request_step(), app.has_business(text, text), app.waiting_requests(),
  app.opened_requests() from public;
grant execute on function app.note_request_step() to app_command, app_system;
grant execute on function app.has_business(text, text) to app_system;
grant execute on function app.waiting_requests(), app.opened_requests() to authenticated, app_command;

-- What a school has decided about requests; without a row, it is the defaults.
create table request_rules (
  school_id text collate "C" primary key references schools (id) on delete cascade,
  days_back integer not null default 7 constraint request_rules_days_back_check check (days_back between 0 and 60),
  days_to_answer integer not null default 14
    constraint request_rules_days_to_answer_check check (days_to_answer between 1 and 60),
  reminder_days integer not null default 3
    constraint request_rules_reminder_days_check check (reminder_days >= 0 and reminder_days < days_to_answer),
  updated_at timestamptz not null default now()
);
call app.protect_school_table('request_rules', verbs => '{read,add,change}');

set local role app_system;
insert into notification_templates (id, school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
values
  ('template_assessment_requested', 'default', 'Assessment Asked For', 'IN_APP', 'You were asked for an assessment',
   '{{student_name}} asks you for an assessment: {{competency_name}}. Answer by {{answer_by}}.', 'ASSESSMENT_REQUESTED',
   'CLINICAL_SUPERVISOR', 'system'),
  ('template_request_declined', 'default', 'Request Declined', 'IN_APP', 'Declined',
   '{{evaluator_name}} declined to assess you in {{competency_name}}. Open it to read why.', 'REQUEST_DECLINED', 'STUDENT',
   'system'),
  ('template_request_expired', 'default', 'Request Expired', 'IN_APP', 'Not answered',
   '{{evaluator_name}} did not answer in time: {{competency_name}}. You can ask again.', 'REQUEST_EXPIRED', 'STUDENT',
   'system'),
  ('template_request_closed', 'default', 'Request Closed', 'IN_APP', 'No longer possible',
   '{{evaluator_name}} can no longer assess you in {{competency_name}}. Ask somebody else.',
   'REQUEST_CLOSED', 'STUDENT', 'system'),
  ('template_request_reminder', 'default', 'Request Reminder', 'IN_APP', 'An answer is due',
   '{{student_name}} is waiting for your assessment: {{competency_name}}. Answer by {{answer_by}}.', 'REQUEST_REMINDER',
   'CLINICAL_SUPERVISOR', 'system'),
  ('template_draft_reminder', 'default', 'Draft Reminder', 'IN_APP', 'Your draft is not submitted',
   '{{student_name}} asked you for an assessment: {{competency_name}}. Your draft of it is not submitted yet.',
   'DRAFT_REMINDER', 'CLINICAL_SUPERVISOR', 'system');
reset role;

reset role;
insert into migrations.applied (name, run_on) values ('0031_requests_open', now());
