import { describe, expect, it } from "vitest";
import { sentenceOf, visitsOf } from "./sentence.ts";

describe("an entry in one line", () => {
  it.each([
    [{ kind: "looked", what: "progress", count: null }, "Looked at: progress"],
    [{ kind: "looked", what: "students", count: 20 }, "Looked at: students, 20 records"],
    [{ kind: "refused", what: "GET /api/users/:id", count: null }, "Was refused a look"],
    [{ kind: "refused", what: "POST /api/legal-holds", count: null }, "Was refused a change"],
    [{ kind: "refused", what: "several", count: 10 }, "Was refused again and again, 10 times"],
    [{ kind: "refused", what: "session.refuse", count: 3 }, "Failed to sign in, 3 times"],
    [{ kind: "changed", what: "user.merge", count: null }, "Merged two people"],
    [{ kind: "changed", what: "some_thing.move-on", count: null }, "Some thing: move on"],
  ] as const)("%j", (entry, sentence) => {
    expect(sentenceOf({ ...entry, record: null })).toBe(sentence);
  });
});

describe("a visit", () => {
  const look = (id: string, reader: string, minute: number, what: string) => ({
    id,
    reader,
    what,
    at: `2026-01-01T10:${String(minute).padStart(2, "0")}:00.000Z`,
  });

  it("is what one reader looked at within ten minutes, each once", () => {
    const visits = visitsOf([
      look("5", "a", 40, "hours"),
      look("4", "a", 31, "progress"),
      look("3", "a", 30, "hours"),
      look("2", "b", 29, "progress"),
      look("1", "a", 5, "progress"),
    ]);
    expect(visits.map(({ id, reader, whats }) => [id, reader, whats])).toEqual([
      ["5", "a", ["hours", "progress"]],
      ["2", "b", ["progress"]],
      ["1", "a", ["progress"]],
    ]);
  });
});
