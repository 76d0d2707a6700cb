import type pg from "pg";

/**
 * A school of `students` students with 45 competencies each, 20 students a supervisor, half of the competencies
 * completed. Inserted as the owner with triggers and foreign keys off, since the bench does not measure loading.
 */
export async function seedSchool(owner: pg.Client, students: number): Promise<void> {
  const competencies = 45;
  await owner.query("set session_replication_role = replica");
  await owner.query(`
    insert into schools (id, name, time_zone) values ('bench', 'Bench', 'UTC');
    insert into programs (id, school_id, name, code) values ('bench_p', 'bench', 'Bench', 'B');
    insert into cohorts (id, school_id, program_id, name) values ('bench_c', 'bench', 'bench_p', 'Bench');
    insert into rotations (id, school_id, name, site, unit, starts_on, ends_on)
      values ('bench_r', 'bench', 'Ward', 'Site', 'Unit', current_date - 30, current_date + 60);
    insert into users (id, school_id, name, email, role)
      values ('bench_admin', 'bench', 'Admin', 'admin@bench.test', 'SCHOOL_ADMIN');
    insert into competency_templates (id, school_id, name, status, created_by, published_at)
      values ('bench_t', 'bench', 'Bench', 'PUBLISHED', 'bench_admin', now());
    insert into competency_deployments (id, school_id, template_id, status, created_by)
      values ('bench_d', 'bench', 'bench_t', 'ACTIVE', 'bench_admin');
    insert into competencies (id, school_id, template_id, name, description, category, level, rating_scale_id,
        target_rating, created_by, sort_order)
      select 'bench_c' || n, 'bench', 'bench_t', 'Competency number ' || n, '', 'Category ' || n % 6, 'FUNDAMENTAL',
             'scale_entrustment', 4, 'bench_admin', n
      from generate_series(1, ${competencies}) n`);
  await owner.query(
    `insert into users (id, school_id, name, email, role)
     select 'sup' || n, 'bench', 'Supervisor ' || n, 'sup' || n || '@bench.test', 'CLINICAL_SUPERVISOR'
     from generate_series(1, $1::int) n`,
    [Math.ceil(students / 20)],
  );
  await owner.query(
    `insert into users (id, school_id, name, email, role, cohort_id, program_id)
     select 'stu' || n, 'bench', 'Student ' || n, 'stu' || n || '@bench.test', 'STUDENT', 'bench_c', 'bench_p'
     from generate_series(1, $1::int) n`,
    [students],
  );
  await owner.query(
    `insert into placements (id, school_id, student_id, rotation_id, starts_on, ends_on)
     select 'pla' || n, 'bench', 'stu' || n, 'bench_r', current_date - 30, current_date + 60
     from generate_series(1, $1::int) n`,
    [students],
  );
  await owner.query(
    `insert into placement_supervisors (placement_id, supervisor_id, school_id)
     select 'pla' || n, 'sup' || (n - 1) / 20 + 1, 'bench' from generate_series(1, $1::int) n`,
    [students],
  );
  await owner.query(
    `insert into competency_assignments (id, school_id, user_id, competency_id, deployment_id, status,
       progress_percentage, due_date, completion_date, result, observations, evaluators, days)
     select 'a' || s || '_' || c, 'bench', 'stu' || s, 'bench_c' || c, 'bench_d',
            case when c <= 20 then 'ACHIEVED' else 'NOT_STARTED' end, case when c <= 20 then 100 else 0 end,
            now() + make_interval(days => c - 20), case when c <= 20 then now() - interval '1 day' end,
            case when c <= 20 then 4 end, case when c <= 20 then 1 else 0 end, case when c <= 20 then 1 else 0 end,
            case when c <= 20 then 1 else 0 end
     from generate_series(1, $1::int) s, generate_series(1, ${competencies}) c`,
    [students],
  );
  await owner.query(
    `insert into assessments (id, school_id, student_id, competency_id, assignment_id, assessor_id, status, observed_at, submitted_at)
     select 'as' || s || '_' || c, 'bench', 'stu' || s, 'bench_c' || c, 'a' || s || '_' || c,
            'sup' || (s - 1) / 20 + 1, 'SUBMITTED', now() - make_interval(days => 21 - c), now() - make_interval(days => 21 - c)
     from generate_series(1, $1::int) s, generate_series(1, 20) c`,
    [students],
  );
  await owner.query(
    `insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state,
       overall_rating, signed_at)
     select 'e' || s || '_' || c, 'bench', 'stu' || s, 'bench_c' || c, 'as' || s || '_' || c,
            'sup' || (s - 1) / 20 + 1, 'SIGNED', 4, now() - make_interval(days => 21 - c)
     from generate_series(1, $1::int) s, generate_series(1, 20) c`,
    [students],
  );
  await owner.query(
    "insert into student_progress (student_id, school_id) select id, school_id from users where school_id = 'bench' and role = 'STUDENT'",
  );
  await owner.query("set session_replication_role = origin");
  await owner.query("analyze");
}

