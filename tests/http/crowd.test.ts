import { beforeAll, expect, it } from "vitest";
import { metricsText } from "#src/platform/metrics/metrics.ts";
import { arrangeTwoSchools, useApi } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";
import { isServerless } from "../support/serverless.ts";

const database = useDatabase();
const places = 20;
const api = useApi({ requestsAtOnce: String(places) });
/** Of the ordinary ones, what one school may hold: three quarters of 60 %. */
const ofSchool = 9;

beforeAll(() => arrangeTwoSchools(database.owner()));

it("refuses at once what there is no room for, and still takes ratings and the requests of other schools", async () => {
  const owner = database.owner();
  const list = "/api/saved-views?page=people";
  expect((await api.get("admin", list)).status).toBe(200);
  await owner.query("begin; lock table saved_views in access exclusive mode");
  let waiting = 0;
  const crowd = Array.from({ length: 3 * places }, async () => {
    waiting += 1;
    const answer = await api.get("admin", list);
    waiting -= 1;
    return answer;
  });
  await expect.poll(() => waiting, { timeout: 5_000 }).toBe(ofSchool);

  const refused = await api.get("admin", "/api/competency-analytics/use");
  expect(refused.status).toBe(503);
  expect(refused.body).toMatchObject({ code: "unavailable", detail: expect.stringContaining("Nothing was lost") });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(2);

  const rating = { studentId: "amina", competencyId: "competency_north", evaluationData: { overallRating: 3 } };
  expect((await api.post("hansen", "/api/competency-assessments", rating)).status).toBe(201);
  expect((await api.get("foreign", "/api/me")).status).toBe(200);

  await owner.query("commit");
  const answers = await Promise.all(crowd);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(ofSchool);
  expect(answers.filter(({ status }) => status === 503)).toHaveLength(3 * places - ofSchool);
  expect((await api.get("admin", list)).status).toBe(200);

  // Next's own server has the counts in its own process.
  if (isServerless) return;
  // They have a metric and an alert of their own, and use up no share of failures.
  const metrics = await metricsText();
  // A refusal takes a millisecond: among the answers it would make them look faster than they are.
  const answered = metrics.match(/^http_request_duration_seconds_count\{.*status="503".*$/gm);
  expect(answered).toBeNull();
  expect(metrics).toContain(`http_requests_refused_total{urgency="ordinary"} ${3 * places - ofSchool}`);
  expect(metrics).toContain('http_requests_refused_total{urgency="heavy"} 1');
  expect(metrics).not.toMatch(/^http_errors_total\{/m);
});
