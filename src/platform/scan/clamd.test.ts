import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scanFile } from "#src/platform/scan/clamd.ts";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { describeWithClamd, eicar, startClamd } from "../../../tests/support/clamd.ts";

const dir = mkdtempSync(join(tmpdir(), "competency-scan-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function file(content: Buffer | string): string {
  const path = join(dir, "file");
  writeFileSync(path, content);
  return path;
}

describeWithClamd("a scan by a real clamd", () => {
  let clamd: Awaited<ReturnType<typeof startClamd>>;
  beforeAll(async () => {
    clamd = await startClamd();
  }, 60_000);
  afterAll(() => clamd.stop());

  it("finds nothing in a clean file, over both kinds of address", async () => {
    for (const url of [clamd.url, clamd.socketUrl]) {
      expect(await scanFile(url, file(Buffer.alloc(700_000, "a")))).toEqual({ kind: "clean" });
      expect(await scanFile(url, file(""))).toEqual({ kind: "clean" });
    }
  });

  it("finds a virus, also at the end of a file", async () => {
    for (const content of [eicar, `${"a".repeat(300_000)}${eicar}`]) {
      expect(await scanFile(clamd.url, file(content))).toMatchObject({
        kind: "infected",
        signature: expect.stringContaining("Eicar-Test-Signature"),
      });
    }
  });

  it("is no verdict for a file beyond the daemon's limit, with a virus or without", async () => {
    for (const content of [Buffer.alloc(4_000_000, "a"), Buffer.alloc(40_000_000, "a")]) {
      await expect(scanFile(clamd.url, file(content))).rejects.toMatchObject({ code: "unavailable" });
    }
  });
});

describe("a scan without a verdict fails", () => {
  it.each([
    ["nobody listens", undefined],
    ["the connection is closed at once", ""],
    ["the answer is an error", "stream: INSTREAM: read error ERROR\0"],
    ["the answer is none of the protocol", "OK\0"],
    ["a limit was passed without an error", "stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0"],
    ["the answer has no end", "stream: OK"],
  ])("when %s", async (_title, says) => {
    const port = await freePort();
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.end(says ?? ""));
    });
    if (says !== undefined) await new Promise<void>((done) => server.listen(port, "127.0.0.1", () => done()));
    await expect(scanFile(`tcp://127.0.0.1:${port}`, file("evidence"))).rejects.toMatchObject({ code: "unavailable" });
    server.close();
  });
});
