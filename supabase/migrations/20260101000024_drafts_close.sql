-- Made from db/migrations/0024_drafts_close.sql (npm run db:snapshot).

-- An assessor has one draft for a student and competency. Of several, which saves at the same moment left, the newest
-- stays; the others are set aside as DISCARDED and keep their words, which their author can still read. Policies are
-- forced upon the owner too, and none of them lets the owner see a row.
alter table assessments disable trigger assessments_draft_dropped;
alter table assessments no force row level security;
update assessments older set status = 'DISCARDED'
where older.status = 'DRAFT' and exists (
  select from assessments newer
  where newer.status = 'DRAFT' and newer.assessor_id = older.assessor_id and newer.student_id = older.student_id
    and newer.competency_id = older.competency_id and (newer.updated_at, newer.id) > (older.updated_at, older.id)
);
alter table assessments force row level security;
alter table assessments enable trigger assessments_draft_dropped;
create unique index assessments_one_draft on assessments (assessor_id, student_id, competency_id) where status = 'DRAFT';

-- Threat: a judgement is read before its author stands by it, by the student, a colleague or an admin.
drop policy assessments_read on assessments;
create policy assessments_read on assessments for select to authenticated
  using (
    (status not in ('DRAFT', 'DISCARDED') or assessor_id = (select app.user_id()))
    and (
      student_id = (select app.user_id())
      or school_id = (select app.admin_school_id())
      or (select app.is_super_admin())
      or student_id in (select app.supervised_student_ids())
    )
  );
drop policy assessments_read_in_commands on assessments;
create policy assessments_read_in_commands on assessments for select to app_command
  using (
    (status not in ('DRAFT', 'DISCARDED') or assessor_id = (select app.user_id()))
    and (
      student_id = (select app.user_id())
      or school_id = (select app.admin_school_id())
      or (select app.is_super_admin())
      or app.supervises(student_id)
    )
  );
drop policy evaluations_read on evaluations;
create policy evaluations_read on evaluations for select to authenticated
  using (
    (state <> 'DRAFT' or evaluator_id = (select app.user_id()))
    and (
      student_id = (select app.user_id())
      or school_id = (select app.admin_school_id())
      or (select app.is_super_admin())
      or student_id in (select app.supervised_student_ids())
    )
  );
drop policy evaluations_read_in_commands on evaluations;
create policy evaluations_read_in_commands on evaluations for select to app_command
  using (
    (state <> 'DRAFT' or evaluator_id = (select app.user_id()))
    and (
      student_id = (select app.user_id())
      or school_id = (select app.admin_school_id())
      or (select app.is_super_admin())
      or app.supervises(student_id)
    )
  );
-- Threat: files are guessed by id, across students and schools. A file that only a draft names is attached to nothing yet.
drop policy files_read on files;
create policy files_read on files for select to authenticated, app_command
  using (
    uploaded_by = (select app.user_id())
    or exists (select from assessment_files a where a.file_id = files.id)
    or exists (select from submission_files s where s.file_id = files.id)
  );

reset role;
insert into migrations.applied (name, run_on) values ('0024_drafts_close', now());
