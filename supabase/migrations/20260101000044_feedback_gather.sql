-- Made from db/migrations/0044_feedback_gather.sql (npm run db:snapshot).

-- Several evaluations in one assessment: a supervisor asks colleagues for their views of a student, and the student reads
-- them without names. While a round gathers answers there is no assessment. When it closes, from three answers on, the
-- round's id becomes that of an assessment, and each answer an evaluation that names nobody.

create table feedback_rounds (
  id text collate "C" primary key,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  competency_id text collate "C" not null references competencies (id),
  started_by text collate "C" not null,
  state text not null default 'OPEN' constraint feedback_rounds_state_check check (state in ('OPEN', 'CLOSED', 'CALLED_OFF')),
  observed_at timestamptz not null,
  words text constraint feedback_rounds_words_check check (words <> ''),
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  constraint feedback_rounds_school_id_id_key unique (school_id, id),
  constraint feedback_rounds_student_fkey foreign key (school_id, student_id) references users (school_id, id) on delete cascade,
  constraint feedback_rounds_started_by_fkey foreign key (school_id, started_by)
    references users (school_id, id) on delete cascade,
  constraint feedback_rounds_ended_check check ((state = 'OPEN') = (ended_at is null))
);
create index feedback_rounds_student_idx on feedback_rounds (student_id, id);
create index feedback_rounds_started_by_idx on feedback_rounds (started_by, id);
create index feedback_rounds_competency_idx on feedback_rounds (competency_id);
create unique index feedback_rounds_one_open on feedback_rounds (student_id, competency_id) where state = 'OPEN';

-- Who was asked, and who answered: nothing of what they said.
create table feedback_asked (
  round_id text collate "C" not null,
  evaluator_id text collate "C" not null,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  asked_at timestamptz not null default now(),
  reminded_at timestamptz,
  answered_at timestamptz,
  primary key (round_id, evaluator_id),
  constraint feedback_asked_school_key unique (school_id, round_id, evaluator_id),
  constraint feedback_asked_round_fkey foreign key (school_id, round_id) references feedback_rounds (school_id, id) on delete cascade,
  constraint feedback_asked_evaluator_fkey foreign key (school_id, evaluator_id)
    references users (school_id, id) on delete cascade,
  constraint feedback_asked_student_fkey foreign key (school_id, student_id) references users (school_id, id) on delete cascade
);
create index feedback_asked_waiting_idx on feedback_asked (evaluator_id, round_id) where answered_at is null;
create index feedback_asked_evaluator_idx on feedback_asked (evaluator_id);
create index feedback_asked_student_idx on feedback_asked (student_id);

-- What they said, until the round closes.
create table feedback_answers (
  round_id text collate "C" not null,
  evaluator_id text collate "C" not null,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  content jsonb not null,
  saved_at timestamptz not null default now(),
  primary key (round_id, evaluator_id),
  constraint feedback_answers_asked_fkey foreign key (school_id, round_id, evaluator_id)
    references feedback_asked (school_id, round_id, evaluator_id) on delete cascade,
  constraint feedback_answers_student_fkey foreign key (school_id, student_id)
    references users (school_id, id) on delete cascade
);
create index feedback_answers_student_idx on feedback_answers (student_id);

alter table evaluations
  add column is_anonymous boolean not null default false,
  drop constraint evaluations_author_check,
  add constraint evaluations_author_check check (
    case when is_anonymous then evaluator_id is null and guest_name is null and not is_self
    else (evaluator_id is null) = (guest_name is not null) end
  );

-- A table of its own, so that no query for a student's page can fetch the name by accident, and no policy has to hide a
-- column of a row that the student may read.
create table evaluation_authors (
  evaluation_id text collate "C" primary key,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  evaluator_id text collate "C" not null,
  constraint evaluation_authors_evaluation_fkey foreign key (school_id, evaluation_id)
    references evaluations (school_id, id) on delete cascade,
  constraint evaluation_authors_evaluator_fkey foreign key (school_id, evaluator_id)
    references users (school_id, id) on delete cascade,
  constraint evaluation_authors_student_fkey foreign key (school_id, student_id)
    references users (school_id, id) on delete cascade
);
create index evaluation_authors_evaluator_idx on evaluation_authors (evaluator_id);
create index evaluation_authors_student_idx on evaluation_authors (student_id);

