import { beforeAll, describe, expect, it } from "vitest";
import { refreshHistory } from "#src/features/analytics/jobs.ts";
import type { AnalyticsAnswer } from "#src/features/analytics/schema.ts";
import { dayWords } from "#src/lib/day.ts";
import { systemActor } from "#src/policy/actor.ts";
import { countAnew, differences, figuresOf } from "../../../tests/support/analytics-oracle.ts";
import { type Caller, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { type ReadElement, readPdf } from "../../../tests/support/read-pdf.ts";

/** The figures of the endpoint against those that SQL of its own counts from the evaluations, over the demo school. */
const database = useDatabase();
const api = useApi();
const today = new Date();

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

let admin: Caller;
let supervisor: Caller;

beforeAll(async () => {
  const { loadDemoSchool } = await import("../../../db/demo/load.ts");
  await loadDemoSchool(today);
  await rows(
    `insert into consents (user_id, purpose, school_id) select id, 'learning_analytics', school_id from users where school_id = 'demo' on conflict do nothing`,
  );
  await rows(`insert into learning_analytics (school_id, user_id, interaction_type, timestamp)
    select school_id, id, (array['VIEW', 'PROGRESS_CHECK'])[1 + n % 2], now() - n * interval '30 hours'
    from users, generate_series(1, 40) n where role = 'STUDENT' and school_id = 'demo'`);
  const find = async (email: string): Promise<Caller> => {
    const [found] = await rows("select id, role, school_id from users where email = $1", [email]);
    await rows(
      "insert into sessions (id, school_id, user_id, expires_at) values ('session_' || $1, $2, $1, now() + interval '1 day')",
      [found.id, found.school_id],
    );
    return { id: found.id, role: found.role, schoolId: found.school_id };
  };
  admin = await find("admin@demo.test");
  supervisor = await find("supervisor@demo.test");
  const { withActor } = await import("#src/platform/db/transaction.ts");
  await withActor(systemActor("test"), refreshHistory);
}, 120_000);

async function ask(who: Caller, query: Record<string, string>): Promise<AnalyticsAnswer> {
  const { status, body } = await api.get(who, "/api/competency-analytics", { query });
  expect(status, JSON.stringify(body)).toBe(200);
  // The endpoint's output schema has checked it.
  return body as AnalyticsAnswer;
}

/** Without the spaces at which a cell breaks its lines. */
const plainText = (text: string) => text.replace(/\s+/g, "");

const timeframes = ["7d", "30d", "90d", "365d", "all"];

describe("over the demo school", () => {
  it("keeps the lines that a recount finds", async () => {
    expect(await differences(database.owner())).toEqual([]);
    expect((await rows("select count(*)::int as n from rated_assessments"))[0].n).toBeGreaterThan(500);
  });

  it.each(timeframes)("has the figures of every cohort, %s", async (timeframe) => {
    for (const { id } of await rows("select id from cohorts where school_id = 'demo'")) {
      const answer = await ask(admin, { scope: "cohort", cohortId: id, timeframe });
      const { planned, ...figures } = await countAnew(
        database.owner(),
        `u.cohort_id = '${id}' and app.takes_part(u.status)`,
        answer.summary,
      );
      expect(figuresOf(answer)).toEqual(figures);
      expect(answer.summary.pace?.planned).toBe(planned);
    }
  });

  it.each(["30d", "all"])("has the figures of students, %s", async (timeframe) => {
    for (const { id } of await rows(
      "select id from users where role = 'STUDENT' and school_id = 'demo' order by id limit 6",
    )) {
      const answer = await ask(admin, { scope: "student", studentId: id, timeframe });
      const { planned, ...figures } = await countAnew(database.owner(), `u.id = '${id}'`, answer.summary);
      expect(figuresOf(answer)).toEqual(figures);
      expect(answer.summary.pace?.planned).toBe(planned);
      const categories = answer.summary.completion?.byCategory ?? [];
      expect(categories.reduce((sum, { total }) => sum + total, 0)).toBe(figures.total);
    }
  });

  it("has a supervisor's own students of a cohort only", async () => {
    for (const { id } of await rows("select id from cohorts where school_id = 'demo'")) {
      const answer = await ask(supervisor, { scope: "cohort", cohortId: id, timeframe: "90d" });
      const { planned, ...figures } = await countAnew(
        database.owner(),
        `u.cohort_id = '${id}' and app.takes_part(u.status) and exists (select from placements p join placement_supervisors s on s.placement_id = p.id
          where s.supervisor_id = '${typeof supervisor === "string" ? supervisor : supervisor.id}' and p.student_id = u.id and p.ended_at is null
            and (now() at time zone sc.time_zone)::date between p.starts_on and p.ends_on)`,
        answer.summary,
      );
      // Who clicked where is between the student and the school.
      expect(figuresOf(answer)).toEqual({ ...figures, interactions: 0 });
    }
  });

  it("has the figures of a program, of whole months", async () => {
    for (const { id } of await rows("select id from programs where school_id = 'demo'")) {
      const answer = await ask(admin, { scope: "program", programId: id, timeframe: "90d" });
      const { summary } = answer;
      const [months] = await rows(
        "select date_trunc('month', $1::date)::date::text as from, (date_trunc('month', $2::date) + interval '1 month - 1 day')::date::text as to",
        [summary.from, summary.to],
      );
      const anew = await countAnew(database.owner(), `u.program_id = '${id}'`, months);
      const taking = await countAnew(database.owner(), `u.program_id = '${id}' and app.takes_part(u.status)`, {
        from: "1900-01-01",
        to: "2200-01-01",
      });
      const { planned, ...live } = taking;
      const { planned: _, ...ofMonths } = anew;
      expect(figuresOf(answer)).toEqual({
        ...ofMonths,
        students: live.students,
        completed: live.completed,
        total: live.total,
        overdue: live.overdue,
        overdueStudents: live.overdueStudents,
        medianDays: live.medianDays,
      });
      expect(summary.pace?.planned).toBe(planned);
      expect(answer.asOf.history).not.toBeNull();
    }
  });

  it("says the same by json and by csv", async () => {
    const [{ id }] = await rows("select id from cohorts where school_id = 'demo' limit 1");
    const query = { scope: "cohort", cohortId: id, timeframe: "90d" };
    const { tablesOf } = await import("#src/features/analytics/tables-of-answer.ts");
    const { parse } = await import("csv-parse/sync");
    const csv = await api.get(admin, "/api/competency-analytics", { query: { ...query, format: "csv" } });
    expect(csv.headers.get("content-type")).toContain("text/csv");
    const lines = parse(String(csv.body), { bom: true, columns: true }) as { Section: string; Value: string }[];
    const tables = tablesOf(await ask(admin, query));
    const values = tables.flatMap(({ title, lines: of }) =>
      of.flatMap(({ values: each }) => each.map((value) => [title, value === null ? "" : String(value)])),
    );
    expect(lines.map(({ Section, Value }) => [Section, Value])).toEqual(values);
    expect(lines.length).toBeGreaterThan(100);
  });

  it.each(["cohort", "student", "program"])("says the same by json and by pdf, of a %s", async (scope) => {
    const table = { cohort: "cohorts", student: "users", program: "programs" }[scope];
    const [{ id }] = await rows(
      `select id from ${table} where school_id = 'demo' ${scope === "student" ? "and role = 'STUDENT'" : ""} order by id limit 1`,
    );
    const query = { scope, [`${scope}Id`]: id, timeframe: "90d" };
    const { tablesOf } = await import("#src/features/analytics/tables-of-answer.ts");
    const answer = await api.get(admin, "/api/competency-analytics", { query: { ...query, format: "pdf" } });
    expect(answer.headers.get("content-type")).toBe("application/pdf");
    const { pages, isTagged, title } = await readPdf(answer.bytes);
    const all = (elements: readonly ReadElement[]): ReadElement[] =>
      elements.flatMap((element) => [element, ...all(element.children)]);
    const elements = pages.flatMap((page) => all(page.elements));
    // A page also has the rows of its tables that are on other pages, without their text.
    const textsOf = (of: string) =>
      elements.filter(({ role, text }) => role === of && text.trim() !== "").map(({ text }) => text.trim());
    const inWords = (text: string) => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? dayWords(text) : text);
    const tables = tablesOf(await ask(admin, query));
    const values = tables.flatMap(({ lines }) =>
      lines.flatMap((line) => line.values.map((value) => inWords(String(value ?? "–")))),
    );
    expect(textsOf("TD").map(plainText)).toEqual(values.map(plainText));
    expect(textsOf("H2")).toEqual(tables.map(({ title: of }) => of));
    expect([isTagged, title]).toEqual([true, `Analytics: ${(await ask(admin, query)).summary.name}`]);
    expect(elements.filter(({ role }) => role === "Figure").every(({ alt }) => alt)).toBe(true);
  });
});
