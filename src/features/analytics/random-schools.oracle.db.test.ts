import { beforeAll, describe, expect, it } from "vitest";
import { refreshHistory } from "#src/features/analytics/jobs.ts";
import type { AnalyticsAnswer } from "#src/features/analytics/schema.ts";
import type { ProgramsAnswer, RatingsAnswer } from "#src/features/analytics/school/schema.ts";
import { addDays } from "#src/lib/day.ts";
import { systemActor } from "#src/policy/actor.ts";
import { countAnew, differences, figuresOf } from "../../../tests/support/analytics-oracle.ts";
import { type Caller, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { insertRandomSchool } from "../../../tests/support/random-school.ts";

/** The figures and the points of the endpoint against a recount, over schools that nobody has thought of. */
const database = useDatabase();
const api = useApi();

// With a half-hour, with a midnight that comes twice, and with a day that is ahead of UTC.
const schools = [
  [1, "Asia/Kathmandu"],
  [2, "America/Havana"],
  [3, "Pacific/Auckland"],
] as const;

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

beforeAll(async () => {
  for (const [seed, zone] of schools) {
    const students = await insertRandomSchool(database.owner(), seed, zone);
    await recount(students);
    await rows(
      `insert into sessions (id, school_id, user_id, expires_at) values ('session_' || $1 || '_s0', $1, $1 || '_s0', now() + interval '1 day')`,
      [`random${seed}`],
    );
  }
  const { withActor } = await import("#src/platform/db/transaction.ts");
  await withActor(systemActor("test"), refreshHistory);
}, 60_000);

const adminOf = (seed: number): Caller => ({ id: `random${seed}_s0`, role: "SCHOOL_ADMIN", schoolId: `random${seed}` });

async function ask<Answer = AnalyticsAnswer>(seed: number, at: string, query: Record<string, string>): Promise<Answer> {
  const { status, body } = await api.get(adminOf(seed), `/api/competency-analytics${at}`, { query });
  expect(status, JSON.stringify(body)).toBe(200);
  // The endpoint's output schema has checked it.
  return body as Answer;
}

const ofCohort = (id: string) => `u.cohort_id = '${id}' and app.takes_part(u.status)`;
const ofStudent = (id: string) => `u.id = '${id}'`;

async function expectFigures(answer: AnalyticsAnswer, where: string) {
  const { planned, ...figures } = await countAnew(database.owner(), where, answer.summary);
  expect(figuresOf(answer)).toEqual(figures);
  expect(answer.summary.pace?.planned ?? null).toBe(planned);
}

async function expectPoints({ trends }: AnalyticsAnswer, where: string) {
  const points = (metric: string) => trends.find((trend) => trend.metric === metric)?.points ?? [];
  expect(points("completion").length).toBeGreaterThan(0);
  for (const [n, { from, to }] of points("completion").entries()) {
    const within = await countAnew(database.owner(), where, { from, to });
    expect(points("ratings")[n]).toMatchObject({ from, to, ...within.bands });
    expect(points("hours")[n]).toMatchObject({ from, to, value: within.minutes });
    const until = await countAnew(database.owner(), where, { from: "1900-01-01", to, plannedOn: to });
    const { value, planned, lowerQuartile, median, upperQuartile } = points("completion")[n] ?? {};
    expect([to, value, planned]).toEqual([to, until.completedInPeriod, until.planned]);
    const [each] = await rows(
      `with each as (select a.user_id, count(*) filter (where a.status in ('ACHIEVED', 'APPROVED') and (a.completion_date at time zone sc.time_zone)::date <= $1)::int as n
         from competency_assignments a join users u on u.id = a.user_id join schools sc on sc.id = u.school_id where a.status <> 'WITHDRAWN' and ${where} group by 1)
       select percentile_disc(0.25) within group (order by n) as l, percentile_disc(0.5) within group (order by n) as m,
         percentile_disc(0.75) within group (order by n) as u, count(*)::int as students from each`,
      [to],
    );
    if (each.students > 1) expect([lowerQuartile, median, upperQuartile]).toEqual([each.l, each.m, each.u]);
  }
}

describe.each(schools)("over random school %d in %s", (seed) => {
  const school = `random${seed}`;

  it("keeps the lines that a recount finds", async () => {
    expect(await differences(database.owner())).toEqual([]);
  });

  it.each(["7d", "90d", "all"])("has the figures of every cohort and the points of one, %s", async (timeframe) => {
    for (const { id } of await rows("select id from cohorts where school_id = $1", [school])) {
      const answer = await ask(seed, "", { scope: "cohort", cohortId: id, timeframe });
      await expectFigures(answer, ofCohort(id));
      // The points of one cohort of each school, since every point is counted anew.
      if (id.endsWith(String(seed))) await expectPoints(answer, ofCohort(id));
    }
  });

  it("has the figures and points of students, who left or have nothing among them", async () => {
    for (const { id } of await rows("select id from users where school_id = $1 and role = 'STUDENT'", [school])) {
      const answer = await ask(seed, "", { scope: "student", studentId: id, timeframe: "180d" });
      await expectFigures(answer, ofStudent(id));
      if (id.endsWith("15")) await expectPoints(answer, ofStudent(id));
    }
  });

  it("has the sums of programs, of whole months", async () => {
    for (const { id } of await rows("select id from programs where school_id = $1", [school])) {
      const answer = await ask(seed, "", { scope: "program", programId: id, timeframe: "180d" });
      const [months] = await rows(
        "select date_trunc('month', $1::date)::date::text as from, (date_trunc('month', $2::date) + interval '1 month - 1 day')::date::text as to",
        [answer.summary.from, answer.summary.to],
      );
      const of = await countAnew(database.owner(), `u.program_id = '${id}'`, months);
      const { bands, byCompetency, bySite, answered, medianHours, expired, feedback, medianWords, minutes } = of;
      expect(figuresOf(answer)).toMatchObject({ bands, byCompetency, bySite, answered, medianHours, expired });
      expect(figuresOf(answer)).toMatchObject({ feedback, medianWords, minutes, interactions: of.interactions });
      const now = await countAnew(database.owner(), `u.program_id = '${id}' and app.takes_part(u.status)`, months);
      expect(figuresOf(answer)).toMatchObject({ completed: now.completed, total: now.total, overdue: now.overdue });
      expect(answer.summary.pace?.planned ?? null).toBe(now.planned);
    }
  });

  it("has the weeks against plan of programs and cohorts", async () => {
    const { items } = await ask<ProgramsAnswer>(seed, "/programs", {});
    let known = 0;
    for (const [line, where] of items.flatMap((program) => [
      [program, `u.program_id = '${program.id}'`] as const,
      ...program.cohorts.map((cohort) => [cohort, `u.cohort_id = '${cohort.id}'`] as const),
    ])) {
      if (line.weeksAhead === null) continue;
      known += 1;
      const [{ days_ahead: ahead, completed_of_planned: completed, today }] = await rows(
        `select p.days_ahead, g.completed_of_planned, (now() at time zone s.time_zone)::date::text as today from app.group_pace p
         join app.group_standing g using (school_id, program_id, cohort_id) join schools s on s.id = school_id
         where school_id = $1 and (program_id = $2 and cohort_id = '*' or cohort_id = $2)`,
        [school, line.id],
      );
      expect(line.weeksAhead).toBeCloseTo(ahead / 7, 1);
      const plannedOn = async (day: string) =>
        (
          await countAnew(database.owner(), `${where} and app.takes_part(u.status)`, {
            from: day,
            to: day,
            plannedOn: day,
          })
        ).planned ?? 0;
      const reached = addDays(today, ahead);
      const [before, then] = [await plannedOn(addDays(reached, -1)), await plannedOn(reached)];
      if (ahead < 0) expect([before <= completed, then > completed]).toEqual([true, true]);
      if (ahead > 0) expect(before < completed).toBe(true);
    }
    expect(known).toBeGreaterThan(1);
  });

  it("lists the assessments behind a figure, however old", async () => {
    const [{ id }] = await rows("select id from cohorts where school_id = $1 limit 1", [school]);
    const { summary } = await ask(seed, "", { scope: "cohort", cohortId: id, timeframe: "all" });
    for (const band of ["below", "at", "above"] as const) {
      const found: string[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const page: RatingsAnswer = await ask(seed, "/ratings", {
          cohortId: id,
          band,
          limit: "20",
          ...(cursor ? { cursor } : {}),
        });
        found.push(...page.items.map(({ assessmentId }) => assessmentId));
        cursor = page.nextCursor;
      }
      expect(new Set(found).size).toBe(summary.ratings?.[band]);
      expect(found).toHaveLength(new Set(found).size);
    }
  });
});
