import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type AuditReport, frames, overdueLibraries, tableOf } from "./overdue-libraries.mjs";

const now = new Date("2026-12-01T00:00:00Z");
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();

function judge(over: {
  outdated?: Record<string, { wanted: string; latest: string }>;
  audit?: AuditReport["vulnerabilities"];
  times?: Record<string, Record<string, string>>;
}) {
  const facts = {
    outdated: over.outdated ?? {},
    audit: over.audit ? { vulnerabilities: over.audit } : undefined,
    times: over.times ?? {},
    usedAtRuntime: new Set(["server-library"]),
  };
  return overdueLibraries(facts, now).map(({ name, why, days, isOverdue }) => [name, why, days, isOverdue]);
}

describe("libraries [V15.2.1]", () => {
  it.each([
    ["server-library", 7, false],
    ["server-library", 8, true],
    ["test-library", 30, false],
    ["test-library", 31, true],
  ])("with a weakness: %s is %i days after its fix overdue: %s", (name, days, isOverdue) => {
    const audit = { [name]: { severity: "high", fixAvailable: { name, version: "1.0.1" } } };
    expect(judge({ audit, times: { [name]: { "1.0.1": daysAgo(days) } } })).toEqual([
      [name, "weakness (high)", days, isOverdue],
    ]);
  });

  it("with a weakness in what another brings are measured by that", () => {
    const audit = { deep: { severity: "low", fixAvailable: { name: "server-library", version: "2.0.0" } } };
    expect(judge({ audit, times: { "server-library": { "2.0.0": daysAgo(8) } } })).toEqual([
      ["deep", "weakness (low)", 8, true],
    ]);
  });

  it("with a weakness that has no fix are listed, and overdue only once there is one", () => {
    expect(judge({ audit: { deep: { severity: "critical", fixAvailable: false } } })).toEqual([
      ["deep", "weakness (critical)", undefined, false],
    ]);
    expect(judge({ audit: { deep: { severity: "critical", fixAvailable: true } } })).toEqual([
      ["deep", "weakness (critical)", undefined, true],
    ]);
  });

  it.each([
    ["1.2.3", "1.3.0", 90, false],
    ["1.2.3", "1.3.0", 91, true],
    ["0.4.1", "0.4.2", 91, true],
  ])("that are %s where %s is out for %i days are overdue: %s", (wanted, latest, days, isOverdue) => {
    expect(judge({ outdated: { one: { wanted, latest } }, times: { one: { [latest]: daysAgo(days) } } })).toEqual([
      ["one", "newer", days, isOverdue],
    ]);
  });

  it("have a year for the next major version, and the usual time for what is newer of their own", () => {
    const times = {
      one: { "1.2.3": daysAgo(400), "1.9.0": daysAgo(100), "2.0.0": daysAgo(364), "2.0.1-rc.1": daysAgo(1) },
    };
    expect(judge({ outdated: { one: { wanted: "1.2.3", latest: "2.0.0" } }, times })).toEqual([
      ["one", "newer", 100, true],
      ["one", "newer major", 364, false],
    ]);
    expect(judge({ outdated: { one: { wanted: "1.9.0", latest: "2.0.0" } }, times })).toEqual([
      ["one", "newer major", 364, false],
    ]);
  });

  it("that are ahead of what is called stable, or of which nothing is known, are not overdue", () => {
    expect(judge({ outdated: { one: { wanted: "3.0.0-beta.1", latest: "2.9.0" } } })).toEqual([]);
    expect(judge({ outdated: { one: { wanted: "1.0.0", latest: "1.0.1" } } })).toEqual([
      ["one", "newer", undefined, false],
    ]);
  });

  it("have the time frames that are written down", () => {
    const text = readFileSync(join(import.meta.dirname, "../docs/security.md"), "utf8");
    const part = text.slice(text.indexOf("## Libraries"), text.indexOf("## Reporting"));
    for (const days of Object.values(frames)) expect(part).toMatch(new RegExp(`\\b${days}\\s+days`));
  });

  it("are shown as a table, the overdue first", () => {
    const lines = overdueLibraries(
      {
        outdated: { b: { wanted: "1.0.0", latest: "1.0.1" }, c: { wanted: "1.0.0", latest: "1.0.1" } },
        audit: undefined,
        times: { c: { "1.0.1": daysAgo(200) } },
        usedAtRuntime: new Set(),
      },
      now,
    );
    expect(tableOf(lines).split("\n")).toEqual(
      [
        "OVERDUE  c  newer  1.0.0 -> 1.0.1  200 days   of 90",
        "         b  newer  1.0.0 -> 1.0.1  not known  of 90",
      ].map((line) => line.trimEnd()),
    );
  });
});
