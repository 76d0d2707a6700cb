-- Made from db/migrations/0045_competencies_renew.sql (npm run db:snapshot).

-- How a completion with a validity may be renewed; any one of the ways is enough. ASSESSMENT: one new assessment at the
-- target. EVIDENCE: what the student handed in (a course, a certificate), reviewed at the target. REASSESSMENT: all that
-- the competency asks for, anew.
alter table competencies add column renewal_ways text[] collate "C" not null default '{REASSESSMENT}'
  constraint competencies_renewal_ways_check
  check (cardinality(renewal_ways) > 0 and renewal_ways <@ array['ASSESSMENT', 'EVIDENCE', 'REASSESSMENT'] collate "C");

-- The completions of an assignment that were renewed or expired; the current one is the assignment's own. What a cycle
-- rests on is what was observed after starts_at and until it was completed.
create table assignment_cycles (
  assignment_id text collate "C" not null,
  number integer not null check (number >= 1),
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  -- The completion that this one renewed; null for the first.
  starts_at timestamptz,
  completed_at timestamptz not null,
  valid_until timestamptz not null,
  ended text not null constraint assignment_cycles_ended_check check (ended in ('RENEWED', 'EXPIRED')),
  ended_at timestamptz not null,
  -- How it was renewed itself; null for the first completion.
  way text constraint assignment_cycles_way_check check (way in ('ASSESSMENT', 'EVIDENCE', 'REASSESSMENT')),
  result numeric,
  primary key (assignment_id, number),
  constraint assignment_cycles_assignment_fkey foreign key (school_id, assignment_id)
    references competency_assignments (school_id, id) on delete cascade,
  constraint assignment_cycles_student_fkey foreign key (school_id, student_id)
    references users (school_id, id) on delete cascade,
  constraint assignment_cycles_order_check
    check ((number = 1) = (starts_at is null) and starts_at < completed_at and completed_at <= ended_at)
);
create index assignment_cycles_student_idx on assignment_cycles (student_id);

call app.protect_student_table('assignment_cycles', 'student_id',
  added_by => '{school,supervisor}', removed_by => '{school,supervisor}');

-- Threat: the history of one student is written to the assignment of another.
create function app.guard_assignment_cycle() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if not exists (
    select from public.competency_assignments a where a.id = new.assignment_id and a.user_id = new.student_id
  ) then
    perform app.refuse_foreign('assignment_cycles_student_agrees', 'assignment_cycles');
  end if;
  return new;
end
$$;
grant create on schema app to app_system;
alter function app.guard_assignment_cycle() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.guard_assignment_cycle() from public;
create trigger assignment_cycles_guard before insert on assignment_cycles
  for each row execute function app.guard_assignment_cycle();

-- Who expires when: the completions of the few competencies with a validity.
create index competencies_validity_idx on competencies (school_id, id) where validity_months is not null;

set local role app_system;
insert into notification_templates (id, school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
values
  ('template_competency_expires_soon', 'default', 'Competency Expires Soon', 'IN_APP', 'Expires soon',
   '{{competency_name}} expires on {{expires_on}}. It counts until then. Open it to see what renews it.',
   'COMPETENCY_EXPIRES_SOON', 'STUDENT', 'system'),
  ('template_competency_expired', 'default', 'Competency Expired', 'IN_APP', 'Expired',
   '{{competency_name}} expired on {{expires_on}}. Open it to see what renews it.', 'COMPETENCY_EXPIRED', 'STUDENT',
   'system');
reset role;

reset role;
insert into migrations.applied (name, run_on) values ('0045_competencies_renew', now());
