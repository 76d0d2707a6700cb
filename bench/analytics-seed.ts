import type pg from "pg";

export type Size = {
  students: number;
  each: number;
  cohortSize: number;
  /** Students beyond the first `current` have left, `leaving` of them in each year before this one. */
  former?: { current: number; leaving: number };
};

const large = ["users", "competency_assignments", "assessments", "evaluations", "rated_assessments"];

/** Cohorts of 200, 45 competencies each, 20 of them completed, over two years. Triggers and foreign keys are off. */
export async function seed(owner: pg.Client, { students, each, cohortSize, former }: Size): Promise<void> {
  const { current, leaving } = former ?? { current: students, leaving: 1 };
  await owner.query(
    "set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '512MB'",
  );
  const dropped = await dropIndexes(owner);
  await owner.query(`
    insert into schools (id, name, time_zone) values ('bench', 'Bench', 'Europe/London');
    insert into programs (id, school_id, name, code) values ('bench_p', 'bench', 'Bench', 'B');
    insert into cohorts (id, school_id, program_id, name)
      select 'bench_c' || n, 'bench', 'bench_p', 'Cohort ' || n from generate_series(0, ${Math.ceil(students / cohortSize)}) n;
    insert into rotations (id, school_id, name, site, unit, starts_on, ends_on)
      select 'bench_r' || n, 'bench', 'Ward ' || n, 'Site ' || n % 4, 'Unit', current_date - 400, current_date + 60 from generate_series(0, 11) n;
    insert into users (id, school_id, name, email, role) values ('bench_admin', 'bench', 'Admin', 'admin@bench.test', 'SCHOOL_ADMIN');
    insert into sessions (id, school_id, user_id, expires_at) values ('bench_session', 'bench', 'bench_admin', now() + interval '1 day');
    insert into competency_templates (id, school_id, name, status, created_by, published_at) values ('bench_t', 'bench', 'Bench', 'PUBLISHED', 'bench_admin', now());
    insert into competency_deployments (id, school_id, template_id, status, effective_at, created_by)
      values ('bench_d', 'bench', 'bench_t', 'ACTIVE', now() - interval '700 days', 'bench_admin');
    insert into competencies (id, school_id, template_id, name, description, category, level, rating_scale_id, target_rating, created_by, sort_order)
      select 'bench_c' || n, 'bench', 'bench_t', 'Competency number ' || n, '', 'Category ' || n % 6, 'FUNDAMENTAL', 'scale_entrustment', 4, 'bench_admin', n
      from generate_series(1, 45) n;
    insert into users (id, school_id, name, email, role)
      select 'sup' || n, 'bench', 'Supervisor ' || n, 'sup' || n || '@bench.test', 'CLINICAL_SUPERVISOR' from generate_series(0, 400) n;
    insert into users (id, school_id, name, email, role, cohort_id, program_id, status)
      select 'stu' || n, 'bench', 'Student ' || n, 'stu' || n || '@bench.test', 'STUDENT', 'bench_c' || n / ${cohortSize}, 'bench_p',
        case when n <= ${current} then 'ACTIVE' else 'LEFT' end
      from generate_series(1, ${students}) n;
    insert into competency_assignments (id, school_id, user_id, competency_id, deployment_id, status, progress_percentage, due_date, completion_date, result, observations, evaluators, days)
      select 'a' || s || '_' || c, 'bench', 'stu' || s, 'bench_c' || c, 'bench_d', case when c <= 20 then 'ACHIEVED' else 'NOT_STARTED' end, case when c <= 20 then 100 else 0 end,
        date_trunc('day', this_year) + make_interval(days => 15 * (c - 20)), case when c <= 20 then this_year - make_interval(days => 16 * (21 - c) + s % 11) end,
        case when c <= 20 then 4 end, 2, 2, 2
      from generate_series(1, ${students}) s, generate_series(1, 45) c, lateral (select now() - make_interval(years => ${yearsSince("s", { current, leaving })}) as this_year) t;
    insert into assessments (id, school_id, student_id, competency_id, assignment_id, assessor_id, rotation_id, status, observed_at, submitted_at, created_at, requested_by)
      select 'as' || s || '_' || n, 'bench', 'stu' || s, 'bench_c' || 1 + n % 45, 'a' || s || '_' || 1 + n % 45, 'sup' || (s / 50 + n % 5) % 400, 'bench_r' || (n * 12 / ${each + 1}),
        'SUBMITTED', at, at + interval '1 hour', at - make_interval(hours => (n * 7 + s) % 240), case when n % 3 = 0 then 'stu' || s end
      from generate_series(1, ${students}) s, generate_series(1, ${each}) n, lateral (select now() - make_interval(years => ${yearsSince("s", { current, leaving })}, hours => ((${each} - n) * 16800.0 / ${each})::int + s % 24 + 2) as at) t;
    insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state, overall_rating, words, word_count, has_next_steps, signed_at)
      select 'e' || id, school_id, student_id, competency_id, id, assessor_id, 'SIGNED', 2 + abs(hashtext(id)) % 4, 's1.bench.' || repeat('A', 64 + 7 * (abs(hashtext(id)) % 40)),
        abs(hashtext(id)) % 40 + case when abs(hashtext(id)) % 3 = 0 then 1 else 0 end, abs(hashtext(id)) % 3 = 0, submitted_at
      from assessments;
    insert into student_progress (student_id, school_id, total, completed, category_breakdown)
      select 'stu' || n, 'bench', 45, 20, (select jsonb_agg(jsonb_build_object('category', 'Category ' || c, 'frameworkId', 'bench_t', 'framework', 'Bench', 'completed', 3, 'total', 8, 'percentage', 37.5)) from generate_series(0, 5) c)
      from generate_series(1, ${students}) n`);
  await owner.query(linesOf);
  await owner.query(cellsOf);
  for (const index of dropped) await owner.query(index);
  await owner.query("set session_replication_role = origin");
  await owner.query("vacuum (analyze)");
}

