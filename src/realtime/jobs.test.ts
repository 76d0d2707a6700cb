import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Job } from "#src/platform/jobs/job.ts";
import { createJobRegistry } from "#src/platform/jobs/registry.ts";
import { allJobs } from "#src/realtime/jobs.ts";

describe("the list of jobs", () => {
  it("contains every job that a feature or a part of the platform defines, each once", async () => {
    const src = join(import.meta.dirname, "..");
    const files = readdirSync(src, { recursive: true, encoding: "utf8" })
      .map((path) => path.replaceAll("\\", "/"))
      .filter((path) => /^(features|platform)\/[^/]+\/jobs\.ts$/.test(path));
    expect(files.length).toBeGreaterThanOrEqual(4);
    const defined: string[] = [];
    for (const file of files) {
      const { jobs }: { jobs: readonly Job[] } = await import(join(src, file));
      defined.push(...jobs.map(({ name }) => name));
    }
    expect(allJobs.map(({ name }) => name).sort()).toEqual(defined.sort());
    expect(() => createJobRegistry(allJobs)).not.toThrow();
  });
});
