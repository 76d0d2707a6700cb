-- Made from db/migrations/0152_rounds_own_subject.sql (npm run db:snapshot).

-- What becomes of a round of feedback is about its student and its competency. Threat: a round about one student is written
-- down as the assessment of another whom its starter supervises too, in the name of colleagues who answered about the first.
alter policy assessments_add on assessments
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
        and exists (
          select from feedback_rounds r
          where r.id = assessments.id and r.student_id = assessments.student_id
            and r.competency_id = assessments.competency_id
        )
      )
      or school_id = (select app.admin_school_id())
      or (select app.is_super_admin())
    )
  );

reset role;
insert into migrations.applied (name, run_on) values ('0152_rounds_own_subject', now());
