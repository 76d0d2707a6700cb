import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { environment } from "#src/config.ts";
import { endpoints } from "#src/http/endpoints.ts";
import { graceMs } from "#src/realtime/work-off.ts";

const root = join(import.meta.dirname, "..");

/**
 * Of the properties that Vercel's documentation of vercel.json has, those that are used here, as it describes them. No
 * package has the whole schema without the program that deploys.
 */
const vercelJson = z.strictObject({
  $schema: z.literal("https://openapi.vercel.sh/vercel.json"),
  framework: z.literal("nextjs"),
  installCommand: z.string().min(1).max(256),
  buildCommand: z.string().min(1).max(256),
  git: z.strictObject({ deploymentEnabled: z.record(z.string().min(1), z.boolean()) }),
  functions: z
    .record(
      z.string().min(1).max(256),
      // Of a framework's functions nothing else can be set here.
      z.strictObject({ maxDuration: z.int().min(1).max(800), memory: z.int().min(128).max(4096).optional() }),
    )
    .refine((functions) => Object.keys(functions).length <= 50),
  crons: z
    .array(
      z.strictObject({
        path: z.string().max(512).startsWith("/"),
        // Names of days and months are not taken, nor a day of the month together with a day of the week.
        schedule: z
          .string()
          .max(256)
          .regex(/^(\S+ ){4}\S+$/)
          .regex(/^[\d*,/ -]+$/),
      }),
    )
    .max(100),
});
const text = readFileSync(join(root, "vercel.json"), "utf8");

describe("vercel.json", () => {
  it("has the form that Vercel asks for", () => {
    expect(vercelJson.safeParse(JSON.parse(text)).error).toBeUndefined();
    for (const wrong of [
      { cron: [] },
      { crons: [{ path: "api/cron/jobs", schedule: "* * * * *" }] },
      { crons: [{ path: "/api/cron/jobs", schedule: "0 0 * * MON" }] },
      { functions: { "src/app/api/**/*": { maxDuration: 900 } } },
    ]) {
      expect(vercelJson.safeParse({ ...JSON.parse(text), ...wrong }).success).toBe(false);
    }
  });

  const { buildCommand, crons, functions, git } = vercelJson.parse(JSON.parse(text));

  it("calls addresses that there are, for as long as they may take", () => {
    expect(crons.length).toBeGreaterThan(0);
    for (const { path } of crons) {
      expect(endpoints.filter((one) => one.method === "GET" && one.path === path).length).toBe(1);
    }
    const [[pattern, { maxDuration }] = ["", { maxDuration: 0 }]] = Object.entries(functions);
    const route = "src/app/api/[[...path]]/route.ts";
    expect(existsSync(join(root, route))).toBe(true);
    expect(matchesGlob(route, pattern)).toBe(true);
    const { CRON_SECONDS: seconds } = environment.pick({ CRON_SECONDS: true }).parse({});
    // Time to load the program before, and to close connections after.
    expect(seconds + graceMs / 1_000 + 10).toBeLessThanOrEqual(maxDuration);
  });

  it("deploys no branch but the main one and those that are meant to be seen", () => {
    // One rule that says yes is enough.
    const { "**": others, ...named } = git.deploymentEnabled;
    expect(others).toBe(false);
    expect(named).toEqual({ main: true, "preview/**": true });
  });

  it("builds by a script that there is", () => {
    const [, script] = /^sh (\S+)$/.exec(buildCommand) ?? [];
    expect(existsSync(join(root, script ?? ""))).toBe(true);
  });
});

describe("the build for Vercel", () => {
  const set = {
    DATABASE_URL: "postgres://nobody:hidden-word@127.0.0.1:1/none",
    DIRECT_URL: "postgres://nobody:hidden-word@127.0.0.1:1/none",
    APP_SECRET: "hidden-word-".repeat(4),
    VERCEL_ENV: "production",
  };

  it.each([
    ["DATABASE_URL is not set", { DATABASE_URL: "" }],
    ["DIRECT_URL is not set", { DIRECT_URL: "" }],
    ["APP_SECRET is not set", { APP_SECRET: "" }],
    ["VERCEL_ENV is not set", { VERCEL_ENV: "" }],
    ["VERCEL_ENV is development", { VERCEL_ENV: "development" }],
    ["production has no demo school", { DEMO: "1" }],
    ["a preview needs a database of its own", { VERCEL_ENV: "preview" }],
    ["a preview needs a database of its own", { VERCEL_ENV: "preview", DEMO: "0" }],
  ])("refuses before it begins: %s", (words, changed) => {
    const { status, stdout, stderr } = spawnSync("/bin/sh", [join(root, "deploy/vercel-build.sh")], {
      env: { NODE_ENV: "production", PATH: "/bin:/usr/bin", ...set, ...changed },
      encoding: "utf8",
    });
    expect(stderr).toContain(words);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).not.toContain("hidden-word");
  });
});
