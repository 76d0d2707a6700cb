import type pg from "pg";
import { unreadWords } from "./sealed-words.ts";

/**
 * Fills a school with what analytics count, of every kind there is: programs and cohorts with and without an end,
 * students who left, competencies of three scales, due dates, spans and neither, renewals, assessments in every state with
 * several evaluations each by people, guests and the students themselves. The same seed makes the same school. Triggers and
 * foreign keys are off, so that nothing is refused; what the triggers keep is computed afterwards.
 */
export async function insertRandomSchool(owner: pg.Client, seed: number, timeZone: string): Promise<string[]> {
  const school = `random${seed}`;
  await owner.query("set session_replication_role = replica");
  await owner.query(`
    create or replace function pg_temp.part(key text) returns float8 language sql as
      $$ select (('x' || left(md5('${seed}/' || key), 8))::bit(32)::bigint & 2147483647) / 2147483648.0 $$;
    create or replace function pg_temp.one_of(key text, variadic choices text[]) returns text language sql as
      $$ select choices[1 + floor(pg_temp.part(key) * cardinality(choices))::int] $$;
    create or replace function pg_temp.ago(key text, days int) returns timestamptz language sql as
      $$ select now() - pg_temp.part(key) * days * interval '24 hours' $$;`);
  for (const statement of statementsOf(school, timeZone)) await owner.query(statement);
  await owner.query("set session_replication_role = origin");
  await owner.query("select app.rate_assessments(array_agg(id)) from assessments where school_id = $1", [school]);
  const { rows } = await owner.query("select id from users where school_id = $1 and role = 'STUDENT'", [school]);
  return rows.map(({ id }) => id);
}

const students = 24;
const competencies = 9;

