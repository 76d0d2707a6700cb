import { describe, expect, it } from "vitest";
import { AppError, type ErrorCode, errorCatalogue } from "#src/errors.ts";
import { StoppedAttempts } from "#src/platform/log/stopped-attempts.ts";

type Line = Record<string, unknown>;

function attempts() {
  const lines: Line[] = [];
  const stopped = new StoppedAttempts({
    warn: (...[line, text]: unknown[]) => void lines.push({ ...(line as Line), text }),
  });
  const note = (code: ErrorCode, over: { userId?: string | undefined; address?: string; route?: string } = {}) =>
    stopped.note(
      { method: "POST", route: "/api/things/:id", userId: "ada", address: "192.0.2.7", ...over },
      new AppError(code, "Ada's words", { errors: [{ path: "name", message: "Ada" }] }),
      "r1",
    );
  return { lines, note, stopped };
}

describe("attempts that a check stopped", () => {
  it("leave a line with who, where and why, and nothing that was sent [V16.3.3]", () => {
    const { lines, note } = attempts();
    note("invalid");
    expect(lines).toEqual([
      {
        requestId: "r1",
        userId: "ada",
        source: expect.stringMatching(/^[\w-]{12}$/),
        method: "POST",
        route: "/api/things/:id",
        status: 422,
        code: "invalid",
        text: "a check stopped a request",
      },
    ]);
  });

  it("are those of input, of rules, of how often, of a proof and of a name, and no others", () => {
    const { lines, note } = attempts();
    for (const code of Object.keys(errorCatalogue) as ErrorCode[]) note(code);
    const left = ["unauthenticated", "forbidden", "not_found", "in_flight", "precondition_failed"];
    const others = [...left, "precondition_required", "internal", "unavailable"];
    expect(lines.map(({ code }) => code)).toEqual(Object.keys(errorCatalogue).filter((code) => !others.includes(code)));
    // Somebody who is signed in has a row in the record of looks; nobody else has.
    note("forbidden", { userId: undefined });
    expect(lines.at(-1)).toMatchObject({ code: "forbidden" });
  });

  it("leave one line a minute for each person, endpoint and kind, and then how many more there were", () => {
    const { lines, note, stopped } = attempts();
    for (let n = 0; n < 100; n += 1) note("invalid");
    note("conflict");
    note("invalid", { userId: "ben" });
    note("invalid", { route: "/api/others" });
    expect(lines).toHaveLength(4);
    stopped.flush();
    expect(lines.slice(4)).toMatchObject([{ userId: "ada", code: "invalid", times: 99 }]);
    note("invalid");
    expect(lines).toHaveLength(6);
  });

  it("leave at most so many lines, however many sources there are", () => {
    const { lines, note, stopped } = attempts();
    for (let n = 0; n < 10_000; n += 1) note("rate_limited", { userId: undefined, address: `198.51.100.${n}` });
    stopped.flush();
    expect(lines.length).toBeLessThan(1_400);
    const counted = lines.reduce((all, { times }) => all + Number(times ?? 1), 0);
    expect(counted).toBe(10_000);
  });

  it("tell sources apart without naming them", () => {
    const { lines, note } = attempts();
    note("invalid", { userId: undefined });
    note("invalid", { userId: undefined, address: "192.0.2.8" });
    expect(new Set(lines.map(({ source }) => source)).size).toBe(2);
    expect(JSON.stringify(lines)).not.toContain("192.0.2");
  });
});
