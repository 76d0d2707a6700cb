import { beforeAll, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();

beforeAll(async () => {
  const owner = database.owner();
  await arrangeTwoSchools(owner);
  // Noon in summer: the day of the school began at 23:00 UTC of the day before.
  await owner.query(
    `insert into competency_deployments (id, school_id, template_id, status, effective_at, created_by)
     values ('deployment', 'north', 'template_north', 'ACTIVE', '2026-06-10T11:00:00Z', 'admin')`,
  );
  await owner.query("update competency_assignments set deployment_id = 'deployment' where user_id = 'amina'");
});

const sign = (observedAt: string) =>
  api.post("hansen", "/api/competency-assessments", {
    studentId: "amina",
    competencyId: "competency_north",
    evaluationData: { overallRating: 3, observedAt },
  });

it("refuses an observation before the day on which the competency was assigned, and tells the form that day", async () => {
  const form = await api.get("hansen", "/api/competency-assessments/form", {
    query: { studentId: "amina", competencyId: "competency_north" },
  });
  expect(form.body).toMatchObject({ observedFrom: "2026-06-09T23:00:00.000Z" });
  for (const observedAt of ["1970-01-01T00:00:00Z", "2026-06-09T22:59:59.999Z"]) {
    const answer = await sign(observedAt);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      errors: [{ path: "evaluationData.observedAt", message: "must not be before the competency was assigned" }],
    });
  }
  expect((await sign("2026-06-09T23:00:00Z")).status).toBe(201);
});
