import { beforeAll, describe, expect, it } from "vitest";
import { refreshHistory } from "#src/features/analytics/jobs.ts";
import type { AnalyticsAnswer } from "#src/features/analytics/schema.ts";
import { metrics } from "#src/features/analytics/values.ts";
import { systemActor } from "#src/policy/actor.ts";
import { type ApiCall, arrangeTwoSchools, type Caller, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { claimsFor, claimsOf, type Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows(
    "update users set program_id = 'program_north', cohort_id = 'cohort_north' where id in ('amina', 'ben', 'dora')",
  );
  await rows("update users set program_id = 'program_south', cohort_id = 'cohort_south' where id = 'carl'");
  await rows(
    `insert into cohorts (id, school_id, program_id, name) values ('cohort_empty', 'north', 'program_north', 'Nobody yet')`,
  );
  await refresh();
});

async function refresh() {
  const { withActor } = await import("#src/platform/db/transaction.ts");
  await withActor(systemActor("test"), refreshHistory);
}

const path = "/api/competency-analytics";
const ask = (who: Caller, query: Record<string, string>, call: ApiCall = {}) => api.get(who, path, { ...call, query });
async function answerOf(who: Caller, query: Record<string, string>): Promise<AnalyticsAnswer> {
  const { status, body } = await ask(who, query);
  expect(status, JSON.stringify(body)).toBe(200);
  return body as AnalyticsAnswer;
}

const ofNorth = { scope: "cohort", cohortId: "cohort_north" };

describe("GET /api/competency-analytics", () => {
  it.each<[Person, Record<string, string>, number]>([
    ["amina", { scope: "student" }, 200],
    ["amina", { scope: "student", studentId: "ben" }, 404],
    ["amina", ofNorth, 403],
    ["amina", { scope: "program", programId: "program_north" }, 403],
    ["hansen", { scope: "student", studentId: "amina" }, 200],
    ["hansen", { scope: "student", studentId: "ben" }, 404],
    ["hansen", { scope: "student", studentId: "dora" }, 404],
    ["hansen", { scope: "student" }, 422],
    ["hansen", ofNorth, 200],
    ["hansen", { scope: "cohort", cohortId: "cohort_south" }, 404],
    ["hansen", { scope: "program", programId: "program_north" }, 403],
    ["admin", { scope: "student", studentId: "carl" }, 404],
    ["admin", { scope: "student", studentId: "hansen" }, 404],
    ["admin", ofNorth, 200],
    ["admin", { scope: "cohort", cohortId: "cohort_south" }, 404],
    ["admin", { scope: "program", programId: "program_north" }, 200],
    ["admin", { scope: "program", programId: "program_south" }, 404],
    ["super", { scope: "program", programId: "program_south" }, 200],
    ["super", { scope: "student", studentId: "carl" }, 200],
    ["admin", { scope: "school" }, 422],
    ["admin", { scope: "cohort" }, 422],
    ["admin", { ...ofNorth, studentId: "amina" }, 422],
    ["admin", { ...ofNorth, timeframe: "8d" }, 422],
    ["admin", { ...ofNorth, timeframe: "2026-03-31/2026-01-01" }, 422],
    ["admin", { ...ofNorth, timeframe: "1900-01-01/2200-12-31" }, 200],
    ["admin", { ...ofNorth, format: "xml" }, 422],
    ["admin", { ...ofNorth, format: "pdf" }, 200],
    ["hansen", { ...ofNorth, format: "pdf" }, 200],
    ["amina", { ...ofNorth, format: "pdf" }, 403],
  ])("%s asking %j gets %d", async (who, query, status) => {
    expect((await ask(who, query)).status).toBe(status);
  });

  it("names the metrics where one is unknown", async () => {
    const { status, body } = await ask("admin", { ...ofNorth, metrics: "pace,mood" });
    expect(status).toBe(422);
    for (const metric of metrics) expect(JSON.stringify(body)).toContain(metric);
  });

  it("has only the metrics that are asked for, repeated or comma-separated, in either case", async () => {
    const keys = async (query: string) => {
      const { body } = await api.get("admin", `${path}?scope=cohort&cohortId=cohort_north&${query}`);
      const { summary, trends } = body as AnalyticsAnswer;
      const base = ["scope", "id", "name", "from", "to", "timeZone", "students"];
      return [Object.keys(summary).filter((key) => !base.includes(key)), trends.map(({ metric }) => metric)];
    };
    expect(await keys("metrics=pace&metrics=evaluator-spread")).toEqual([["pace", "evaluatorSpread"], []]);
    expect(await keys("metrics=timeToCompetence,ratings")).toEqual([["timeToCompetence", "ratings"], ["ratings"]]);
    expect((await keys("metrics="))[0]).toHaveLength(metrics.length);
  });

  it("answers 304 while nothing changed", async () => {
    const first = await ask("admin", ofNorth);
    const headers = { "if-none-match": first.headers.get("etag") ?? "" };
    expect((await ask("admin", ofNorth, { headers })).status).toBe(304);
  });

  it("answers in the format of the Accept header", async () => {
    const accept = async (type: string) =>
      (await ask("admin", ofNorth, { headers: { accept: type } })).headers.get("content-type");
    expect(await accept("text/csv")).toContain("text/csv");
    expect(await accept("*/*")).toContain("json");
    expect(await accept("application/pdf")).toBe("application/pdf");
  });

  it("shows an empty cohort as nothing, never as 0 of something", async () => {
    const { summary, trends, comparisons, recommendations } = await answerOf("admin", {
      scope: "cohort",
      cohortId: "cohort_empty",
    });
    expect(summary).toMatchObject({
      students: 0,
      completion: { completed: 0, total: 0, percentage: null },
      pace: { planned: null, difference: null, behind: null },
      timeToCompetence: { medianDays: null },
      turnaround: { answered: 0, medianHours: null },
      feedback: { medianWords: null },
      engagement: null,
    });
    expect(trends.length).toBeGreaterThan(0);
    expect([comparisons.groups, recommendations]).toEqual([[], []]);
  });

  it("counts an assessment on its day of the school, at both edges of the timeframe", async () => {
    await rows("update schools set time_zone = 'Pacific/Auckland' where id = 'north'");
    await rows(`insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, observed_at, submitted_at)
      select 'edge_' || n, 'north', 'amina', 'competency_north', 'hansen', 'SUBMITTED', at, at
      from (values (1, timestamptz '2026-03-09T10:59:59Z'), (2, '2026-03-09T11:00:00Z'), (3, '2026-03-11T10:59:59Z'), (4, '2026-03-11T11:00:00Z')) v (n, at)`);
    await rows(`insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state, overall_rating, signed_at)
      select 'e' || id, school_id, student_id, competency_id, id, 'hansen', 'SIGNED', 4, submitted_at from assessments where id like 'edge_%'`);
    const { summary } = await answerOf("admin", {
      scope: "student",
      studentId: "amina",
      timeframe: "2026-03-10/2026-03-11",
    });
    expect(summary.ratings).toMatchObject({ assessments: 2, below: 0, at: 2, above: 0 });
    await rows("update schools set time_zone = 'UTC' where id = 'north'");
    const moved = await answerOf("admin", { scope: "student", studentId: "amina", timeframe: "2026-03-10/2026-03-11" });
    expect(moved.summary.ratings?.assessments).toBe(2);
    const day = await answerOf("admin", { scope: "student", studentId: "amina", timeframe: "2026-03-09/2026-03-09" });
    expect(day.summary.ratings?.assessments).toBe(2);
  });

  it("leaves one access row, with the number of students", async () => {
    await rows("truncate access_log");
    await answerOf("hansen", ofNorth);
    expect(await rows("select what, detail from access_log")).toEqual([
      { what: "cohort analytics", detail: { count: 1, filter: { cohortId: "cohort_north" } } },
    ]);
  });
});