call app.guard_shared_references('feedback_rounds');

create trigger feedback_rounds_step before update on feedback_rounds
  for each row when (old.state is distinct from new.state)
  execute function app.refuse_unlisted_step('state', 'OPEN>CLOSED', 'OPEN>CALLED_OFF');

-- Whether the caller started this round or was asked in it.
create function app.takes_part_in_round(round text) returns boolean language sql stable set search_path = '' as $$
  select exists (select from public.feedback_rounds r where r.id = round and r.started_by = app.user_id())
    or exists (select from public.feedback_asked k where k.round_id = round and k.evaluator_id = app.user_id())
$$;

-- The supervisors of a student of the caller, across all placements that run or ended at most 14 days ago.
create function app.supervisors_of(student text) returns setof text
  language plpgsql stable security definer rows 10 set search_path = '' as $$
begin
  if not app.has_placement_with(student) then
    return;
  end if;
  return query
    select distinct s.supervisor_id from public.placements p
    join public.placement_supervisors s on s.placement_id = p.id
    where p.student_id = student and app.has_business(student, s.supervisor_id);
end
$$;

-- An open round in which at least three answered; fewer would tell the student who said what.
create function app.guard_round_step() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  answered integer;
  open integer;
begin
  select count(*) filter (where k.answered_at is not null), count(*) filter (where k.answered_at is null)
    into answered, open from public.feedback_asked k where k.round_id = new.id;
  if new.state = 'CLOSED' and answered < 3 then
    raise exception 'a round closes from three answers on'
      using errcode = '23514', constraint = 'feedback_rounds_three_answers', table = 'feedback_rounds';
  end if;
  if pg_catalog.current_setting('role') = 'app_command' and old.started_by is distinct from app.user_id()
    and not (new.state = 'CLOSED' and open = 0)
  then
    raise exception 'this step of a round is another person''s'
      using errcode = '42501', constraint = 'feedback_rounds_starter_step', table = 'feedback_rounds';
  end if;
  return new;
end
$$;
create trigger feedback_rounds_starter_step before update on feedback_rounds
  for each row when (old.state is distinct from new.state) execute function app.guard_round_step();

-- That somebody answered is for that person to say.
create function app.guard_asked() returns trigger language plpgsql set search_path = '' as $$
begin
  if current_user = 'app_command' and (
    (new.answered_at is distinct from old.answered_at and new.evaluator_id is distinct from app.user_id())
    or new.round_id <> old.round_id or new.evaluator_id <> old.evaluator_id or new.student_id <> old.student_id
  ) then
    raise exception 'an answer is given by whom it was asked of'
      using errcode = '42501', constraint = 'feedback_asked_own_answer', table = 'feedback_asked';
  end if;
  return new;
end
$$;
create trigger feedback_asked_own_answer before update on feedback_asked
  for each row execute function app.guard_asked();

-- The answers of a round that its caller closes: they are handed over once, and are gone from here.
create function app.take_feedback_answers(round text)
  returns table (evaluator_id text, content jsonb)
  language plpgsql volatile security definer rows 10 set search_path = '' as $$
declare
  found_round public.feedback_rounds;
  answered integer;
  open integer;
begin
  select * into found_round from public.feedback_rounds r where r.id = round for update;
  if found_round.id is null or found_round.state <> 'OPEN' or not app.has_placement_with(found_round.student_id) then
    return;
  end if;
  select count(*) filter (where k.answered_at is not null), count(*) filter (where k.answered_at is null)
    into answered, open from public.feedback_asked k where k.round_id = round;
  if answered < 3 or not (
    found_round.started_by = app.user_id()
    or (open = 0 and exists (
      select from public.feedback_asked k where k.round_id = round and k.evaluator_id = app.user_id()))
  ) then
    return;
  end if;
  return query delete from public.feedback_answers w where w.round_id = round returning w.evaluator_id, w.content;
end
$$;

