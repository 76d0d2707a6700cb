-- Made from db/migrations/0042_submissions_review.sql (npm run db:snapshot).

-- Evidence is of this rotation, or of what was learnt before, which says where and when. `revision` grows each time it is
-- submitted, so that a decision is about what was read. What was never submitted has no `submitted_at`.
alter table competency_submissions
  add column kind text not null default 'EVIDENCE'
    constraint competency_submissions_kind_check check (kind in ('EVIDENCE', 'PRIOR_LEARNING')),
  add column learnt_where text constraint competency_submissions_learnt_where_check check (learnt_where <> ''),
  add column learnt_from date,
  add column learnt_until date,
  add column revision integer not null default 0
    constraint competency_submissions_revision_check check (revision >= 0),
  add constraint competency_submissions_learnt_check check (learnt_until >= learnt_from),
  add constraint competency_submissions_prior_check check (
    kind = 'EVIDENCE' or status in ('DRAFT', 'RETURNED', 'WITHDRAWN')
    or (learnt_where is not null and learnt_from is not null and learnt_until is not null)
  );
create index competency_submissions_newest_idx on competency_submissions (school_id, updated_at, id);
create index competency_submissions_competency_idx on competency_submissions (student_id, competency_id);
create index competency_submissions_evaluation_idx on competency_submissions (evaluation_id) where evaluation_id is not null;

-- What was submitted is what is reviewed: its words change only while they are the student's, and by the student.
create function app.guard_submission() returns trigger language plpgsql set search_path = '' as $$
begin
  if old.status not in ('DRAFT', 'RETURNED')
    or (current_user = 'app_command' and new.student_id is distinct from app.user_id())
  then
    raise exception 'what was submitted does not change while it is reviewed'
      using errcode = '23514', constraint = 'competency_submissions_settled', table = 'competency_submissions';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_submission() from public;
create trigger competency_submissions_settled before update on competency_submissions
  for each row when ((old.competency_id, old.kind, old.evidence, old.learnt_where, old.learnt_from, old.learnt_until)
    is distinct from (new.competency_id, new.kind, new.evidence, new.learnt_where, new.learnt_from, new.learnt_until))
  execute function app.guard_submission();

