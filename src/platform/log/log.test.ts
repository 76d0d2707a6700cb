import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createLog } from "#src/platform/log/log.ts";

function logged(write: (log: ReturnType<typeof createLog>) => void, level = "info"): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  write(createLog(level, { write: (line) => void lines.push(JSON.parse(line)) }));
  return lines;
}

describe("the log", () => {
  it("leaves out secrets and what identifies a person, two levels down too [V16.2.5]", () => {
    const [line] = logged((log) =>
      log.info({
        password: "p",
        user: { name: "Ada", email: "ada@school.test", id: "u1" },
        request: { headers: { authorization: "Bearer x", cookie: "c", host: "h" } },
      }),
    );
    expect(line).toMatchObject({
      password: "[redacted]",
      user: { name: "[redacted]", email: "[redacted]", id: "u1" },
      request: { headers: { authorization: "[redacted]", cookie: "[redacted]", host: "h" } },
    });
  });

  it("describes an error and its cause, without the row in the database's error [V16.3.4]", () => {
    const cause = Object.assign(new Error("duplicate key"), {
      code: "23505",
      constraint: "users_email_key",
      detail: "Key (email)=(ada@school.test) already exists.",
    });
    const [line] = logged((log) => log.error({ err: new Error("could not invite", { cause }) }, "failed"));
    expect(line).toMatchObject({
      level: "error",
      msg: "failed",
      err: { type: "Error", message: "could not invite", cause: { code: "23505", constraint: "users_email_key" } },
    });
    expect(JSON.stringify(line)).not.toContain("ada@school.test");
  });

  it("adds the request's id to its lines [V16.2.1]", () => {
    const [line] = logged((log) => log.child({ requestId: "r1" }).warn("slow"));
    expect(line).toMatchObject({ requestId: "r1", msg: "slow", level: "warn" });
  });

  it("leaves out lines below its level", () => {
    expect(logged((log) => log.info("chatter"), "warn")).toEqual([]);
  });

  it.runIf(existsSync("/dev/full"))("goes on where a line cannot be written", () => {
    const script = `
      import { createLog } from "#src/platform/log/log.ts";
      const log = createLog("info");
      log.info("one");
      setTimeout(() => { log.info("two"); process.stderr.write("still here"); }, 20);`;
    const full = openSync("/dev/full", "w");
    const { stderr, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
      stdio: ["ignore", full, "pipe"],
      timeout: 10_000,
      killSignal: "SIGKILL",
      encoding: "utf8",
    });
    closeSync(full);
    expect([status, stderr]).toEqual([0, "still here"]);
  });
});