-- At the end of the transaction: an anonymous evaluation belongs to a round that is closed and has its author apart, who
-- has no other one in force there.
create function app.guard_anonymous() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if not exists (
    select from public.evaluation_authors x
    join public.feedback_asked k on k.evaluator_id = x.evaluator_id and k.round_id = new.assessment_id
      and k.answered_at is not null
    join public.feedback_rounds r on r.id = k.round_id and r.state = 'CLOSED'
    where x.evaluation_id = new.id
  ) or exists (
    select from public.evaluation_authors x
    join public.evaluation_authors other on other.evaluator_id = x.evaluator_id and other.evaluation_id <> x.evaluation_id
    join public.evaluations e on e.id = other.evaluation_id and e.assessment_id = new.assessment_id and e.state = 'SIGNED'
    where x.evaluation_id = new.id and new.state = 'SIGNED'
  ) then
    raise exception 'an anonymous evaluation is the answer of one person to a round that is closed'
      using errcode = '23514', constraint = 'evaluations_anonymous_author', table = 'evaluations';
  end if;
  return null;
end
$$;
create constraint trigger evaluations_anonymous_author after insert on evaluations deferrable initially deferred
  for each row when (new.is_anonymous) execute function app.guard_anonymous();

grant create on schema app to app_system;
alter function app.supervisors_of(text) owner to app_system;
alter function app.guard_round_step() owner to app_system;
alter function app.take_feedback_answers(text) owner to app_system;
alter function app.guard_anonymous() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.takes_part_in_round(text), app.supervisors_of(text), app.guard_round_step(),
  app.guard_asked(), app.take_feedback_answers(text), app.guard_anonymous() from public;
grant execute on function app.takes_part_in_round(text) to app_command, app_system;
grant execute on function app.supervisors_of(text) to authenticated, app_command;
grant execute on function app.take_feedback_answers(text) to app_command;
grant execute on function app.guard_round_step(), app.guard_asked(), app.guard_anonymous() to app_command, app_system;

-- Threat: the student reads who was asked, who answered, and so who said what.
call app.close_table('feedback_rounds');
call app.write_policy('feedback_rounds', 'read', 'authenticated',
  app.policy_condition('{school,supervisor}', 'student_id', asks_once => true));
call app.write_policy('feedback_rounds', 'read_in_commands', 'app_command',
  app.policy_condition('{school,supervisor}', 'student_id'));
