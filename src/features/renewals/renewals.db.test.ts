import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RenewalCounts, RenewalsAnswer } from "#src/features/renewals/schema.ts";
import { addDays, dayIn } from "#src/lib/day.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();
const actor = systemActor("test");
const zone = "Europe/London";

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

/** Basic Life Support for twelve months, of two students of the north and one of the south. */
const holders = { amina: "north", ben: "north", carl: "south" } as const;

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows(`insert into competencies (id, school_id, code, name, category, level, rating_scale_id, target_rating, created_by,
      validity_months, renewal_ways)
    values ('bls', 'default', 'BLS', 'Basic Life Support', 'Safety', 'FUNDAMENTAL', 'scale_passfail', 1, 'system', 12, '{ASSESSMENT}')`);
});

beforeEach(async () => {
  for (const table of ["assignment_cycles", "notification_queue", "processed_events", "events", "achievements"]) {
    await rows(`delete from ${table}`);
  }
  await rows("delete from competency_assignments where competency_id = 'bls'");
  for (const [student, school] of Object.entries(holders)) {
    await rows(
      `insert into competency_assignments (id, school_id, user_id, competency_id, status, completion_date, progress_percentage)
       values ($1, $2, $3, 'bls', 'ACHIEVED', now(), 100)`,
      [`bls_${student}`, school, student],
    );
  }
  await recount(Object.keys(holders));
});

/** Moves the completion so that it expires on the day so many days from today; negative for one that has passed. */
async function expireIn(student: keyof typeof holders, days: number): Promise<string> {
  const day = addDays(dayIn(new Date(), zone), days);
  await rows(
    `update competency_assignments
     set completion_date = (($1::date - interval '12 months') + interval '10 hours') at time zone $2
     where id = $3`,
    [day, zone, `bls_${student}`],
  );
  return day;
}

const expire = async () => (await import("#src/features/renewals/expire-competencies.ts")).expireCompetencies(actor);
const remind = async (timeZone = zone) =>
  (await import("#src/features/renewals/remind-of-expiry.ts")).remindOfExpiry(actor, timeZone);
const told = () =>
  rows(
    "select user_id, subject, payload->>'assignmentId' as of from notification_queue where channel = 'IN_APP' order by created_at, user_id",
  );
const list = async (person: Person, query: Record<string, string> = {}) => {
  const { status, body } = await api.get(person, "/api/renewals", { query });
  expect(status).toBe(200);
  return (body as RenewalsAnswer).items;
};
const statesOf = (items: RenewalsAnswer["items"]) =>
  Object.fromEntries(items.map((line) => [line.studentId, line.state]));

