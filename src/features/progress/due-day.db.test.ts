import { beforeAll, expect, it } from "vitest";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();

/** The end of a day in New York, which is the next day in London and in UTC. */
const dueDate = "2099-12-10T04:59:59.000Z";
const due = { dueDate, dueOn: "2099-12-09" };

beforeAll(async () => {
  const owner = database.owner();
  await arrangeTwoSchools(owner);
  await owner.query("update schools set time_zone = 'America/New_York' where id = 'north'");
  await owner.query("update competency_assignments set due_date = $1 where id = 'assignment_amina'", [dueDate]);
  await owner.query(`insert into competency_deployments (id, school_id, template_id, created_by, effective_at, due_at)
    select 'deployment', 'north', id, 'admin', '2099-12-01T05:00:00Z', '${dueDate}'
    from competency_templates where school_id = 'north' limit 1`);
  await recount(["amina"]);
});

// biome-ignore lint/suspicious/noExplicitAny: the test checks the answers
async function body(person: Person, path: string, query: Record<string, string> = {}): Promise<any> {
  const answer = await api.get(person, path, { query });
  expect(answer.status).toBe(200);
  return answer.body;
}

it.each<[string, Person, string, Record<string, string>]>([
  ["own due dates from the progress row", "amina", "/api/competency-progress", {}],
  [
    "due dates of one student from the tables",
    "hansen",
    "/api/competency-progress",
    { studentId: "amina", dateRange: "2026-01-01/2026-01-02" },
  ],
  ["due dates of all students", "admin", "/api/competency-progress", {}],
  ["due dates of all schools", "super", "/api/competency-progress", {}],
])("the school's day is in the %s", async (_, person, path, query) => {
  expect((await body(person, path, query)).upcomingDeadlines).toEqual([expect.objectContaining(due)]);
});

it("the school's day is in the list of assignments and null where there is no due date", async () => {
  expect((await body("amina", "/api/competency-assignments")).items).toEqual([expect.objectContaining(due)]);
  expect((await body("ben", "/api/competency-assignments")).items).toEqual([
    expect.objectContaining({ dueDate: null, dueOn: null }),
  ]);
});

it("the school's day is in the queue", async () => {
  await database
    .owner()
    .query("update competency_assignments set due_date = '2026-01-02T04:59:59Z' where id = 'assignment_amina'");
  const { items } = await body("hansen", "/api/competency-assessments/queue");
  expect(items).toContainEqual(expect.objectContaining({ studentId: "amina", dueOn: "2026-01-01" }));
});

it("the school's days are in a deployment", async () => {
  expect(await body("admin", "/api/competency-deployments/deployment")).toMatchObject({
    effectiveOn: "2099-12-01",
    dueOn: "2099-12-09",
  });
});

it("the reader's school has its time zone in the answer about oneself", async () => {
  expect(await body("amina", "/api/me")).toMatchObject({ schoolTimeZone: "America/New_York" });
});
