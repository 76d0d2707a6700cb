import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { followEndedSessions } from "#src/features/sessions/end-sessions.ts";
import { closeBus } from "#src/platform/bus/open-bus.ts";
import { arrangeTwoSchools, useApi } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const api = useApi();
let other: pg.Client;

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  other = new pg.Client({ connectionString: database.url });
  await other.connect();
});
afterAll(async () => {
  await other.end();
  await closeBus();
});

const sign = () =>
  api.post("hansen", "/api/competency-assessments", {
    studentId: "amina",
    competencyId: "competency_north",
    evaluationData: { overallRating: 3 },
  });

it("refuses commands on a locked row in order, while another school reads as always", { timeout: 60_000 }, async () => {
  expect((await sign()).status).toBe(201);
  await other.query("begin");
  await other.query("select from student_progress where student_id = 'amina' for update");
  const commands = Promise.all(Array.from({ length: 30 }, sign));
  let isOver = false;
  void commands.finally(() => {
    isOver = true;
  });
  await new Promise((done) => setTimeout(done, 300));
  // Whoever asks which sessions ended is not kept either: requests wait for it where a process stood still.
  const askedAt = performance.now();
  const stopFollowing = await followEndedSessions();
  stopFollowing();
  expect(performance.now() - askedAt).toBeLessThan(1_500);
  const timesMs: number[] = [];
  while (!isOver) {
    const startedAt = performance.now();
    const answers = await Promise.all([
      api.get("foreign", "/api/competency-assessments"),
      api.get("carl", "/api/notifications"),
      api.get("foreignAdmin", "/api/competency-frameworks"),
    ]);
    timesMs.push(performance.now() - startedAt);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    await new Promise((done) => setTimeout(done, 100));
  }
  await other.query("rollback");
  expect(timesMs.length).toBeGreaterThan(5);
  expect(Math.max(...timesMs)).toBeLessThan(1_500);
  for (const { status, headers, body } of await commands) {
    expect(status, JSON.stringify(body)).toBe(503);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(body).toMatchObject({ code: "unavailable" });
  }
  expect((await sign()).status).toBe(201);
});