describe("the job that lets completions expire", () => {
  it("expires what has passed, counts it no longer, and tells the student once", async () => {
    const day = await expireIn("amina", -1);
    await expireIn("ben", 0);
    const [before] = await rows("select completed from student_progress where student_id = 'amina'");
    await expire();
    await expire();
    expect(await rows("select id, status from competency_assignments where competency_id = 'bls' order by id")).toEqual(
      [
        { id: "bls_amina", status: "EXPIRED" },
        { id: "bls_ben", status: "ACHIEVED" },
        { id: "bls_carl", status: "ACHIEVED" },
      ],
    );
    expect(await told()).toEqual([{ user_id: "amina", subject: "Expired", of: "bls_amina" }]);
    expect(
      await rows("select number, ended, way, starts_at, ended_at = valid_until as is_at_end from assignment_cycles"),
    ).toEqual([{ number: 1, ended: "EXPIRED", way: null, starts_at: null, is_at_end: true }]);
    const kept = await rows("select completed, category_breakdown from student_progress where student_id = 'amina'");
    expect(kept[0].completed).toBe(before.completed - 1);
    await recount(["amina"]);
    expect(await rows("select completed, category_breakdown from student_progress where student_id = 'amina'")).toEqual(
      kept,
    );
    expect(await rows("select detail from audit_log where action = 'competency.expire'")).toEqual([
      { detail: { from: "ACHIEVED", expiredOn: day, reason: "test" } },
    ]);
    // Everybody who looks at the student's progress sees it at once.
    expect(
      await rows("select data->'assignment'->>'status' as status from events where type = 'progress.updated'"),
    ).toEqual([{ status: "EXPIRED" }]);
  });

  it("expires also what somebody holds who is suspended, and tells them nothing", async () => {
    await expireIn("ben", -3);
    await rows("update users set status = 'SUSPENDED' where id = 'ben'");
    await expire();
    expect(await rows("select status from competency_assignments where id = 'bls_ben'")).toEqual([
      { status: "EXPIRED" },
    ]);
    expect(await told()).toEqual([]);
    await rows("update users set status = 'ACTIVE' where id = 'ben'");
  });

  it("expires hundreds in a run", async () => {
    await rows(`insert into users (id, school_id, name, email, role)
      select 'many_' || n, 'north', 'Many ' || n, 'many_' || n || '@two-schools.test', 'STUDENT' from generate_series(1, 120) n`);
    await rows(`insert into competency_assignments (id, school_id, user_id, competency_id, status, completion_date)
      select 'bls_many_' || n, 'north', 'many_' || n, 'bls', 'ACHIEVED', now() - interval '2 years' from generate_series(1, 120) n`);
    await rows(`insert into student_progress (student_id, school_id, total, completed)
      select 'many_' || n, 'north', 1, 1 from generate_series(1, 120) n`);
    await expire();
    expect(await rows("select count(*)::int as n from competency_assignments where status = 'EXPIRED'")).toEqual([
      { n: 120 },
    ]);
    expect(await rows("select count(*)::int as n from notification_queue where channel = 'IN_APP'")).toEqual([
      { n: 120 },
    ]);
    await rows("delete from users where id like 'many_%'");
  });
});

