import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";
import { makeExamples } from "../support/examples.ts";
import { isServerless, looksInside } from "../support/serverless.ts";
import type { Person } from "../support/two-schools.ts";

const database = useDatabase();
const api = useApi();

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(() => database.owner().query("truncate access_log"));

const examples = makeExamples(() => database.owner());
const { endpoints } = await import("#src/http/endpoints.ts");
const guarded = endpoints.filter(({ method, permission }) => method === "GET" && permission !== "public");
const aboutPeople = guarded.filter(({ reads }) => reads === undefined).map((one) => [one.path, one] as const);

const named = (path: string, status: number) => ({ what: path, detail: { refused: status, asked: expect.anything() } });

type Row = { actor_id: string; subject_id: string | null; detail: { count?: number; refused?: number } | null };

/** Calls the endpoint's example, and returns the status with the access rows of that request. */
async function read(person: Person, path: string, subject: "amina" | "carl", query: Record<string, string> = {}) {
  const example = await examples[`GET ${path}`]?.call(subject);
  if (!example) throw new Error(`${path} has no example`);
  const answer = await api.get(person, example.path, { query: { ...example.query, ...query } });
  const { rows } = await database
    .owner()
    .query<Row>("select actor_id, subject_id, detail from access_log where request_id = $1", [
      answer.headers.get("x-request-id"),
    ]);
  return { status: answer.status, body: answer.body, rows };
}

/** Somebody who may read Amina's, or what is nobody's in particular. */
function readerOf({ permission }: (typeof guarded)[number]): Person {
  if (permission === "public") throw new Error("nobody reads for a public endpoint");
  if (permission.roles.CLINICAL_SUPERVISOR) return "hansen";
  return permission.roles.SCHOOL_ADMIN ? "admin" : "super";
}

describe("a GET", () => {
  it("reads other people's records, unless it is here", () => {
    const others = guarded.filter(({ reads }) => reads !== undefined).map(({ path, reads }) => `${reads}: ${path}`);
    expect(others.sort()).toEqual([
      "own: /api/assessment-requests/asked",
      "own: /api/assessment-requests/supervisors",
      "own: /api/auth/session",
      "own: /api/calendar",
      "own: /api/competency-analytics/own",
      "own: /api/erasures",
      "own: /api/files",
      "own: /api/files/limits",
      "own: /api/hidden-suggestions",
      "own: /api/me",
      "own: /api/me/consents",
      "own: /api/me/consents/learning-analytics",
      "own: /api/me/factors",
      "own: /api/me/flags/:key",
      "own: /api/me/looks",
      "own: /api/me/sessions",
      "own: /api/me/step-up",
      "own: /api/notifications",
      "own: /api/notifications/devices",
      "own: /api/notifications/settings",
      "own: /api/own-ratings",
      "own: /api/person-exports",
      "own: /api/person-exports/:id",
      "own: /api/person-exports/:id/file",
      "own: /api/report-runs",
      "own: /api/report-runs/:id",
      "own: /api/report-runs/:id/file",
      "own: /api/saved-views",
      "own: /api/time-record-timer",
      "own: /api/uploads/:uploadId",
      "set-up: /api/assessment-requests/rules",
      "set-up: /api/audit/state",
      "set-up: /api/cohort-matrix/choices",
      "set-up: /api/competency-deployments",
      "set-up: /api/competency-deployments/:id",
      "set-up: /api/competency-deployments/export",
      "set-up: /api/competency-frameworks",
      "set-up: /api/competency-frameworks/:id",
      "set-up: /api/competency-frameworks/:id/case",
      "set-up: /api/competency-frameworks/:id/csv",
      "set-up: /api/competency-frameworks/:id/diff",
      "set-up: /api/competency-frameworks/:id/edit",
      "set-up: /api/competency-frameworks/export",
      "set-up: /api/competency-frameworks/imports/:id",
      "set-up: /api/competency-frameworks/template.csv",
      "set-up: /api/consent-texts",
      "set-up: /api/first-hour",
      "set-up: /api/flags",
      "set-up: /api/flags/:key/experiment",
      "set-up: /api/flags/:key/history",
      "set-up: /api/framework-migrations",
      "set-up: /api/framework-migrations/:id",
      "set-up: /api/health/checks",
      "set-up: /api/health/database",
      "set-up: /api/health/errors",
      "set-up: /api/jobs",
      "set-up: /api/jobs/failures",
      "set-up: /api/keys",
      "set-up: /api/notification-templates",
      "set-up: /api/notification-templates/:event/:recipient/:channel/versions",
      "set-up: /api/people-imports",
      "set-up: /api/people-imports/:id",
      "set-up: /api/personal-data",
      "set-up: /api/prediction-model",
      "set-up: /api/programs",
      "set-up: /api/programs/export",
      "set-up: /api/quick-phrases",
      "set-up: /api/rating-scales",
      "set-up: /api/reports",
      "set-up: /api/reports/:id",
      "set-up: /api/retention",
      "set-up: /api/rotations",
      "set-up: /api/rotations/export",
      "set-up: /api/sample-school",
      "set-up: /api/school",
      "set-up: /api/school/logo",
      "set-up: /api/school/rating-scales",
      "set-up: /api/schools",
      "set-up: /api/schools/csv",
      "set-up: /api/sign-in-rules",
      "set-up: /api/suggestion-wordings",
      "set-up: /api/system-health",
      "set-up: /api/terms",
      "shown: /api/realtime/stream",
      "shown: /api/users/:id/picture",
    ]);
    expect(aboutPeople.length).toBeGreaterThan(9);
  });

  describe.each(aboutPeople)("%s", (path, endpoint) => {
    it("leaves one row when staff read it", async () => {
      const reader = readerOf(endpoint);
      const { status, rows } = await read(reader, path, "amina");
      expect([status, rows.length]).toEqual([endpoint.status, 1]);
      expect(rows[0]).toMatchObject({ actor_id: reader });
      expect(rows[0]?.subject_id === "amina" || typeof rows[0]?.detail?.count === "number").toBe(true);
    });

    const { permission } = endpoint;
    const refusals: [Person, number][] = [];
    if (permission !== "public" && !permission.roles.STUDENT) refusals.push(["amina", 403]);
    // A super admin reads of every school.
    if (examples[`GET ${path}`]?.about !== "self" && readerOf(endpoint) !== "super")
      refusals.push([readerOf(endpoint), 404]);
    it.each(refusals)("leaves one row when it is refused: to %s, %d [V16.3.2]", async (reader, refused) => {
      const { status, rows } = await read(reader, path, "carl");
      expect(status).toBe(refused);
      expect(rows).toEqual([
        { actor_id: reader, subject_id: null, detail: { refused, asked: expect.objectContaining({}) } },
      ]);
      if (refused === 404) expect(JSON.stringify(rows[0]?.detail)).toContain("carl");
    });
  });
});

