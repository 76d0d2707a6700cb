import { describe, expect, it } from "vitest";
import { sweep } from "./sweep.ts";
import { type Finding, mostFindings } from "./values.ts";

const signal = new AbortController().signal;
const broken = (id: string): Finding => ({ what: "file_missing", id, schoolId: null, count: null });

/** Things named 000 to 999, two on a page, of which those of `bad` are broken. */
function things(bad: Set<string>, count = 1_000) {
  const looked: string[] = [];
  const look = (ids: readonly string[]) => {
    looked.push(...ids);
    return ids.filter((id) => bad.has(id)).map(broken);
  };
  return {
    looked,
    parts: {
      takesMs: 60_000,
      again: async (ids: readonly string[]) => look(ids),
      async page(after: string) {
        const first = after === "" ? 0 : Number(after) + 1;
        const ids = [first, first + 1].filter((n) => n < count).map((n) => String(n).padStart(3, "0"));
        return { counted: ids.length, findings: look(ids), next: ids.length === 2 ? (ids[1] ?? null) : null };
      },
    },
  };
}

describe("a slice of a check", () => {
  it("goes on behind the last, looks at what that found again, and begins anew after the end", async () => {
    const bad = new Set(["001", "007"]);
    const { looked, parts } = things(bad, 11);
    const first = await sweep({ findings: [], reached: null, signal }, { ...parts, most: 4 });
    expect(first).toEqual({ counted: 4, findings: [broken("001")], reached: "003" });
    const second = await sweep({ ...first, signal }, { ...parts, most: 4 });
    expect(second).toEqual({ counted: 4, findings: [broken("001"), broken("007")], reached: "007" });
    bad.delete("001");
    const third = await sweep({ ...second, signal }, { ...parts, most: 4 });
    expect(third).toEqual({ counted: 3, findings: [broken("007")], reached: null });
    looked.length = 0;
    await sweep({ ...third, signal }, { ...parts, most: 4 });
    expect(looked).toEqual(["007", "000", "001", "002", "003"]);
  });

  it("ends when its time is over, after a page", async () => {
    const { parts } = things(new Set());
    expect(await sweep({ findings: [], reached: null, signal }, { ...parts, takesMs: 0 })).toMatchObject({
      counted: 2,
      reached: "001",
    });
  });

  it("looks no further with a hundred findings, and goes on from there when some are repaired", async () => {
    const bad = new Set(Array.from({ length: 1_000 }, (_, n) => String(n).padStart(3, "0")));
    const { parts, looked } = things(bad);
    const first = await sweep({ findings: [], reached: null, signal }, parts);
    expect(first.findings).toHaveLength(mostFindings);
    expect(first.reached).toBe("099");
    looked.length = 0;
    const second = await sweep({ ...first, signal }, parts);
    expect([looked.length, second.reached]).toEqual([mostFindings, "099"]);
    bad.clear();
    expect(await sweep({ ...second, signal }, parts)).toMatchObject({ findings: [], reached: null, counted: 900 });
  });

  it("ends between two pages when its job is cancelled", async () => {
    const ending = new AbortController();
    const { parts } = things(new Set());
    const page = async (after: string) => {
      ending.abort();
      return parts.page(after);
    };
    await expect(sweep({ findings: [], reached: null, signal: ending.signal }, { ...parts, page })).rejects.toThrow();
  });
});