-- Threat: a round in a colleague's name, or about a student who is not one's own.
call app.write_policy('feedback_rounds', 'add', 'app_command',
  'started_by = (select app.user_id()) and school_id = (select app.school_id()) and app.supervises(student_id)
    and state = ''OPEN''');
create policy feedback_rounds_change on feedback_rounds for update to app_command
  using (app.supervises(student_id) and (started_by = (select app.user_id()) or exists (
    select from feedback_asked k where k.round_id = id and k.evaluator_id = (select app.user_id()))))
  with check (app.supervises(student_id) and (started_by = (select app.user_id()) or exists (
    select from feedback_asked k where k.round_id = id and k.evaluator_id = (select app.user_id()))));
grant update (state, ended_at) on feedback_rounds to app_command;

call app.close_table('feedback_asked');
call app.write_policy('feedback_asked', 'read', 'authenticated',
  app.policy_condition('{school,supervisor}', 'student_id', asks_once => true));
call app.write_policy('feedback_asked', 'read_in_commands', 'app_command',
  app.policy_condition('{school,supervisor}', 'student_id'));
-- Threat: somebody is asked about a student who is not theirs, and so gets to write about them.
create policy feedback_asked_add on feedback_asked for insert to app_command
  with check (
    answered_at is null
    and evaluator_id in (select app.supervisors_of(student_id))
    and exists (
      select from feedback_rounds r
      where r.id = round_id and r.student_id = feedback_asked.student_id and r.started_by = (select app.user_id())
        and r.state = 'OPEN')
  );
grant insert on feedback_asked to app_command;
create policy feedback_asked_change on feedback_asked for update to app_command
  using (app.supervises(student_id) and (evaluator_id = (select app.user_id()) or exists (
    select from feedback_rounds r where r.id = round_id and r.started_by = (select app.user_id()))))
  with check (app.supervises(student_id) and (evaluator_id = (select app.user_id()) or exists (
    select from feedback_rounds r where r.id = round_id and r.started_by = (select app.user_id()))));
grant update (reminded_at, answered_at) on feedback_asked to app_command;

-- Threat: a colleague reads an answer before giving their own, or anybody writes one for another.
call app.close_table('feedback_answers');
call app.write_policy('feedback_answers', 'read', 'authenticated, app_command', 'evaluator_id = (select app.user_id())');
create policy feedback_answers_add on feedback_answers for insert to app_command
  with check (
    evaluator_id = (select app.user_id()) and school_id = (select app.school_id()) and app.supervises(student_id)
    and exists (
      select from feedback_rounds r
      where r.id = round_id and r.student_id = feedback_answers.student_id and r.state = 'OPEN')
  );
grant insert on feedback_answers to app_command;
create policy feedback_answers_change on feedback_answers for update to app_command
  using (evaluator_id = (select app.user_id()) and app.supervises(student_id))
  with check (evaluator_id = (select app.user_id()) and app.supervises(student_id) and exists (
    select from feedback_rounds r
    where r.id = round_id and r.student_id = feedback_answers.student_id and r.state = 'OPEN'));
grant update (content, saved_at) on feedback_answers to app_command;

-- Threat: the student reads whose words they are. Staff may: they answer for what counts.
call app.close_table('evaluation_authors');
call app.write_policy('evaluation_authors', 'read', 'authenticated',
  app.policy_condition('{school,supervisor}', 'student_id', asks_once => true));
call app.write_policy('evaluation_authors', 'read_in_commands', 'app_command',
  app.policy_condition('{school,supervisor}', 'student_id'));
-- Threat: words are put into the mouth of somebody who did not answer.
create policy evaluation_authors_add on evaluation_authors for insert to app_command
  with check (
    app.supervises(student_id) and exists (
      select from evaluations e
      join feedback_asked k on k.round_id = e.assessment_id and k.evaluator_id = evaluation_authors.evaluator_id
      where e.id = evaluation_id and e.is_anonymous and e.student_id = evaluation_authors.student_id
        and k.answered_at is not null and app.takes_part_in_round(e.assessment_id))
  );
grant insert on evaluation_authors to app_command;

-- Threat: as before, and an assessment of several without a round.
drop policy assessments_add on assessments;
create policy assessments_add on assessments for insert to app_command
  with check (
    status in ('REQUESTED', 'DRAFT', 'SUBMITTED')
    and (
      (assessor_id = (select app.user_id()) and school_id = (select app.school_id()) and app.supervises(student_id))
      or (
        student_id = (select app.user_id())
        and school_id = (select app.school_id())
        and (assessor_id = (select app.user_id()) or (status = 'REQUESTED' and requested_by = (select app.user_id())))
      )
      or (
        assessor_id is null and status = 'SUBMITTED' and method = 'MULTI_SOURCE_FEEDBACK' and app.supervises(student_id)
        and school_id = (select app.school_id()) and app.takes_part_in_round(id)
      )
      or school_id = (select app.admin_school_id())
      or (select app.is_super_admin())
    )
  );
-- Threat: a judgement in another's name, about a student who is not the evaluator's, or a student's own as if it were
-- staff's; an unnamed one outside a round.
drop policy evaluations_add on evaluations;
create policy evaluations_add on evaluations for insert to app_command
  with check (
    state in ('DRAFT', 'SIGNED')
    and (
      (not is_self and evaluator_id = (select app.user_id()) and school_id = (select app.school_id())
        and app.supervises(student_id))
      or (is_self and evaluator_id = (select app.user_id()) and student_id = (select app.user_id()))
      or (is_anonymous and state = 'SIGNED' and school_id = (select app.school_id()) and app.supervises(student_id)
        and app.takes_part_in_round(assessment_id))
      or (not is_self and not is_anonymous and school_id = (select app.admin_school_id()))
      or (not is_self and not is_anonymous and (select app.is_super_admin()))
    )
  );
-- Threat: a colleague or the student amends a judgement. Its author may while they supervise; the school may void.
drop policy evaluations_change on evaluations;
create policy evaluations_change on evaluations for update to app_command
  using (
    school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or (evaluator_id = (select app.user_id()) and (is_self or app.supervises(student_id)))
    or (is_anonymous and app.supervises(student_id) and exists (
      select from evaluation_authors x where x.evaluation_id = evaluations.id and x.evaluator_id = (select app.user_id())))
  )
  with check (
    school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or (evaluator_id = (select app.user_id()) and (is_self or app.supervises(student_id)))
    or (is_anonymous and app.supervises(student_id) and exists (
      select from evaluation_authors x where x.evaluation_id = evaluations.id and x.evaluator_id = (select app.user_id())))
  );

-- Whether the caller may still write parts of an evaluation: it is theirs, or an answer of a round that they close, and
-- unsigned or signed in this transaction.
create or replace function app.writes_evaluation(evaluation text) returns boolean
  language plpgsql stable security definer set search_path = '' as $$
declare
  found_row record;
begin
  select e.state, e.evaluator_id, e.school_id, e.is_anonymous, e.assessment_id, e.xmin as written_by into found_row
    from public.evaluations e where e.id = evaluation;
  if found_row.evaluator_id is distinct from app.user_id()
    and found_row.school_id is distinct from app.admin_school_id()
    and not app.is_super_admin()
    and not (coalesce(found_row.is_anonymous, false) and app.takes_part_in_round(found_row.assessment_id))
  then
    return false;
  end if;
  -- A row that is visible and whose writer is still in progress can only be our own, in whatever savepoint.
  return found_row.state = 'DRAFT' or app.is_in_progress(found_row.written_by);
end
$$;

-- Steps of one person: what was submitted is taken back or reopened by its author, amended by an evaluator, and
-- countersigned by anybody but these.
create or replace function app.guard_assessment_step() returns trigger language plpgsql set search_path = '' as $$
declare
  is_author boolean := coalesce(new.assessor_id = app.user_id(), false)
    or (new.status <> 'DRAFT' and exists (
      select from public.evaluations e
      left join public.evaluation_authors x on x.evaluation_id = e.id
      where e.assessment_id = new.id and e.state in ('SIGNED', 'SUPERSEDED')
        and app.user_id() in (e.evaluator_id, x.evaluator_id)));
begin
  if current_user = 'app_command' and (
    is_author = (new.status in ('APPROVED', 'REJECTED'))
    or (old.status = 'SUBMITTED' and new.status = 'DRAFT' and clock_timestamp() > old.submitted_at + interval '1 minute')
  ) then
    raise exception 'this step of an assessment is another person''s, or too late'
      using errcode = '42501', constraint = 'assessments_author_step', table = 'assessments';
  end if;
  return new;
end
$$;

-- The notice of a milestone was cancelled or corrected: reaching it again is told again.
alter table achievements add column is_untold boolean not null default false;

set local role app_system;
insert into notification_templates (id, school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
values
  ('template_feedback_asked', 'default', 'Feedback Asked For', 'IN_APP', 'You were asked for feedback',
   '{{asker_name}} asks for your view of {{student_name}}: {{competency_name}}. The student sees no names.',
   'FEEDBACK_ASKED', 'CLINICAL_SUPERVISOR', 'system'),
  ('template_feedback_reminder', 'default', 'Feedback Reminder', 'IN_APP', 'Your feedback is awaited',
   '{{asker_name}} is waiting for your view of {{student_name}}: {{competency_name}}.', 'FEEDBACK_REMINDER',
   'CLINICAL_SUPERVISOR', 'system'),
  ('template_feedback_called_off', 'default', 'Feedback Called Off', 'IN_APP', 'No longer needed',
   '{{asker_name}} no longer needs your view of {{student_name}}: {{competency_name}}.', 'FEEDBACK_CALLED_OFF',
   'CLINICAL_SUPERVISOR', 'system'),
  ('template_feedback_gathered', 'default', 'Feedback Gathered', 'IN_APP', 'Everybody answered',
   'All whom you asked about {{student_name}} answered: {{competency_name}}. The student reads it now.',
   'FEEDBACK_GATHERED', 'CLINICAL_SUPERVISOR', 'system'),
  ('template_feedback_ready', 'default', 'Feedback Ready', 'IN_APP', 'New feedback',
   '{{assessor_count}} assessors gave you feedback on {{competency_name}}. It is shown without names.', 'FEEDBACK_READY',
   'STUDENT', 'system'),
  ('template_draft_set_aside', 'default', 'Draft Set Aside', 'IN_APP', 'Not assessed after all',
   '{{evaluator_name}} set aside the assessment that you asked for: {{competency_name}}. You can ask again.',
   'DRAFT_SET_ASIDE', 'STUDENT', 'system'),
  ('template_achievement_revoked', 'default', 'Milestone Corrected', 'IN_APP', 'Corrected',
   '{{achievement_name}} is not completed after all: what it rested on was corrected.', 'ACHIEVEMENT_REVOKED', 'STUDENT',
   'system');
reset role;

reset role;
insert into migrations.applied (name, run_on) values ('0044_feedback_gather', now());
