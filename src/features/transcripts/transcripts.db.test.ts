import { beforeAll, describe, expect, it } from "vitest";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { Transcript } from "./schema.ts";

const database = useDatabase();
const api = useApi();
const rows = async (text: string, values: unknown[] = []) => (await database.owner().query(text, values)).rows;
const path = "/api/students/amina/transcript";

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows("delete from assessments where student_id = 'amina'");
  await rows("delete from competency_assignments where user_id = 'amina'");
  await rows(
    "insert into competency_templates (id, school_id, name, created_by) values ('more', 'north', 'More', 'admin')",
  );
  await rows(`insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, created_by)
    select 'extra_' || n, 'north', 'more', 'Extra ' || n, 'Care', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system'
    from generate_series(1, 3) n`);
  await rows("update competency_templates set status = 'PUBLISHED', published_at = now() where id = 'more'");
  await rows(`insert into competency_assignments (id, school_id, user_id, competency_id)
    select 'assignment_' || c, 'north', 'amina', c from unnest(array['competency_north', 'extra_1', 'extra_2', 'extra_3']) c`);
  await recount(["amina"]);
  for (const [competencyId, overallRating] of [
    ["competency_north", 4],
    ["extra_1", 3],
    ["extra_1", 4],
    ["extra_2", 2],
  ] as const) {
    const evaluationData = { overallRating };
    const { status } = await api.post("hansen", "/api/competency-assessments", {
      ...{ studentId: "amina", competencyId, evaluationData },
    });
    expect(status).toBe(201);
  }
  await rows("update time_records set status = 'APPROVED' where student_id = 'amina'");
});

async function read(person: Parameters<typeof api.get>[0] = "amina"): Promise<Transcript> {
  const { status, body } = await api.get(person, path, { query: { format: "json" } });
  expect(status).toBe(200);
  return body as Transcript;
}

describe("a transcript", () => {
  it("has the figures of the record, counted again in SQL", async () => {
    const transcript = await read();
    const [counted] = await rows(`
      select count(*)::int as total, count(*) filter (where status in ('ACHIEVED', 'APPROVED'))::int as completed
      from competency_assignments where user_id = 'amina' and status <> 'WITHDRAWN'`);
    expect(transcript).toMatchObject(counted);
    const [evidence] = await rows(`
      select count(distinct s.id)::int as assessments, count(distinct e.evaluator_id)::int as assessors
      from assessments s join evaluations e on e.assessment_id = s.id
      join competency_assignments a on a.user_id = s.student_id and a.competency_id = s.competency_id
      where s.student_id = 'amina' and s.status in ('SUBMITTED', 'APPROVED') and e.state = 'SIGNED' and not e.is_self`);
    expect(transcript).toMatchObject(evidence);
    const [hours] = await rows(
      `select sum(minutes)::int as "approvedMinutes" from time_records where student_id = 'amina' and status = 'APPROVED'`,
    );
    expect(transcript).toMatchObject(hours);
    const lines = transcript.frameworks.flatMap(({ categories }) => categories).flatMap(({ lines }) => lines);
    for (const line of lines) {
      const [own] = await rows(
        `select count(distinct s.id)::int as assessments, count(distinct e.evaluator_id)::int as assessors
         from competencies c left join assessments s on s.competency_id = c.id and s.student_id = 'amina' and s.status in ('SUBMITTED', 'APPROVED')
         left join evaluations e on e.assessment_id = s.id and e.state = 'SIGNED' where c.name = $1 and c.school_id = 'north'`,
        [line.name],
      );
      expect(line).toMatchObject(own);
    }
    expect(lines.map(({ name, level, target, standing }) => [name, level, target, standing])).toEqual([
      ["Hand hygiene", "4 · Unsupervised", "4", "Completed"],
      ["Extra 1", "4 · Unsupervised", "4", "Completed"],
      ["Extra 2", "2 · Direct supervision", "4", "In progress"],
      ["Extra 3", null, "4", "Not started"],
    ]);
  });

  it("is the same for its student, their supervisor and their school, and is there for nobody else", async () => {
    const own = await read();
    for (const person of ["hansen", "admin"] as const) expect(await read(person)).toEqual(own);
    for (const person of ["ben", "said", "carl", "foreign", "foreignAdmin"] as const) {
      expect((await api.get(person, path)).status).toBe(404);
    }
  });

  it("is a PDF with a code, the same as long as the record is, which the public page knows", async () => {
    const first = await api.get("amina", path);
    expect(first.headers.get("content-type")).toBe("application/pdf");
    const again = await api.get("admin", path);
    expect(again.body).toBe(first.body);
    const [given, ...others] = await rows("select code, completed, total from transcripts where student_id = 'amina'");
    expect(others).toEqual([]);
    expect(first.headers.get("content-disposition")).toContain(given.code.slice(0, 4));
    expect((await api.get(undefined, `/api/certificates/verify/${given.code}`)).body).toMatchObject({
      ...{ status: "valid", kind: "transcript", name: "Amina", school: "North" },
      ...{ completed: given.completed, total: given.total },
    });
    const body = { studentId: "amina", competencyId: "extra_2", evaluationData: { overallRating: 3 } };
    await api.post("hansen", "/api/competency-assessments", body);
    await api.get("amina", path);
    expect(await rows("select from transcripts where student_id = 'amina'")).toHaveLength(2);
  });
});
