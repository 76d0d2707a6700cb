import { randomBytes } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sleep, waitForExit } from "#src/processes/start/postmaster.mjs";
import { runToEnd } from "#src/processes/start/run-to-end.mjs";
import { supervisors } from "../../db/demo/people.ts";
import { startDemoProgram } from "../support/demo-program.ts";
import { signIn } from "../support/http-client.ts";
import { discardProgram, ownerUrlOf, type Program, startProgram } from "../support/program.ts";
import { Submitters, type Target, waitFor } from "../support/submitters.ts";

const seconds = process.env.SOAK ? 120 : 8;
/** What was confirmed this long before the end is in the backup. */
const mostLostMs = 5_000;
const root = join(import.meta.dirname, "../..");

describe("an installation whose machine is lost while 20 clients submit", () => {
  let program: Program;
  let submitters: Submitters;
  let backup: string;
  let env: Record<string, string>;
  const target: Target = { addresses: [], ownerUrl: () => ownerUrlOf(program) };

  beforeAll(async () => {
    backup = join(tmpdir(), `competency-backup-${process.pid}`);
    env = {
      BACKUP_TO: backup,
      BACKUP_KEY: randomBytes(32).toString("base64url"),
      RATE_LIMIT_PER_MINUTE: "100000",
    };
    program = await startDemoProgram({ env });
    Object.assign(target, { addresses: [program.address] });
  });
  afterAll(async () => {
    await discardProgram(program);
    rmSync(backup, { recursive: true, force: true });
  });

  it("is copied beside its work", { timeout: 300_000 }, async () => {
    await waitFor(() => existsSync(join(backup, "wal")));
    submitters = new Submitters(target);
    await submitters.start(
      20,
      supervisors.map(({ email }) => email),
    );
    await sleep(seconds * 1000);
    await submitters.stop();
    expect(submitters.acknowledged.length).toBeGreaterThan(20);
    await sleep(mostLostMs);
  });

  it("comes back on another one, and goes on", { timeout: 300_000 }, async () => {
    const { dir, port } = program;
    const parts = [program.pidOf("web"), program.pidOf("worker"), program.pidOf("database")];
    for (const pid of [program.pid, ...parts]) if (pid) process.kill(pid, "SIGKILL");
    for (const pid of parts) if (pid) await waitForExit(pid, 10_000);
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });

    const begun = Date.now();
    const { code, output } = await runToEnd(process.execPath, ["src/processes/restore.ts", "--to", "latest", "--yes"], {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env, DATA_DIR: dir },
      keptChars: 8_000,
    });
    expect(code, output).toBe(0);
    expect(output).toContain("0 are lost");
    program = await startProgram({ dir, port, env });
    await program.untilReady();
    console.log(
      `${submitters.acknowledged.length} submissions; back after ${((Date.now() - begun) / 1000).toFixed(1)} s`,
    );
    expect((await signIn(program.address, "student@demo.test")).user.role).toBe("STUDENT");
  });

  it("has every confirmed assessment once, and no others", () => submitters.expectAssessments());

  it("has every event and notification once, and every event numbered once", () => submitters.expectEvents());

  it("has progress that equals a recount from the evaluations", () => submitters.expectProgress());
});
