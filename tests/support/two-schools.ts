import type pg from "pg";
import { afterEach, beforeEach } from "vitest";
import { noteRow } from "#src/platform/sealed/private-note.ts";

type DatabaseRole = "authenticated" | "app_command" | "app_auth" | "app_realtime" | "app_system";

/**
 * Two schools that must never see each other's data. In the north, Amina is placed under Hansen and Ben under Said;
 * Dora was placed under Hansen until last month. Carl and Foreign belong to the south.
 */
export const people = {
  amina: { id: "amina", role: "STUDENT", schoolId: "north" },
  ben: { id: "ben", role: "STUDENT", schoolId: "north" },
  dora: { id: "dora", role: "STUDENT", schoolId: "north" },
  carl: { id: "carl", role: "STUDENT", schoolId: "south" },
  hansen: { id: "hansen", role: "CLINICAL_SUPERVISOR", schoolId: "north" },
  said: { id: "said", role: "CLINICAL_SUPERVISOR", schoolId: "north" },
  foreign: { id: "foreign", role: "CLINICAL_SUPERVISOR", schoolId: "south" },
  admin: { id: "admin", role: "SCHOOL_ADMIN", schoolId: "north" },
  foreignAdmin: { id: "foreignAdmin", role: "SCHOOL_ADMIN", schoolId: "south" },
  super: { id: "super", role: "SUPER_ADMIN", schoolId: "default" },
} as const;

export type Person = keyof typeof people;

/** The SQLSTATE with which row level security or a missing grant refuses. */
export const refused = "42501";

export function claimsOf(person: Person): string {
  return claimsFor(people[person]);
}

/** Of the session that is called after the person. */
export function claimsFor({ id, role, schoolId }: { id: string; role: string; schoolId: string }): string {
  const metadata = { role, school_id: schoolId };
  return JSON.stringify({ sub: id, role: "authenticated", app_metadata: metadata, session_id: `session_${id}` });
}

/** The sessions of those claims. */
export async function insertSessions(client: pg.Client): Promise<void> {
  await client.query(
    `insert into sessions (id, school_id, user_id, expires_at)
     select 'session_' || id, school_id, id, now() + interval '1 day' from users where email like '%@two-schools.test'`,
  );
}

/** Gives each test the two schools in a transaction of its own, which is rolled back. */
export function inTwoSchools(owner: () => pg.Client) {
  beforeEach(async () => {
    await owner().query("begin");
    await insertTwoSchools(owner());
    await insertSessions(owner());
  });
  afterEach(async () => {
    await owner().query("rollback");
  });

  async function become(role: DatabaseRole, claims: string): Promise<void> {
    await owner().query("reset role");
    await owner().query("select set_config('request.jwt.claims', $1, true), set_config('role', $2, true)", [
      claims,
      role,
    ]);
  }

  async function ids(text: string): Promise<string[]> {
    const { rows } = await owner().query<{ id: string }>(text);
    return rows.map(({ id }) => id).sort();
  }

  /** The database's answer to a write: the number of rows, or the SQLSTATE and constraint of the refusal. */
  async function attempt(text: string): Promise<string> {
    await owner().query("savepoint attempt");
    try {
      const { rowCount } = await owner().query(text);
      return `${rowCount} rows`;
    } catch (error) {
      await owner().query("rollback to savepoint attempt");
      if (!(error instanceof Error) || !("code" in error)) throw error;
      return [error.code, "constraint" in error ? error.constraint : undefined].filter(Boolean).join(" ");
    }
  }

  return {
    become,
    ids,
    attempt,
    async asOwner(text: string, values: unknown[] = []): Promise<void> {
      await owner().query("reset role");
      await owner().query(text, values);
    },
    async idsAs(person: Person, text: string, role: DatabaseRole = "authenticated"): Promise<string[]> {
      await become(role, claimsOf(person));
      return ids(text);
    },
    async attemptAs(person: Person, text: string): Promise<string> {
      await become("app_command", claimsOf(person));
      return attempt(text);
    },
  };
}

