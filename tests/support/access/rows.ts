import type pg from "pg";
import { insertTwoSchools } from "../two-schools.ts";

/**
 * The two schools with every relation and every state that the rules name: each student's records by each author,
 * in each state, and what each school and the shared one set up.
 */
export async function insertEveryRelation(client: pg.Client): Promise<void> {
  await insertTwoSchools(client);
  await client.query(setUp);
  await client.query(records);
  await client.query(acts);
}

/**
 * What schools set up, in each of the three schools. It is made by people above all schools, so that only the policies
 * hold it where it is.
 */
const setUp = `
  create temporary table all_schools on commit drop as select id as school_id from schools;
  insert into programs (id, school_id, name, code) select 'program_2_' || school_id, school_id, 'Midwifery', 'M' from all_schools;
  insert into programs (id, school_id, name, code) select 'program_3_' || school_id, school_id, 'Without cohorts', 'W' from all_schools;
  insert into cohorts (id, school_id, program_id, name) select 'cohort_2_' || school_id, school_id, 'program_2_' || school_id, '2028' from all_schools;
  insert into rotations (id, school_id, name, site, unit, starts_on, ends_on)
    select 'rotation_2_' || school_id, school_id, 'Clinic', 'General', '1', current_date, current_date from all_schools;
  insert into rating_scales (id, school_id, name, kind, min_value, max_value, default_target, question)
    select 'scale_2_' || school_id, school_id, 'Own', 'ORDINAL', 1, 3, 2, 'How?' from all_schools;
  insert into competency_templates (id, school_id, name, status, published_at, created_by)
    select 'template_' || state || '_' || school_id, school_id, state, state, now(), 'system'
    from all_schools, unnest(array['DRAFT', 'PUBLISHED', 'DEPRECATED']) state;
  insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, created_by)
    select 'part_' || school_id, school_id, 'template_DRAFT_' || school_id, 'Part', 'Safety', 'EXPERT', 'scale_zwisch', 3, 'system' from all_schools;
  insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by)
    select 'free_' || n, 'default', 'Free ' || n, 'Safety', 'EXPERT', 'scale_zwisch', 3, 'super' from generate_series(1, 6) n;
  insert into competency_template_items (id, school_id, template_id, identifier, kind, statement)
    select 'item_' || school_id, school_id, 'template_DRAFT_' || school_id, 'i', 'CATEGORY', 'Part' from all_schools;
  insert into competency_template_associations (id, school_id, template_id, identifier, association_type, origin_identifier, destination_identifier)
    select 'association_' || school_id, school_id, 'template_DRAFT_' || school_id, 'a', 'isChildOf', 'i', 'j' from all_schools;
  insert into competency_rubrics (id, school_id, competency_id, criterion_name, description, performance_levels)
    select 'rubric_2_' || school_id, school_id, 'part_' || school_id, 'Technique', 'How it is done', '[]' from all_schools;
  insert into notification_templates (id, school_id, name, type, content, trigger_event, recipient_type, created_by)
    select 'letter_' || school_id, school_id, 'Letter', 'EMAIL', 'Dear', 'assessment.submitted', 'STUDENT', 'system' from all_schools;
  insert into framework_imports (id, school_id, created_by, file_name, format)
    select 'import_' || school_id, school_id, 'super', 'f.csv', 'CSV' from all_schools;
  insert into competency_deployments (id, school_id, template_id, created_by)
    select 'deployment_' || school_id, school_id, 'template_PUBLISHED_default', 'super' from all_schools;
  insert into deployment_targets (deployment_id, school_id, target_type, target_id)
    select 'deployment_' || school_id, school_id, 'cohort', 'cohort_2_' || school_id from all_schools;
  insert into assignment_deployments (assignment_id, deployment_id, school_id)
    select 'assignment_' || id, 'deployment_' || school_id, school_id from pupils;
`;