/** SQL: how many years ago student number `n` left, 0 of those who are there. */
export function yearsSince(n: string, { current, leaving }: NonNullable<Size["former"]>): string {
  return `(case when ${n} <= ${current} then 0 else (${n} - ${current} - 1) / ${leaving} + 1 end)`;
}

/** Indexes are built over all rows at once, which is several times as fast as row by row. */
async function dropIndexes(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
     where i.indrelid = any($1::regclass[]) and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
    [large],
  );
  for (const { name } of rows) await owner.query(`drop index ${name}`);
  return rows.map(({ definition }) => definition);
}

/** The packed assignments as the triggers would write them. */
const cellsOf = `
  insert into student_cells (student_id, school_id, cells)
  select a.user_id, a.school_id, jsonb_object_agg(a.competency_id, app.assignment_cell(a.id, a.status,
    a.progress_percentage, a.due_date, a.completion_date, a.cycle_starts_at, a.result, a.observations, a.evaluators, a.days))
  from competency_assignments a group by 1, 2`;

/** The kept lines as the triggers would write them of these evaluations, one an assessment. */
const linesOf = `
  insert into rated_assessments (assessment_id, school_id, student_id, competency_id, rotation_id, evaluator_id, evaluators,
    observed_on, submitted_at, value, band, method, feedback_words, has_next_steps, requested_at, answered_after_hours)
  select s.id, s.school_id, s.student_id, s.competency_id, s.rotation_id, e.evaluator_id, 1,
    (s.observed_at at time zone 'Europe/London')::date, least(s.submitted_at, e.signed_at), e.overall_rating,
    sign(e.overall_rating - 4), s.method, e.word_count,
    e.has_next_steps, case when s.requested_by is not null then s.created_at end,
    case when s.requested_by is not null then greatest(0, floor(extract(epoch from s.submitted_at - s.created_at) / 3600)) end
  from assessments s join evaluations e on e.assessment_id = s.id`;
