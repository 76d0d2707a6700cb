import { describe, expect, it } from "vitest";
import { NotedErrors } from "#src/platform/errors/noted-errors.ts";
import { createLog } from "#src/platform/log/log.ts";

function thrownIn(line: number, message = "it broke"): Error {
  const error = new Error(message);
  error.stack = `Error: ${message}\n    at doIt (src/features/a.ts:${line}:1)`;
  return error;
}

describe("the errors of a process", () => {
  it("are one group when kind, words and function are the same, whatever they quote and whichever line", () => {
    const noted = new NotedErrors();
    noted.note(thrownIn(1, "no row for 'Ada'"), { route: "GET /api/a" });
    noted.note(thrownIn(9, "no row for 'Ben'"), { route: "GET /api/b" });
    noted.note(thrownIn(1, "no column for 'Ben'"));
    noted.note(new TypeError("no row for 'Ada'"));
    noted.note(thrownIn(1, "no row for 'Ada'"), { process: "WORKER" });
    const lines = noted.take();
    expect(lines.map(({ times, route, process }) => [times, route, process])).toEqual([
      [2, "GET /api/b", "WEB"],
      [1, null, "WEB"],
      [1, null, "WEB"],
      [1, null, "WORKER"],
    ]);
    expect(noted.take()).toEqual([]);
  });

  it("are told apart by their route where a bundle names no function of the program", () => {
    const noted = new NotedErrors();
    const bundled = () => Object.assign(new Error("x"), { stack: "Error: x\n    at a (.next/server/chunks/1.js:1:1)" });
    for (const route of ["/a", "/b", "/b"]) noted.note(bundled(), { process: "PAGE", route });
    expect(noted.take().map(({ times }) => times)).toEqual([1, 2]);
  });

  it("are only counted beyond a hundred groups and a thousand errors, which takes no time", () => {
    const noted = new NotedErrors();
    const letters = (n: number) => String(n).replace(/\d/g, (digit) => "abcdefghij"[Number(digit)] ?? "");
    for (let n = 0; n < 300; n += 1) noted.note(thrownIn(1, `broken ${letters(n)}`));
    expect(
      noted
        .take()
        .map(({ id, times }) => (id.startsWith("others:") ? [id, times] : [times]))
        .slice(99),
    ).toEqual([[1], ["others:WEB", 200]]);
    const error = thrownIn(1);
    const before = process.cpuUsage();
    for (let n = 0; n < 50_000; n += 1) noted.note(error);
    expect(process.cpuUsage(before).user / 50_000).toBeLessThan(40);
    expect(noted.take().map(({ times }) => times)).toEqual([1_000, 49_000]);
  });

  it("stay, with those that came since, when they could not be stored", () => {
    const noted = new NotedErrors();
    noted.note(thrownIn(1));
    const lines = noted.take();
    noted.note(thrownIn(1));
    noted.putBack(lines);
    expect(noted.take().map(({ times }) => times)).toEqual([2]);
  });
});

describe("the log", () => {
  it("notes what it logs as an error, with the fields of its child, and no warning", () => {
    const seen: unknown[] = [];
    const log = createLog("info", { write: () => {} }, undefined, ({ err, ...fields }) => seen.push([err, fields.job]));
    const error = new Error("x");
    log.warn({ err: error }, "a warning");
    log.error("without one");
    log.child({ job: "audit.seal" }).error({ err: error }, "an error");
    log.fatal({ err: error }, "the end");
    expect(seen).toEqual([
      [error, "audit.seal"],
      [error, undefined],
    ]);
  });
});