describe("comparisons", () => {
  beforeAll(async () => {
    await rows(`insert into users (id, school_id, name, email, role, program_id, cohort_id)
      select 'pupil' || n, 'north', 'Pupil ' || n, 'pupil' || n || '@two-schools.test', 'STUDENT', 'program_north',
        case when n <= 8 then 'cohort_north' when n <= 11 then 'cohort_empty' end from generate_series(1, 20) n`);
    await rows(`insert into competency_assignments (id, school_id, user_id, competency_id, status, completion_date)
      select 'assignment_' || id, 'north', id, 'competency_north', case when id < 'pupil15' then 'ACHIEVED' else 'NOT_STARTED' end, now()
      from users where id like 'pupil%'`);
    await rows(
      "insert into student_progress (student_id, school_id) select id, school_id from users where id like 'pupil%'",
    );
    await recount((await rows("select id from users where id like 'pupil%'")).map(({ id }) => id));
    await refresh();
  });

  it("show a student the quartiles of a cohort with five others, and no sum", async () => {
    const { comparisons } = await answerOf("amina", { scope: "student" });
    expect(comparisons.groups.map(({ kind }) => kind)).toEqual(["own", "cohort"]);
    expect(comparisons.groups[1]).toMatchObject({
      id: "cohort_north",
      percentage: null,
      overdue: null,
      plannedPercentage: null,
    });
    expect((comparisons.groups[1]?.median ?? 1) % 5).toBe(0);
  });

  it("hide a cohort under five, and the one that would give it away", async () => {
    const { comparisons } = await answerOf("admin", { scope: "program", programId: "program_north" });
    expect(comparisons).toMatchObject({ smallestGroup: 5, hidden: 2 });
    expect(comparisons.groups.map(({ id }) => id)).toEqual(["cohort_north"]);
    const { comparisons: ofSmall } = await answerOf("admin", { scope: "cohort", cohortId: "cohort_empty" });
    expect(ofSmall.groups).toEqual([]);
  });

  it("show no supervisor of four a program", async () => {
    expect((await answerOf("hansen", ofNorth)).comparisons.groups).toEqual([]);
  });
});