-- Threat: evidence is read before the student hands it in, or by those it was not handed to. A draft that was withdrawn
-- was handed to nobody.
call app.write_policy('competency_submissions', 'read', 'authenticated, app_command',
  'student_id = (select app.user_id())
    or (select app.is_super_admin())
    or (
      status <> ''DRAFT'' and submitted_at is not null
      and (school_id = (select app.admin_school_id()) or student_id in (select app.supervised_student_ids()))
    )');
-- Threat: a student approves their own evidence; a reviewer rewrites or withdraws it; a school decides what only somebody
-- beside the student can judge.
drop policy competency_submissions_change on competency_submissions;
create policy competency_submissions_change on competency_submissions for update to app_command
  using (
    (student_id = (select app.user_id()) and status in ('DRAFT', 'SUBMITTED', 'RETURNED'))
    or (select app.is_super_admin())
    or (
      status <> 'DRAFT' and submitted_at is not null
      and ((school_id = (select app.admin_school_id()) and kind = 'PRIOR_LEARNING') or app.supervises(student_id))
    )
  )
  with check (
    (student_id = (select app.user_id()) and status in ('DRAFT', 'SUBMITTED', 'RETURNED', 'WITHDRAWN'))
    or (select app.is_super_admin())
    or (
      status in ('IN_REVIEW', 'RETURNED', 'APPROVED', 'REJECTED')
      and ((school_id = (select app.admin_school_id()) and kind = 'PRIOR_LEARNING') or app.supervises(student_id))
    )
  );

-- Files come and go while the student writes, and stay as they are while somebody reviews.
drop policy submission_files_add on submission_files;
create policy submission_files_add on submission_files for insert to app_command
  with check (
    app.uploaded(file_id)
    and exists (
      select from competency_submissions s
      where s.id = submission_id and s.student_id = (select app.user_id()) and s.status in ('DRAFT', 'RETURNED')
    )
  );
drop policy submission_files_remove on submission_files;
create policy submission_files_remove on submission_files for delete to app_command
  using (
    exists (
      select from competency_submissions s
      where s.id = submission_id and s.student_id = (select app.user_id()) and s.status in ('DRAFT', 'RETURNED')
    )
  );

-- The conversation about a submission: each step a row that stays, with what was said, and what was submitted.
create table submission_acts (
  id text collate "C" primary key,
  school_id text collate "C" not null,
  student_id text collate "C" not null,
  submission_id text collate "C" not null,
  act text not null constraint submission_acts_act_check check (act in (
    'SUBMITTED', 'IN_REVIEW', 'RETURNED', 'APPROVED', 'REJECTED', 'WITHDRAWN'
  )),
  actor_id text collate "C" not null,
  -- A student may not look up everybody of the staff, and reads by whom it was reviewed.
  actor_name text not null,
  words text constraint submission_acts_words_check check (words <> ''),
  -- As it read then; only of what was submitted.
  evidence text,
  created_at timestamptz not null default now(),
  constraint submission_acts_submission_fkey foreign key (school_id, submission_id)
    references competency_submissions (school_id, id) on delete cascade,
  constraint submission_acts_student_fkey foreign key (school_id, student_id)
    references users (school_id, id) on delete cascade,
  constraint submission_acts_actor_fkey foreign key (school_id, actor_id) references users (school_id, id) on delete cascade,
  constraint submission_acts_comment_check check (act not in ('RETURNED', 'APPROVED', 'REJECTED') or words is not null),
  constraint submission_acts_evidence_check check ((act = 'SUBMITTED') = (evidence is not null))
);
create index submission_acts_submission_idx on submission_acts (submission_id, created_at);
create index submission_acts_student_idx on submission_acts (student_id);
create index submission_acts_actor_idx on submission_acts (actor_id);

call app.close_table('submission_acts');
-- Threat: the story of evidence is read by those who may not read the evidence.
call app.write_policy('submission_acts', 'read', 'authenticated, app_command',
  'exists (select from public.competency_submissions s where s.id = submission_id)');
-- Threat: an act in another's name; a student reviews, a reviewer submits.
call app.write_policy('submission_acts', 'add', 'app_command',
  'actor_id = (select app.user_id()) and school_id = (select app.school_id()) and (
    (student_id = (select app.user_id()) and act in (''SUBMITTED'', ''WITHDRAWN''))
    or ((app.supervises(student_id) or school_id = (select app.admin_school_id()))
      and act in (''IN_REVIEW'', ''RETURNED'', ''APPROVED'', ''REJECTED''))
  )');

set local role app_system;
insert into notification_templates (id, school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
values
  ('template_evidence_submitted', 'default', 'Evidence To Review', 'IN_APP', 'Evidence to review',
   '{{student_name}} sent you evidence for {{competency_name}}.', 'EVIDENCE_SUBMITTED', 'CLINICAL_SUPERVISOR', 'system'),
  ('template_evidence_returned', 'default', 'Evidence Returned', 'IN_APP', 'Evidence returned',
   '{{reviewer_name}} returned your evidence for {{competency_name}} with a comment.', 'EVIDENCE_RETURNED', 'STUDENT',
   'system'),
  ('template_evidence_not_accepted', 'default', 'Evidence Not Accepted', 'IN_APP', 'Evidence not accepted',
   '{{reviewer_name}} did not accept your evidence for {{competency_name}}. Open it to read why.',
   'EVIDENCE_NOT_ACCEPTED', 'STUDENT', 'system');
reset role;

reset role;
insert into migrations.applied (name, run_on) values ('0042_submissions_review', now());