/**
 * A supervisor, `busy`, of 100 students in the school of `seedSchool`, with 5,000 submitted assessments, 40 drafts, 40
 * requests, and more than 1,000 competencies that are due.
 */
export async function seedBusySupervisor(owner: pg.Client): Promise<void> {
  await owner.query("set session_replication_role = replica");
  await owner.query(`
    insert into users (id, school_id, name, email, role)
      values ('busy', 'bench', 'Busy', 'busy@bench.test', 'CLINICAL_SUPERVISOR');
    insert into users (id, school_id, name, email, role, cohort_id, program_id)
      select 'busy' || n, 'bench', 'Busy student ' || n, 'busy' || n || '@bench.test', 'STUDENT', 'bench_c', 'bench_p'
      from generate_series(1, 100) n;
    insert into placements (id, school_id, student_id, rotation_id, starts_on, ends_on)
      select 'plb' || n, 'bench', 'busy' || n, 'bench_r', current_date - 30, current_date + 60
      from generate_series(1, 100) n;
    insert into placement_supervisors (placement_id, supervisor_id, school_id)
      select 'plb' || n, 'busy', 'bench' from generate_series(1, 100) n;
    insert into competency_assignments (id, school_id, user_id, competency_id, deployment_id, status, due_date)
      select 'ab' || s || '_' || c, 'bench', 'busy' || s, 'bench_c' || c, 'bench_d',
             case when c <= 15 then 'EXPIRED' when c <= 20 then 'IN_PROGRESS' else 'NOT_STARTED' end,
             case when c > 15 then now() + make_interval(days => c - 20) end
      from generate_series(1, 100) s, generate_series(1, 45) c;
    insert into assessments (id, school_id, student_id, competency_id, assignment_id, assessor_id, status, observed_at, submitted_at)
      select 'asb' || s || '_' || n, 'bench', 'busy' || s, 'bench_c' || c, 'ab' || s || '_' || c, 'busy', 'SUBMITTED',
             now() - make_interval(days => n, mins => s), now() - make_interval(days => n, mins => s)
      from generate_series(1, 100) s, generate_series(1, 50) n, lateral (select 1 + n % 20 as c) chosen;
    insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state, overall_rating, signed_at)
      select 'e' || id, school_id, student_id, competency_id, id, 'busy', 'SIGNED', 2 + length(id) % 3, submitted_at
      from assessments where assessor_id = 'busy';
    insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, draft, requested_by, expires_at)
      select 'own' || n, 'bench', 'busy' || n, 'bench_c40', 'busy', case when n <= 40 then 'DRAFT' else 'REQUESTED' end,
             case when n <= 40 then '{"evaluationData": {"overallRating": 3}}'::jsonb end,
             case when n > 40 then 'busy' || n end, case when n > 40 then now() + make_interval(days => n % 14) end
      from generate_series(1, 80) n;
    insert into student_progress (student_id, school_id)
      select id, school_id from users where id ~ '^busy[0-9]+$'`);
  await owner.query("set session_replication_role = origin");
  await owner.query("analyze");
}