describe("the notices ahead", () => {
  it("come once at 60, 30 and 7 days, whenever the job runs, and anew for a renewed completion", async () => {
    const counts: number[] = [];
    for (const days of [61, 60, 59, 31, 30, 12, 8, 7, 1, 0]) {
      const [{ key }] = await rows(
        "select extract(epoch from completion_date)::bigint as key from competency_assignments where id = 'bls_amina'",
      );
      await expireIn("amina", days);
      // It is the same completion, seen on another day.
      await rows(
        `update processed_events set event_id = replace(event_id, '@' || $1 || '@', '@' ||
           (select extract(epoch from completion_date)::bigint from competency_assignments where id = 'bls_amina') || '@')`,
        [key],
      );
      await remind();
      await remind();
      counts.push((await told()).length);
    }
    expect(counts).toEqual([0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
    expect(new Set((await told()).map(({ subject }) => subject))).toEqual(new Set(["Expires soon"]));
    const [{ content }] = await rows("select content from notification_queue where channel = 'IN_APP' limit 1");
    expect(content).toMatch(/^Basic Life Support expires on \d+ \w+ \d{4}\. It counts until then\./);

    await rows(
      "update competency_assignments set completion_date = completion_date + interval '5 days' where id = 'bls_amina'",
    );
    await remind();
    expect(await told()).toHaveLength(4);
  });

  it("come with the nearest only, when the job did not run for a time, and not after the day", async () => {
    await expireIn("amina", 5);
    await expireIn("ben", -1);
    await remind();
    await remind();
    expect(await told()).toEqual([{ user_id: "amina", subject: "Expires soon", of: "bls_amina" }]);
  });

  it("come in the morning of the student's school only", async () => {
    await expireIn("amina", 5);
    await remind("Pacific/Auckland");
    expect(await told()).toEqual([]);
  });
});

describe("the list of who expires when", () => {
  it("has what is to be renewed first, by its day, for the school and for supervisors of a placement", async () => {
    const expired = await expireIn("ben", -2);
    const soon = await expireIn("amina", 59);
    await expire();
    expect(await list("admin")).toMatchObject([
      { studentId: "ben", state: "EXPIRED", status: "EXPIRED", expiresOn: expired, completions: 1, code: "BLS" },
      { studentId: "amina", state: "EXPIRES_SOON", status: "ACHIEVED", expiresOn: soon, completions: 1 },
    ]);
    expect(statesOf(await list("hansen"))).toEqual({ amina: "EXPIRES_SOON" });
    expect(statesOf(await list("said"))).toEqual({ ben: "EXPIRED" });
    expect(statesOf(await list("ben"))).toEqual({ ben: "EXPIRED" });
    expect(await list("foreignAdmin")).toEqual([]);
    expect(statesOf(await list("foreignAdmin", { state: "VALID" }))).toEqual({ carl: "VALID" });
    const counts = (await api.get("admin", "/api/renewals/counts")).body as RenewalCounts;
    expect(counts).toEqual({
      ...{ expired: 1, expiresSoon: 1, valid: 0 },
      competencies: [{ id: "bls", name: "Basic Life Support" }],
    });
  });

  it("is narrowed by state, cohort, competency and words, and read page by page", async () => {
    await expireIn("ben", -2);
    await expireIn("amina", 61);
    await expire();
    expect(statesOf(await list("admin", { state: "ALL" }))).toEqual({ ben: "EXPIRED", amina: "VALID" });
    expect(statesOf(await list("admin", { state: "VALID" }))).toEqual({ amina: "VALID" });
    expect(statesOf(await list("admin", { state: "EXPIRED" }))).toEqual({ ben: "EXPIRED" });
    expect(statesOf(await list("admin", { state: "ALL", search: "amin" }))).toEqual({ amina: "VALID" });
    expect(statesOf(await list("admin", { state: "ALL", search: "life bls" }))).toEqual({
      ben: "EXPIRED",
      amina: "VALID",
    });
    expect(await list("admin", { state: "ALL", cohortId: "none" })).toEqual([]);
    expect(await list("admin", { state: "ALL", competencyId: "competency_north" })).toEqual([]);
    const first = (await api.get("admin", "/api/renewals", { query: { state: "ALL", limit: "1" } }))
      .body as RenewalsAnswer;
    expect(statesOf(first.items)).toEqual({ ben: "EXPIRED" });
    expect(statesOf(await list("admin", { state: "ALL", limit: "1", cursor: first.nextCursor ?? "" }))).toEqual({
      amina: "VALID",
    });
  });

  it("leaves out who is suspended, whose record the school still reads", async () => {
    await expireIn("ben", 5);
    await rows("update users set status = 'SUSPENDED' where id = 'ben'");
    expect(await list("admin")).toEqual([]);
    expect(statesOf(await list("admin", { studentId: "ben" }))).toEqual({ ben: "EXPIRES_SOON" });
    await rows("update users set status = 'ACTIVE' where id = 'ben'");
  });

  it("is exported as CSV with the same filters, without formulas", async () => {
    await rows("update users set name = '=Amina' where id = 'amina'");
    const day = await expireIn("amina", 10);
    await expireIn("ben", -2);
    await expire();
    const { body, headers } = await api.get("admin", "/api/renewals/export", { query: { state: "EXPIRES_SOON" } });
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const lines = String(body).replace("\uFEFF", "").trim().split("\r\n");
    expect(lines[0]).toBe(
      "Student,Number,Cohort,Code,Competency,Status,Completed on,Expires on,Renewal in progress,Completions",
    );
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(`'=Amina`);
    expect(lines[1]).toContain(
      `Basic Life Support,Expires soon,${addDays(day, 0).replace(/^\d+/, (year) => String(Number(year) - 1))},${day},,1`,
    );
    const all = await api.get("admin", "/api/renewals/export", { query: { state: "ALL" } });
    expect(String(all.body).trim().split("\r\n")).toHaveLength(3);
    await rows("update users set name = 'Amina' where id = 'amina'");
  });
});
