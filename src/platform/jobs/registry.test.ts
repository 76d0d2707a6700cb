import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineEvent } from "#src/platform/events/event.ts";
import { defineEventJob, defineJob } from "#src/platform/jobs/job.ts";
import { createJobRegistry } from "#src/platform/jobs/registry.ts";
import { plannedRuns } from "#src/platform/jobs/schedule.ts";

const data = z.object({});
const submitted = defineEvent({ type: "assessment.submitted", owner: "student", data });
const unlocked = defineEvent({ type: "achievement.unlocked", owner: "student", data });

const job = (name: string) => defineJob({ name, schema: z.object({}), handler: async () => {} });
const eventJob = (name: string) => defineEventJob({ name, on: [submitted, unlocked], handler: async () => {} });

describe("the registry of jobs", () => {
  it("refuses a second handler of a name, and a name without any", () => {
    expect(() => createJobRegistry([job("reports.make"), job("reports.make")])).toThrow("two handlers");
    expect(() => createJobRegistry([job("reports.make")], ["audit.seal"])).toThrow("audit.seal: has no handler");
    expect(() => createJobRegistry([job("Reports")])).toThrow("noun.verb");
  });

  it("knows which jobs an event starts", () => {
    const registry = createJobRegistry([
      eventJob("notifications.write"),
      eventJob("statistics.count"),
      job("audit.seal"),
    ]);
    expect(registry.subscribersOf("assessment.submitted").map(({ name }) => name)).toEqual([
      "notifications.write",
      "statistics.count",
    ]);
    expect(registry.subscribersOf("deployment.activated")).toEqual([]);
    expect(registry.subscribedTypes).toEqual(["assessment.submitted", "achievement.unlocked"]);
  });
});

describe("a schedule", () => {
  const daily = defineJob({
    name: "progress.snapshot",
    schema: z.object({}),
    schedule: { pattern: "15 0 * * *", perSchoolTimeZone: true },
    handler: async () => {},
  });

  it("has one series for each time zone in which there is a school", () => {
    const runs = plannedRuns(daily, ["Europe/Oslo", "America/St_Johns", "Europe/Oslo"]);
    expect(runs.map(({ id, data, repeat }) => [id, data.timeZone, repeat.tz])).toEqual([
      ["progress.snapshot@Europe-Oslo", "Europe/Oslo", "Europe/Oslo"],
      ["progress.snapshot@America-St_Johns", "America/St_Johns", "America/St_Johns"],
    ]);
  });

  it("is UTC where no time zone is given", () => {
    const nightly = defineJob({ ...daily, name: "a.b", schedule: { pattern: "0 3 * * *" }, handler: async () => {} });
    expect(plannedRuns(nightly, ["Europe/Oslo"])).toMatchObject([{ id: "a.b", repeat: { tz: "UTC" } }]);
  });
});
