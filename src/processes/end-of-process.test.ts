import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const script = join(import.meta.dirname, "../../tests/support/faulty-process.ts");

async function run(way: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [script, way], { env: { ...process.env, LOG_LEVEL: "info" } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += String(chunk);
    });
  }
  const code = await new Promise<number | null>((done) => child.once("close", done));
  return { code, output };
}

describe("a process with a fault that nothing handles", { timeout: 30_000 }, () => {
  it.each(["throws", "rejects", "text"])("ends in order and with an exit code, once it %s", async (way) => {
    const { code, output } = await run(way);
    expect(output).toContain("the process ends over a fault");
    expect(output).toContain("drained");
    expect(code).toBe(1);
    expect(output).not.toMatch(/Amina|kept alive/);
    if (way !== "text") expect(output).toMatch(/"code":"22P02".*faulty-process\.ts/);
  });

  it("ends with 0 where it was told to", async () => {
    expect(await run("signal")).toEqual({ code: 0, output: "drained\n" });
  });
});
