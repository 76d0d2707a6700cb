import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { shownStatus, shownStatusSql } from "#src/features/progress/overdue.ts";
import { assignmentStatus } from "#src/features/progress/schema.ts";
import { isCompleted } from "#src/features/progress/values.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import type { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { withRole } from "#src/platform/db/transaction.ts";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();

/** One competency of Ben for each case, with the case as its assignment's name. */
const cases = [
  { name: "not_started_passed", status: "NOT_STARTED", dueInDays: -1, shown: "OVERDUE" },
  { name: "in_progress_passed", status: "IN_PROGRESS", dueInDays: -1, shown: "OVERDUE" },
  { name: "in_progress_ahead", status: "IN_PROGRESS", dueInDays: 1, shown: "IN_PROGRESS" },
  { name: "in_progress_no_date", status: "IN_PROGRESS", dueInDays: null, shown: "IN_PROGRESS" },
  { name: "achieved_passed", status: "ACHIEVED", dueInDays: -1, shown: "ACHIEVED" },
  { name: "approved_passed", status: "APPROVED", dueInDays: -1, shown: "APPROVED" },
  { name: "expired_passed", status: "EXPIRED", dueInDays: -1, shown: "EXPIRED" },
] as const;
const open = cases.filter(({ status, dueInDays }) => !isCompleted(status) && dueInDays !== null);
const shownOf = (listed: readonly { name: string; shown: string }[]) =>
  Object.fromEntries(listed.map(({ name, shown }) => [name, shown]));

beforeAll(async () => {
  const owner = database.owner();
  await arrangeTwoSchools(owner);
  await owner.query(
    `insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by)
     select c->>'name', 'north', c->>'name', 'Due dates', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system'
     from jsonb_array_elements($1) c`,
    [JSON.stringify(cases)],
  );
  await owner.query(
    `insert into competency_assignments (id, school_id, user_id, competency_id, status, due_date, completion_date)
     select c->>'name', 'north', 'ben', c->>'name', c->>'status', now() + make_interval(days => (c->>'dueInDays')::int),
            case when c->>'status' in ('ACHIEVED', 'APPROVED', 'EXPIRED') then now() - interval '2 days' end
     from jsonb_array_elements($1) c`,
    [JSON.stringify(cases)],
  );
  await owner.query(
    `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, draft)
     values ('draft_ben', 'north', 'ben', 'achieved_passed', 'said', 'DRAFT', '{"evaluationData": {}}')`,
  );
  await recount(["ben"]);
});

// biome-ignore lint/suspicious/noExplicitAny: the test checks the answers
async function body(person: "ben" | "said", path: string, query: Record<string, string> = {}): Promise<any> {
  const answer = await api.get(person, path, { query });
  expect(answer.status).toBe(200);
  return answer.body;
}

it.each(assignmentStatus.options)("is decided alike by the database and by the program: %s", async (status) => {
  for (const [dueDate, isPast] of [
    ["2020-01-01T00:00:00.000Z", true],
    ["2090-01-01T00:00:00.000Z", false],
    [null, false],
  ] as const) {
    const isOpen = status === "NOT_STARTED" || status === "IN_PROGRESS";
    const expected = isOpen && isPast ? "OVERDUE" : status;
    expect(shownStatus({ status, dueDate }, new Date().toISOString())).toBe(expected);
    const [row] = await withRole("app_realtime", (tx) => tx.query(selectShown, { status, dueDate }));
    expect(row?.shown).toBe(expected);
  }
});

/** An assignment that is in no table. */
const given = {
  status: sql`given.status`,
  dueDate: sql`given.due_date`,
  cycleStartsAt: sql`null::timestamptz`,
} as unknown as typeof competencyAssignments;
const selectShown = sqlStatement(
  "test_shown_status",
  z.object({ shown: z.string() }),
  (p: Params<{ status: string; dueDate: string | null }>) =>
    sql`select ${shownStatusSql(given)} as shown
        from (values (${p.status}::text, ${p.dueDate}::timestamptz)) as given (status, due_date)`,
);

describe("a competency is overdue when its due date has passed and it was not completed yet", () => {
  it("in the list of assignments and in its filter", async () => {
    const listed = (query: Record<string, string>) =>
      body("ben", "/api/competency-assignments", { category: "Due dates", ...query }).then(({ items }) =>
        shownOf(items.map((line: { name: string; status: string }) => ({ name: line.name, shown: line.status }))),
      );
    expect(await listed({})).toEqual(shownOf(cases));
    expect(await listed({ status: "OVERDUE" })).toEqual(shownOf(cases.filter(({ shown }) => shown === "OVERDUE")));
    expect(Object.keys(await listed({ status: "IN_PROGRESS" }))).toHaveLength(2);
  });

  it.each(cases)("in the explanation of a level: $name", async ({ name, shown }) => {
    expect(await body("ben", `/api/competency-assignments/${name}/why`)).toMatchObject({
      status: shown,
    });
  });

  it.each([
    ["the progress row", {}],
    ["the tables", { category: "Due dates" }],
  ])("in the coming due dates, read from %s", async (_, query: Record<string, string>) => {
    const { upcomingDeadlines } = await body("ben", "/api/competency-progress", query);
    const lines: { competencyName: string; status: string }[] = upcomingDeadlines;
    expect(shownOf(lines.map((line) => ({ name: line.competencyName, shown: line.status })))).toEqual(shownOf(open));
  });

  it("in the queue of a supervisor, also for a draft about a completed one", async () => {
    const { items } = await body("said", "/api/competency-assessments/queue");
    const lines: { competencyName: string; isOverdue: boolean }[] = items;
    expect(Object.fromEntries(lines.map((line) => [line.competencyName, line.isOverdue]))).toEqual({
      ...Object.fromEntries(open.map(({ name, shown }) => [name, shown === "OVERDUE"])),
      achieved_passed: false,
    });
  });

  it("in the answer to a signature, and in its live event", async () => {
    const answer = await api.post("said", "/api/competency-assessments", {
      studentId: "ben",
      competencyId: "not_started_passed",
      evaluationData: { overallRating: 2 },
    });
    expect(answer.body).toMatchObject({ progressUpdate: { status: "OVERDUE" } });
    const { rows } = await database
      .owner()
      .query("select data->'assignment'->>'status' as status from events where type = 'progress.updated'");
    expect(rows).toEqual([{ status: "OVERDUE" }]);
  });

  it("in the count of a student", async () => {
    const { items } = await body("said", "/api/students");
    expect(items.find(({ id }: { id: string }) => id === "ben")).toMatchObject({ overdue: 2 });
  });
});