describe("the row of a list", () => {
  it("has the number of its lines and the filter, and no word that somebody typed", async () => {
    const { rows } = await read("admin", "/api/students", "amina", { search: "Amina", cohortId: "cohort_north" });
    expect(rows).toEqual([
      { actor_id: "admin", subject_id: null, detail: { count: 0, filter: { cohortId: "cohort_north", search: true } } },
    ]);
    const { rows: all } = await read("admin", "/api/students", "amina", { limit: "2" });
    expect(all[0]?.detail).toEqual({ count: 2, filter: {} });
  });

  it("has the number of students of an aggregate", async () => {
    const answer = await api.get("admin", "/api/competency-progress", { query: { category: "Amina's" } });
    expect(answer.status).toBe(200);
    const { rows } = await database.owner().query("select what, detail from access_log");
    // The examples above have added to the school's own three.
    const { rows: students } = await database
      .owner()
      .query("select id from users where school_id = 'north' and role = 'STUDENT' and status = 'ACTIVE'");
    expect(students.length).toBeGreaterThanOrEqual(3);
    expect(rows).toEqual([
      { what: "progress aggregate", detail: { count: students.length, filter: { category: true } } },
    ]);
  });

  it("keeps nothing of a refused read that does not look like an id", async () => {
    const query = { studentId: "carl", category: "Amina's ward" };
    const answer = await api.get("hansen", "/api/competency-progress", { query });
    expect(answer.status).toBe(404);
    const { rows } = await database.owner().query("select what, detail from access_log");
    expect(rows).toEqual([
      { what: "GET /api/competency-progress", detail: { refused: 404, asked: { studentId: "carl" } } },
    ]);
  });

  it("is not written about the reader's own records", async () => {
    for (const path of ["/api/competency-progress", "/api/competency-assignments", "/api/competency-assessments"]) {
      expect((await api.get("amina", path)).status).toBe(200);
    }
    expect((await database.owner().query("select from access_log")).rowCount).toBe(0);
  });
});

describe("a refusal", () => {
  const rows = async () => (await database.owner().query("select actor_id, what, detail from access_log")).rows;

  it("leaves a row whatever was to be done", async () => {
    expect((await api.post("amina", "/api/legal-holds", { userId: "ben", reason: "x" })).status).toBe(403);
    expect((await api.call("hansen", "PATCH", "/api/users/carl", { body: { name: "x" } })).status).toBe(403);
    expect(await rows()).toEqual([
      { actor_id: "amina", ...named("POST /api/legal-holds", 403) },
      { actor_id: "hansen", ...named("PATCH /api/users/:id", 403) },
    ]);
  });

  it("leaves a row where a school sets something up", async () => {
    expect((await api.get("amina", "/api/jobs")).status).toBe(403);
    expect(await rows()).toEqual([{ actor_id: "amina", ...named("GET /api/jobs", 403) }]);
  });

  it("is counted where one person has more than sixty in a minute", async ({ skip }) => {
    skip(isServerless, looksInside);
    const { flushRefusals } = await import("#src/http/refusals.ts");
    await flushRefusals();
    for (let at = 0; at < 70; at += 1) await api.get("ben", "/api/jobs");
    expect(await rows()).toHaveLength(60);
    await flushRefusals();
    const last = (await rows()).filter(({ what }) => what === "several");
    expect(last).toEqual([{ actor_id: "ben", what: "several", detail: { refused: 403, asked: {}, times: 10 } }]);
    expect((await api.get("ben", "/api/jobs")).status).toBe(403);
    expect(await rows()).toHaveLength(62);
  });
});
