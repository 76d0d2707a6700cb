import { describe, expect, it } from "vitest";
import { countOf, detailLines, firstIdFrom, kindOf, sourceOf } from "#src/features/audit/rules.ts";
import { newId } from "#src/lib/ids.ts";

describe("what an entry is", () => {
  it.each([
    [{ log: "access", action: "progress", detail: null }, "looked"],
    [{ log: "access", action: "students", detail: { count: 3, filter: {} } }, "looked"],
    [{ log: "access", action: "GET /api/users/:id", detail: { refused: 404, asked: {} } }, "refused"],
    [{ log: "audit", action: "assessment.submit", detail: null }, "changed"],
    [{ log: "audit", action: "password.change", detail: null }, "changed"],
    [{ log: "audit", action: "session.start", detail: null }, "signIns"],
    [{ log: "audit", action: "session.refuse", detail: null }, "refused"],
    [{ log: "audit", action: "factor.refuse", detail: null }, "refused"],
  ] as const)("%j", (entry, kind) => {
    expect(kindOf(entry)).toBe(kind);
  });
});

describe("what an entry says", () => {
  it("is told in lines, without what has a place of its own", () => {
    const detail = {
      count: 2,
      source: "192.0.2.1",
      filter: { role: "STUDENT" },
      ids: ["a", "b"],
      none: null,
      is: true,
    };
    expect(detailLines(detail)).toEqual([
      { name: "filter.role", value: "STUDENT" },
      { name: "ids", value: "a, b" },
      { name: "is", value: "true" },
    ]);
    expect([countOf(detail), sourceOf(detail)]).toEqual([2, "192.0.2.1"]);
    expect([countOf({ times: 4 }), countOf(null), sourceOf({ source: 1 })]).toEqual([4, null, null]);
    expect(detailLines(null)).toEqual([]);
  });
});

it("the least id of a time is below all ids from then on, and above those of two hours before", () => {
  const id = newId();
  expect(firstIdFrom(new Date()) < id).toBe(true);
  expect(firstIdFrom(new Date(Date.now() + 2 * 60 * 60_000)) > id).toBe(true);
});