describe("the school's history", () => {
  const tables = ["rating_history", "cohort_history", "distribution_history", "evaluator_history", "group_standing"];

  async function countAs(claims: string, from: string): Promise<number | string> {
    await rows("begin");
    try {
      await rows("select set_config('request.jwt.claims', $1, true), set_config('role', 'authenticated', true)", [
        claims,
      ]);
      const found = await rows(`select school_id from ${from}`);
      return [...new Set(found.map(({ school_id }) => school_id))].sort().join(",");
    } catch (error) {
      return error instanceof Error && "code" in error ? String(error.code) : "unknown";
    } finally {
      await rows("rollback");
    }
  }

  it.each(tables)("%s is granted to no reader, and read through a function of one's own school only", async (table) => {
    expect(await countAs(claimsOf("admin"), `app.${table}`)).toBe("42501");
    const read = `app.read_${table}()`;
    expect(await countAs(claimsOf("admin"), read)).toBe("north");
    expect(await countAs(claimsOf("foreignAdmin"), read)).toBe("south");
    expect(await countAs(claimsOf("super"), read)).toBe("north,south");
    expect(await countAs(claimsOf("foreign"), read)).toBe("");
    expect(await countAs(claimsFor({ id: "amina", role: "STUDENT", schoolId: "south" }), read)).toBe("");
  });

  it("answers a supervisor nothing by itself that a comparison would not show", async () => {
    const read = async (who: Person) => {
      await rows("begin");
      try {
        await rows("select set_config('request.jwt.claims', $1, true), set_config('role', 'authenticated', true)", [
          claimsOf(who),
        ]);
        return await rows("select * from app.read_group_standing() order by program_id");
      } finally {
        await rows("rollback");
      }
    };
    const [one, ...others] = await read("hansen");
    // Hansen has two students of one program: its quartiles to five points, no sum, and no other program.
    expect(others).toEqual([]);
    expect(one).toMatchObject({
      program_id: "program_north",
      cohort_id: "*",
      completed: null,
      total: null,
      planned: null,
    });
    expect(one).toMatchObject({ overdue: null, overdue_students: null, percentage: null, days_to_complete: null });
    for (const name of ["lower_quartile", "median", "upper_quartile"]) expect(Number(one?.[name]) % 5).toBe(0);
    await rows(`insert into placements (id, school_id, rotation_id, student_id, starts_on, ends_on)
      select 'many_' || n, school_id, rotation_id, 'pupil' || n, starts_on, ends_on
      from (select * from placements where student_id = 'amina' and ended_at is null limit 1) p, generate_series(1, 5) n`);
    await rows(`insert into placement_supervisors (placement_id, supervisor_id, school_id)
      select id, 'hansen', school_id from placements where id like 'many_%'`);
    const [many] = await read("hansen");
    // With five of its students the percentage, as beside their cohort; still no sum.
    expect(many).toMatchObject({ completed: null, total: null, completed_of_planned: null, overdue_students: null });
    expect(many?.percentage).not.toBeNull();
    const known = (await rows("select count(*)::int as n from placements where id like 'many_%'"))[0].n;
    expect(known).toBe(5);
    await rows("update users set status = 'LEFT' where id in (select 'pupil' || n from generate_series(7, 20) n)");
    await refresh();
    // The others of the program are fewer than five now.
    expect(await read("hansen")).toEqual([]);
    await rows("update users set status = 'ACTIVE' where id like 'pupil%'");
    await rows("delete from placement_supervisors where placement_id like 'many_%'");
    await rows("delete from placements where id like 'many_%'");
    await refresh();
  });

  it("keeps the pace of groups from every reader", async () => {
    expect(await countAs(claimsOf("admin"), "app.group_pace")).toBe("42501");
    expect(await countAs(claimsOf("hansen"), "app.sum_pace()")).toBe("42501");
  });

  it("is filled as soon as there are students, and then once an hour", async () => {
    const { withActor } = await import("#src/platform/db/transaction.ts");
    const { refreshDueHistory } = await import("#src/features/analytics/jobs.ts");
    const run = () => withActor(systemActor("test"), refreshDueHistory);
    expect(await run()).toBe(false);
    await rows("update users set status = 'LEFT' where role = 'STUDENT'");
    await refresh();
    expect(await run()).toBe(false);
    await rows("update users set status = 'ACTIVE' where role = 'STUDENT'");
    expect(await run()).toBe(true);
    expect(await run()).toBe(false);
  });

  it("is refreshed by nobody but the worker", async () => {
    for (const person of ["admin", "super"] as const) {
      expect(await countAs(claimsOf(person), "(select app.refresh_history()::text as school_id) r")).toBe("42501");
    }
  });

  it("gives a student no cohort but their own, and a supervisor programs only", async () => {
    expect(await countAs(claimsOf("amina"), "(select cohort_id as school_id from app.read_group_standing()) r")).toBe(
      "cohort_north",
    );
    expect(await countAs(claimsOf("hansen"), "(select cohort_id as school_id from app.read_group_standing()) r")).toBe(
      "*",
    );
  });
});