export async function insertTwoSchools(client: pg.Client): Promise<void> {
  const { note } = noteRow({ schoolId: "north", evaluationId: "evaluation_amina" }, "Tired today.");
  await client.query(`
    insert into schools (id, name, time_zone) values ('north', 'North', 'Europe/London'), ('south', 'South', 'UTC');
    insert into programs (id, school_id, name, code) values ('program_north', 'north', 'Nursing', 'N'), ('program_south', 'south', 'Nursing', 'N');
    insert into cohorts (id, school_id, program_id, name) values
      ('cohort_north', 'north', 'program_north', '2027'), ('cohort_south', 'south', 'program_south', '2027');
  `);
  await client.query(
    `insert into users (id, school_id, name, email, role)
     select p ->> 'id', p ->> 'schoolId', initcap(p ->> 'id'), (p ->> 'id') || '@two-schools.test', p ->> 'role'
     from jsonb_array_elements($1) p`,
    [JSON.stringify(Object.values(people))],
  );
  await client.query(`
    insert into rotations (id, school_id, name, site, unit, starts_on, ends_on) values
      ('rotation_north', 'north', 'Ward', 'North General', '4 East', current_date - 60, current_date + 60),
      ('rotation_south', 'south', 'Ward', 'South General', '2 West', current_date - 60, current_date + 60);
    insert into placements (id, school_id, student_id, rotation_id, starts_on, ends_on) values
      ('placement_amina', 'north', 'amina', 'rotation_north', current_date - 10, current_date + 10),
      ('placement_ben', 'north', 'ben', 'rotation_north', current_date - 10, current_date + 10),
      ('placement_dora', 'north', 'dora', 'rotation_north', current_date - 60, current_date - 30),
      ('placement_carl', 'south', 'carl', 'rotation_south', current_date - 10, current_date + 10);
    insert into placement_supervisors (placement_id, supervisor_id, school_id) values
      ('placement_amina', 'hansen', 'north'), ('placement_dora', 'hansen', 'north'),
      ('placement_ben', 'said', 'north'), ('placement_carl', 'foreign', 'south');

    insert into competency_templates (id, school_id, name, created_by) values
      ('template_north', 'north', 'Framework', 'admin'), ('template_south', 'south', 'Framework', 'foreignAdmin');
    insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, created_by)
      select 'competency_' || s, s, 'template_' || s, 'Hand hygiene', 'Safety', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system'
      from unnest(array['north', 'south']) s;
    insert into competency_rubrics (id, school_id, competency_id, criterion_name, description, performance_levels)
      select 'rubric_' || s, s, 'competency_' || s, 'Technique', 'How it is done', '[]' from unnest(array['north', 'south']) s;
  `);
  await client.query(`
    create temporary table pupils on commit drop as
      select u.id, u.school_id, case u.id when 'amina' then 'hansen' when 'dora' then 'hansen' when 'ben' then 'said' else 'foreign' end as supervisor
      from users u where u.role = 'STUDENT' and u.school_id in ('north', 'south');
    insert into competency_assignments (id, school_id, user_id, competency_id, status)
      select 'assignment_' || id, school_id, id, 'competency_' || school_id, 'IN_PROGRESS' from pupils;
    insert into student_progress (student_id, school_id, total) select id, school_id, 1 from pupils;
    insert into progress_snapshots (school_id, user_id) select school_id, id from pupils;
    insert into achievements (id, school_id, student_id, kind, ref, name) select 'achievement_' || id, school_id, id, 'category', 'Safety', 'Safety' from pupils;
    insert into assessments (id, school_id, student_id, competency_id, assignment_id, assessor_id, status, observed_at, submitted_at)
      select 'assessment_' || id, school_id, id, 'competency_' || school_id, 'assignment_' || id, supervisor, 'SUBMITTED', now(), now() from pupils;
    insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state, overall_rating, signed_at)
      select 'evaluation_' || id, school_id, id, 'competency_' || school_id, 'assessment_' || id, supervisor, 'SIGNED', 3, now() from pupils;
    insert into evaluation_criteria (evaluation_id, rubric_id, school_id, score)
      select 'evaluation_' || id, 'rubric_' || school_id, school_id, 3 from pupils;
    insert into files (id, school_id, uploaded_by, name, size_bytes, media_type, sha256, storage_key)
      select 'file_' || id, school_id, id, 'log.pdf', 1, 'application/pdf', repeat('0', 64), id from pupils;
    insert into assessment_files (assessment_id, file_id, school_id) select 'assessment_' || id, 'file_' || id, school_id from pupils;
    insert into competency_submissions (id, school_id, student_id, competency_id, submitted_by, status, submitted_at)
      select 'submission_' || id, school_id, id, 'competency_' || school_id, id, 'SUBMITTED', now() from pupils;
    insert into time_records (id, school_id, student_id, placement_id, rotation_id, started_at, ended_at, minutes, activity, status)
      select 'time_' || id, school_id, id, 'placement_' || id, 'rotation_' || school_id, noon, noon + interval '1 hour', 60, 'Ward', 'PENDING'
        from pupils, (select date_trunc('day', now(), 'UTC') - interval '60 hours' as noon) long_ago;
    insert into evaluation_private_notes (evaluation_id, school_id, note) values ('evaluation_amina', 'north', '${note}');
    insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, draft) values
      ('draft_amina', 'north', 'amina', 'competency_north', 'hansen', 'DRAFT', '{"evaluationData": {"overallRating": 2}}');
    insert into audit_log (id, school_id, actor_id, action, entity_type) values ('audit_north', 'north', 'hansen', 'assessment.submit', 'assessment');
    update competency_templates set status = 'PUBLISHED', published_at = now() where id in ('template_north', 'template_south');
  `);
}

/** How many rows of files there are, none of which has content in the store unless a test stored some. */
export async function countFiles(owner: pg.Client): Promise<number> {
  const { rows } = await owner.query<{ count: number }>("select count(*)::int as count from files");
  return rows[0]?.count ?? 0;
}