/** What is about students. Of Amina there are records by herself and by a supervisor who is not hers, too. */
const records = `
  create temporary table authors on commit drop as
    select id as student, school_id, supervisor as author from pupils
    union all values ('amina', 'north', 'amina'), ('amina', 'north', 'said');
  delete from student_progress where student_id = 'carl';
  insert into competency_assignments (id, school_id, user_id, competency_id, status, completion_date)
    select concat_ws('_', 'assignment', p.id, s.state), p.school_id, p.id, 'free_' || s.n, s.state, now()
    from pupils p, unnest(array['NOT_STARTED', 'ACHIEVED', 'APPROVED', 'EXPIRED', 'WITHDRAWN']) with ordinality s (state, n);
  insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, requested_by, observed_at, submitted_at)
    select concat_ws('_', 'occasion', a.student, a.author, s.state), a.school_id, a.student, 'competency_' || a.school_id, a.author, s.state,
      case when s.state = 'REQUESTED' then a.student end, now(), now()
    from authors a, unnest(array['REQUESTED', 'DRAFT', 'SUBMITTED', 'APPROVED', 'REJECTED', 'DISCARDED', 'VOIDED']) s (state);
  insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, is_self, state, signed_at)
    select concat_ws('_', 'judgement', a.student, a.author, s.state), a.school_id, a.student, 'competency_' || a.school_id,
      'assessment_' || a.student, a.author, a.author = a.student, s.state, now()
    from authors a, unnest(array['DRAFT', 'SIGNED', 'SUPERSEDED', 'VOIDED']) s (state);
  insert into evaluation_criteria (evaluation_id, rubric_id, school_id, score)
    select e.id, 'rubric_' || e.school_id, e.school_id, 3 from evaluations e
    where e.id like 'judgement%' and e.state in ('DRAFT', 'SIGNED') and e.id <> 'judgement_amina_amina_DRAFT';
  insert into evaluation_private_notes (evaluation_id, school_id, note)
    select e.id, e.school_id, 'n' from evaluations e where e.id like 'judgement%SIGNED';
  insert into files (id, school_id, uploaded_by, name, size_bytes, media_type, sha256, storage_key)
    select 'loose_' || u.id, u.school_id, u.id, 'log.pdf', 1, 'application/pdf', repeat('0', 64), u.id
    from users u where u.id <> 'system'
    union all select 'super_north', 'north', 'super', 'log.pdf', 1, 'application/pdf', repeat('0', 64), 'super_north';
  insert into assessment_files (assessment_id, file_id, school_id)
    select 'occasion_' || student || '_' || author || '_DRAFT', 'loose_' || author, school_id from authors;
  insert into competency_submissions (id, school_id, student_id, competency_id, submitted_by, status, submitted_at)
    select concat_ws('_', 'evidence', p.id, s.state), p.school_id, p.id, 'competency_' || p.school_id, p.id, s.state, now()
    from pupils p, unnest(array['DRAFT', 'SUBMITTED', 'IN_REVIEW', 'RETURNED', 'APPROVED', 'REJECTED', 'WITHDRAWN']) s (state);
  insert into submission_files (submission_id, file_id, school_id)
    select s.id, 'file_' || s.student_id, s.school_id from competency_submissions s where s.status in ('DRAFT', 'RETURNED', 'APPROVED');
  insert into time_records (id, school_id, student_id, placement_id, rotation_id, started_at, ended_at, minutes, activity, status, reason)
    select concat_ws('_', 'hours', p.id, s.state), p.school_id, p.id, 'placement_' || p.id, 'rotation_' || p.school_id,
      -- Each at a time of its own, so that moving one to another student overlaps nothing.
      now() - p.n * interval '5 days' - s.n * interval '3 hours', now() - p.n * interval '5 days' - s.n * interval '3 hours' + interval '1 hour',
      60, 'Ward', s.state, 'r'
    from (select *, row_number() over () as n from pupils) p,
      unnest(array['DRAFT', 'PENDING', 'APPROVED', 'NOT_APPROVED', 'NEEDS_INFO']) with ordinality s (state, n);
`;

/** What belongs to one person, and the records of acts: one of each for everybody. */
const acts = `
  create temporary table everybody on commit drop as select id, school_id from users where id <> 'system';
  insert into consents (user_id, school_id, purpose) select id, school_id, 'learning_analytics' from everybody;
  insert into learning_analytics (id, school_id, user_id, interaction_type) select 'view_' || id, school_id, id, 'VIEW' from everybody;
  insert into notification_queue (id, school_id, user_id, type, content) select 'note_' || id, school_id, id, 'PROGRESS_UPDATE', 'c' from everybody;
  insert into report_cache (id, cache_key, report_type, user_id, school_id) select 'report_' || id, id, 'transcript', id, school_id from everybody;
  insert into report_cache (id, cache_key, report_type, school_id) select 'report_' || id, id, 'cohort', id from schools;
  insert into sessions (id, school_id, user_id, expires_at) select 'session_' || id, school_id, id, now() from everybody;
  insert into audit_log (id, school_id, actor_id, action, entity_type) select 'act_' || id, school_id, id, 'a', 'b' from everybody;
  insert into access_log (id, school_id, actor_id, subject_id, what) select 'look_' || id, school_id, id, 'amina', 'progress' from everybody;
  insert into idempotency_keys (user_id, school_id, route, key, request_hash) select id, school_id, 'r', 'k', 'h' from everybody;
  insert into events (id, school_id, type, student_id, seq)
    select 'new_' || id, school_id, 'progress.updated', id, null from pupils
    union all select 'numbered_' || id, school_id, 'progress.updated', id, row_number() over () from pupils
    union all select 'numbered_' || id, id, 'framework.published', null, 1000 + row_number() over () from schools;
`;