function statementsOf(school: string, timeZone: string): string[] {
  const of = (name: string) => `'${school}_${name}'`;
  return [
    `insert into schools (id, name, time_zone, settings) values ('${school}', '${school}', '${timeZone}',
       jsonb_build_object('confirmsGuests', pg_temp.part('guests') < 0.5))`,
    `insert into programs (id, school_id, name, code) select ${of("p")} || n, '${school}', 'Program ' || n, 'P' || n from generate_series(1, 2) n`,
    `insert into cohorts (id, school_id, program_id, name, ends_on)
       select ${of("c")} || n, '${school}', ${of("p")} || 1 + n % 2, 'Cohort ' || n, case when n <> 2 then current_date + n * 40 end from generate_series(1, 3) n`,
    `insert into rotations (id, school_id, name, site, unit, starts_on, ends_on)
       select ${of("r")} || n, '${school}', 'Ward ' || n, 'Site ' || n % 2, 'Unit', current_date - 400, current_date + 60 from generate_series(1, 3) n`,
    `insert into users (id, school_id, name, email, role)
       select ${of("s")} || n, '${school}', 'Assessor ' || n, '${school}s' || n || '@random.test', case n when 0 then 'SCHOOL_ADMIN' else 'CLINICAL_SUPERVISOR' end
       from generate_series(0, 4) n`,
    `insert into users (id, school_id, name, email, role, program_id, cohort_id, status)
       select ${of("u")} || n, '${school}', 'Student ' || n, '${school}u' || n || '@random.test', 'STUDENT', case when n % 8 > 0 then c.program_id end,
         case when n % 8 > 0 then c.id end, pg_temp.one_of('status' || n, 'ACTIVE', 'ACTIVE', 'ACTIVE', 'ACTIVE', 'INVITED', 'SUSPENDED', 'LEFT')
       from generate_series(1, ${students}) n join cohorts c on c.id = ${of("c")} || 1 + n % 3`,
    `insert into student_progress (student_id, school_id) select id, school_id from users where school_id = '${school}' and role = 'STUDENT'`,
    `insert into competency_templates (id, school_id, name, status, created_by, published_at)
       values (${of("t")}, '${school}', 'Framework', 'PUBLISHED', ${of("s")} || 0, now())`,
    `insert into competencies (id, school_id, template_id, name, description, category, level, rating_scale_id, target_rating, created_by, sort_order, needs_countersignature)
       select ${of("k")} || n, '${school}', ${of("t")}, 'Competency ' || n, '', 'Category ' || n % 3, 'FUNDAMENTAL', scale.id, case scale.kind when 'NUMERIC' then 3.5 else 3 end, ${of("s")} || 0, n, n % 4 = 0
       from generate_series(1, ${competencies}) n
       join lateral (select id, kind from rating_scales where school_id = 'default'
         and kind = case n % 3 when 0 then 'NUMERIC' else 'ORDINAL' end order by md5(id || n) limit 1) scale on true`,
    `insert into competency_deployments (id, school_id, template_id, status, effective_at, due_at, created_by)
       select ${of("d")} || n, '${school}', ${of("t")}, 'ACTIVE', now() - n * interval '70 days', case when n = 1 then now() + interval '50 days' end, ${of("s")} || 0
       from generate_series(1, 3) n`,
    `insert into competency_assignments (id, school_id, user_id, competency_id, deployment_id, status, due_date, completion_date, cycle_starts_at, created_at, progress_percentage)
       select key, '${school}', ${of("u")} || u, ${of("k")} || k, case when pg_temp.part('d' || key) < 0.8 then ${of("d")} || 1 + (u + k) % 3 end, status,
         case when pg_temp.part('due' || key) < 0.6 then now() + (pg_temp.part('on' || key) - 0.6) * interval '300 days' end,
         case when status in ('ACHIEVED', 'APPROVED', 'EXPIRED') then pg_temp.ago('done' || key, 200) end,
         case when pg_temp.part('cycle' || key) < 0.1 then pg_temp.ago('from' || key, 90) end, pg_temp.ago('given' || key, 300),
         case when status in ('ACHIEVED', 'APPROVED') then 100 else 10 end
       from generate_series(1, ${students} - 1) u, generate_series(1, ${competencies}) k,
         lateral (select '${school}_a' || u || '_' || k as key) i,
         lateral (select pg_temp.one_of('state' || key, 'NOT_STARTED', 'IN_PROGRESS', 'IN_PROGRESS', 'ACHIEVED', 'ACHIEVED', 'APPROVED', 'EXPIRED', 'WITHDRAWN') as status) s
       where pg_temp.part('is' || key) < 0.9`,
    `insert into assessments (id, school_id, student_id, competency_id, assessor_id, rotation_id, status, observed_at, submitted_at, created_at, requested_by, renewed_at, expires_at)
       select key, '${school}', ${of("u")} || u, ${of("k")} || 1 + (u + n) % ${competencies}, ${of("s")} || 1 + n % 4, case when n % 4 > 0 then ${of("r")} || n % 4 end,
         status, at, at + pg_temp.part('after' || key) * interval '50 hours', at - pg_temp.part('before' || key) * interval '200 hours',
         case when n % 3 = 0 then ${of("u")} || u end, case when n % 6 = 0 then at - interval '3 hours' end, case when status = 'EXPIRED' then at end
       from generate_series(1, ${students}) u, generate_series(1, 14) n,
         lateral (select '${school}_x' || u || '_' || n as key) i, lateral (select pg_temp.ago('at' || key, case when n % 2 = 0 then 40 else 250 end) as at) a,
         lateral (select pg_temp.one_of('is' || key, 'SUBMITTED', 'SUBMITTED', 'SUBMITTED', 'APPROVED', 'APPROVED', 'REJECTED', 'VOIDED', 'EXPIRED') as status) s`,
    `insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, guest_name, guest_email, guest_confirmed_at, is_self, state, overall_rating, rubric_result, words, word_count, has_next_steps, signed_at)
       select key, school_id, student_id, competency_id, x.id, case author when 'guest' then null when 'self' then student_id else ${of("s")} || 1 + n end,
         case author when 'guest' then 'Guest' end, case author when 'guest' then 'guest' || n || '@random.test' end,
         case when author = 'guest' and pg_temp.part('seen' || key) < 0.5 then now() end, author = 'self',
         pg_temp.one_of('state' || key, 'SIGNED', 'SIGNED', 'SIGNED', 'SIGNED', 'SUPERSEDED', 'VOIDED'),
         case when pg_temp.part('r' || key) < 0.9 then 1 + floor(pg_temp.part('v' || key) * 5) end, case when pg_temp.part('rr' || key) < 0.5 then 3 end,
         '${unreadWords}', pg_temp.one_of('f' || key, '0', '1', '2', '5')::int + next_words, next_words > 0,
         observed_at + pg_temp.part('signed' || key) * interval '60 hours'
       from assessments x, generate_series(1, 3) n, lateral (select x.id || '_e' || n as key) i,
         lateral (select pg_temp.one_of('by' || key, 'person', 'person', 'person', 'guest', 'self') as author, pg_temp.one_of('n' || key, '0', '1')::int as next_words) b
       where x.school_id = '${school}' and status <> 'EXPIRED' and (n = 1 or pg_temp.part('has' || key) < 0.3)`,
    `insert into time_records (id, school_id, student_id, placement_id, rotation_id, started_at, ended_at, minutes, activity, status, reason)
       select key, '${school}', ${of("u")} || u, 'none', ${of("r")} || 1, at, at + interval '8 hours', 60 * (1 + n % 8), 'CLINICAL', status, case when status = 'NOT_APPROVED' then 'No.' end
       from generate_series(1, ${students}) u, generate_series(1, 5) n, lateral (select '${school}_h' || u || '_' || n as key) i,
         lateral (select pg_temp.ago('h' || key, 150) as at, pg_temp.one_of('hs' || key, 'APPROVED', 'APPROVED', 'PENDING', 'NOT_APPROVED') as status) t`,
    `insert into learning_analytics (school_id, user_id, interaction_type, timestamp)
       select '${school}', ${of("u")} || u, pg_temp.one_of('i' || u || n, 'VIEW', 'PROGRESS_CHECK'), pg_temp.ago('l' || u || n, 120) from generate_series(1, ${students}) u, generate_series(1, 6) n`,
  ];
}
