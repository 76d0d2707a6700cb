import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { postgresBackend } from "#src/platform/jobs/backends.ts";
import { jobsContract } from "../../../tests/contracts/jobs.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { RunMessage } from "../../../tests/support/worker-process.ts";

describe("jobs in PostgreSQL", () => {
  const database = useDatabase();
  jobsContract(() => postgresBackend(database.workerUrl));

  it("cannot be read by the web process", async () => {
    await expect(
      database
        .owner()
        .query("set role app_web; select count(*) from jobs.job")
        .finally(() => database.owner().query("reset role")),
    ).rejects.toMatchObject({ code: "42501" });
  });
});

describe("several worker processes on one PostgreSQL", () => {
  const database = useDatabase();
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });

  async function start(): Promise<{ child: ChildProcess; runs: RunMessage[] }> {
    const child = fork(join(import.meta.dirname, "../../../tests/support/worker-process.ts"), [database.workerUrl]);
    children.push(child);
    const runs: RunMessage[] = [];
    await new Promise<void>((ready, fail) => {
      child.once("exit", (code) => fail(new Error(`the worker ended with ${code}`)));
      child.on("message", (message) => {
        if (message === "ready") ready();
        else runs.push(message as RunMessage);
      });
    });
    return { child, runs };
  }

  it("fire each run of a schedule once, and take over the job of one that was killed", async () => {
    const startedAt = Date.now();
    const first = await start();
    const second = await start();
    await sleep(4_000);
    const ticks = [...first.runs, ...second.runs].filter(({ job }) => job === "test.tick");
    expect(ticks.length).toBeGreaterThanOrEqual(5);
    expect(new Set(ticks.map(({ jobId }) => jobId)).size).toBe(ticks.length);
    expect(ticks.length).toBeLessThanOrEqual((Date.now() - startedAt) / 400 + 2);

    first.child.send("long-1");
    const begun = () =>
      [first, second].find(({ runs }) => runs.some(({ jobId, state }) => jobId === "long-1" && state === "begun"));
    await expect.poll(begun, { timeout: 10_000 }).toBeDefined();
    const killed = begun();
    killed?.child.kill("SIGKILL");
    const other = killed === first ? second : first;
    await expect
      .poll(() => other.runs.filter(({ jobId, state }) => jobId === "long-1" && state === "done").length, {
        timeout: 45_000,
      })
      .toBe(1);
  }, 90_000);
});
