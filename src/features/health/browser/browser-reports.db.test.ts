import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ErrorsAnswer } from "#src/features/health/schema.ts";
import { notedErrors } from "#src/platform/errors/noted-errors.ts";
import { storeErrors } from "#src/platform/errors/store-errors.ts";
import { metricsText } from "#src/platform/metrics/metrics.ts";
import { arrangeTwoSchools, useApi } from "../../../../tests/support/api.ts";
import { useDatabase } from "../../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(async () => {
  await database.owner().query("truncate error_groups");
  notedErrors().take();
});

const path = "/api/browser-reports";
const report = (more: object, headers: Record<string, string> = {}) =>
  api.post(undefined, path, { device: "phone", vitals: [], errors: [], ...more }, headers);

function failure(more: object = {}) {
  return {
    name: "TypeError",
    message: "Cannot read properties of null (reading 'Ada')",
    stack: "TypeError: x\n    at t (https://school.test/_next/static/chunks/a.js:1:22)",
    path: "/dashboard/super-admin/health",
    ...more,
  };
}

describe("what browsers report", () => {
  it("is measured by the pattern of the page and the device, and nothing of another address", async () => {
    const vitals = [
      { name: "LCP", value: 1.2, path: "/dashboard/super-admin/health" },
      { name: "CLS", value: 0.02, path: "/dashboard/super-admin/health" },
      { name: "LCP", value: 1.2, path: "/ada/lovelace" },
    ];
    expect((await report({ vitals })).status).toBe(202);
    const text = await metricsText();
    const labels = 'page="/dashboard/super-admin/health",device="phone"';
    expect(text).toContain(`web_vitals_lcp_seconds_bucket{le="1.5",${labels}} 1`);
    expect(text).toContain(`web_vitals_lcp_seconds_bucket{le="1",${labels}} 0`);
    expect(text).toContain(`web_vitals_cls_sum{${labels}} 0.02`);
    expect(text).not.toContain("lovelace");
  });

  it("is a group of errors, without what its words quote or where it came from", async () => {
    await report({ errors: [failure(), failure({ message: "Cannot read properties of null (reading 'Ben')" })] });
    await report({ errors: [failure({ path: "/nowhere" })] });
    await storeErrors();
    const { items } = (await api.get("super", "/api/health/errors")).body as ErrorsAnswer;
    expect(items).toMatchObject([
      {
        process: "BROWSER",
        kind: "TypeError",
        message: "Cannot read properties of null (reading …)",
        stack: ["t (_next/static/chunks/a.js:1:22)"],
        route: "/dashboard/super-admin/health",
        times: 2,
      },
    ]);
  });

  it("is refused when it is too much, has fields of its own, or comes from another site", async () => {
    const many = Array.from({ length: 6 }, () => failure());
    expect((await report({ errors: many })).status).toBe(422);
    expect((await report({ errors: [failure({ stack: "x".repeat(3_000) })] })).status).toBe(422);
    expect((await report({ user: "amina" })).status).toBe(422);
    expect((await report({ vitals: [{ name: "LCP", value: -1, path: "/" }] })).status).toBe(422);
    expect((await api.call(undefined, "POST", path, { raw: "x".repeat(30_000) })).status).toBeGreaterThanOrEqual(400);
    expect((await report({}, { origin: "https://elsewhere.test" })).status).toBe(403);
  });

  it("is taken sixty times a minute of one address", async () => {
    const answers = await Promise.all(Array.from({ length: 70 }, () => report({})));
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(10);
  });
});
