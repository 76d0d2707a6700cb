import { beforeAll, describe, expect, it } from "vitest";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { CohortLine, StudentLine } from "./schema.ts";
import { studentSorts } from "./values.ts";

const database = useDatabase();
const api = useApi();

const many = 23;

/** Students of the north with as many standings as there can be, some of them alike, one with a formula for a name. */
beforeAll(async () => {
  const owner = database.owner();
  await arrangeTwoSchools(owner);
  await owner.query(
    `insert into users (id, school_id, name, email, role, cohort_id)
     select 'sorted_' || n, 'north', case n when 1 then '=1+1' else 'Sorted ' || (n % 7) end,
       'sorted.' || n || '@north.test', 'STUDENT', case when n % 3 = 0 then 'cohort_north' end
     from generate_series(1, $1::int) n`,
    [many],
  );
  await recount(Array.from({ length: many }, (_, n) => `sorted_${n + 1}`));
  await owner.query(
    `update student_progress set total = n % 5, completed = n % 5 / 2,
       recent_activities = case when n % 4 = 0 then '[]'::jsonb
         else jsonb_build_array(jsonb_build_object('date', '2026-0' || (1 + n % 4) || '-01T10:00:00.000Z')) end
     from generate_series(1, $1::int) n where student_id = 'sorted_' || n`,
    [many],
  );
});

type Page = { items: StudentLine[]; nextCursor: string | null };

async function readAll(query: Record<string, string>, limit: number): Promise<StudentLine[]> {
  const found: StudentLine[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const answer = await api.get("admin", "/api/students", {
      query: { ...query, limit: String(limit), ...(cursor ? { cursor } : {}) },
    });
    expect(answer.status).toBe(200);
    const page = answer.body as Page;
    found.push(...page.items);
    cursor = page.nextCursor;
  }
  return found;
}

const shownOf: Record<(typeof studentSorts)[number], (line: StudentLine) => string | number | null> = {
  name: ({ name }) => name,
  cohort: ({ cohort }) => cohort,
  completed: ({ totalCompetencies, completedCompetencies }) =>
    totalCompetencies === 0 ? null : completedCompetencies / totalCompetencies,
  overdue: ({ totalCompetencies, overdue }) => (totalCompetencies === 0 ? null : overdue),
  lastAssessed: ({ lastAssessedAt }) => lastAssessedAt,
};

describe("GET /api/students by an order", () => {
  it.each(studentSorts.flatMap((sort) => [[sort, "asc"] as const, [sort, "desc"] as const]))(
    "%s %s: page by page like all at once, what has no value last, nobody twice",
    async (sort, direction) => {
      const all = await readAll({ sort, direction }, 200);
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
      expect(all.length).toBe((await readAll({}, 200)).length);
      for (const limit of [1, 4])
        expect((await readAll({ sort, direction }, limit)).map(({ id }) => id)).toEqual(all.map(({ id }) => id));
      const values = all.map(shownOf[sort]);
      const known = values.filter((value) => value !== null);
      expect(values.slice(0, known.length)).toEqual(known);
      const inOrder = known.toSorted((a, b) =>
        typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "und"),
      );
      expect(known).toEqual(direction === "asc" ? inOrder : inOrder.toReversed());
    },
  );

  it("keeps to its filters and search", async () => {
    const found = await readAll(
      { sort: "completed", direction: "desc", cohortId: "cohort_north", search: "Sorted" },
      2,
    );
    expect(found.length).toBeGreaterThan(3);
    expect(found.every(({ cohortId, name }) => cohortId === "cohort_north" && name.startsWith("Sorted"))).toBe(true);
  });

  it("is narrowed to a program, in any order", async () => {
    await database.owner().query("update users set program_id = 'program_north' where id in ('sorted_4', 'sorted_9')");
    for (const query of [{}, { sort: "overdue", direction: "desc" }]) {
      const found = await readAll({ ...query, programId: "program_north" }, 200);
      expect(found.map(({ id }) => id).sort()).toEqual(["sorted_4", "sorted_9"]);
    }
    expect(await readAll({ programId: "program_south" }, 200)).toEqual([]);
    await database.owner().query("update users set program_id = null where id in ('sorted_4', 'sorted_9')");
  });

  it("refuses the cursor of another order", async () => {
    const { body } = await api.get("admin", "/api/students", { query: { sort: "completed", limit: "1" } });
    const { nextCursor } = body as Page;
    const answer = await api.get("admin", "/api/students", { query: { sort: "overdue", cursor: nextCursor ?? "" } });
    expect(answer.status).toBe(400);
  });
});

describe("GET /api/students/export", () => {
  it("has every line of the list in its order, and runs no formula", async () => {
    const answer = await api.get("admin", "/api/students/export", { query: { sort: "completed", direction: "desc" } });
    expect(answer.headers.get("content-type")).toContain("text/csv");
    const lines = String(answer.body).trimEnd().split("\r\n").slice(1);
    const listed = await readAll({ sort: "completed", direction: "desc" }, 200);
    expect(lines.map((line) => line.split(",")[0]?.replace(/^'/, ""))).toEqual(listed.map(({ name }) => name));
    expect(lines.some((line) => line.startsWith("'=1+1,"))).toBe(true);
  });

  it("has only the students of a supervisor's placements, and leaves a row", async () => {
    const answer = await api.get("hansen", "/api/students/export");
    expect(String(answer.body)).not.toContain("Sorted");
    const { rows } = await database
      .owner()
      .query("select detail from access_log where actor_id = 'hansen' and what = 'students export'");
    expect(rows).toMatchObject([{ detail: { count: expect.any(Number) } }]);
  });
});

describe("GET /api/cohorts", () => {
  it("counts every student of the school exactly, those without a cohort too", async () => {
    const { body } = await api.get("admin", "/api/cohorts");
    const { items, totals } = body as { items: CohortLine[]; totals: Record<string, number> };
    const all = await readAll({}, 200);
    expect(totals.students).toBe(all.length);
    expect(items.reduce((sum, { students }) => sum + students, 0)).toBeLessThan(all.length);
    for (const [standing, count] of [
      ["ON_TRACK", totals.onTrack],
      ["AT_RISK", totals.atRisk],
      ["BEHIND", totals.behind],
    ] as const)
      expect((await readAll({ standing }, 200)).length).toBe(count);
  });
});
