import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Group, isComparable, shownGroups, smallestGroup } from "#src/features/analytics/small-groups.ts";

const group = (id: string, students: number, known = 0): Group => ({ id, students, known });
const shown = (...groups: Group[]) => [...shownGroups(groups)].sort();

describe("groups", () => {
  it.each([
    ["of five and more are shown", [group("a", 5), group("b", 40)], ["a", "b"]],
    [
      "under five are not, nor the next smallest, which would give them away",
      [group("a", 4), group("b", 6), group("c", 9)],
      ["c"],
    ],
    ["under five that are five together hide no other", [group("a", 3), group("b", 2), group("c", 6)], ["c"]],
    ["of which the reader knows all but a few are not", [group("a", 6, 5), group("b", 20), group("c", 30)], ["c"]],
    ["that the reader knows one by one are no secret", [group("a", 6, 6), group("b", 20)], ["a", "b"]],
    ["are none where one small one is beside one large one", [group("a", 2), group("b", 50)], []],
    ["that are empty hide nothing", [], []],
  ])("%s", (_, groups, expected) => {
    expect(shown(...groups)).toEqual(expected);
  });

  it("never let a group under five be derived, by any sum of what is shown", () => {
    const groups = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 14 }), fc.nat({ max: 14 })), { minLength: 1, maxLength: 7 })
      .map((sizes) => sizes.map(([students, known], n) => group(`g${n}`, students, Math.min(students, known))));
    fc.assert(
      fc.property(groups, (all) => {
        const visible = shownGroups(all);
        // The reader knows the sum over all, what is shown, and their own students one by one: with groups that do not
        // overlap, nothing else follows than each group shown, and all that is hidden together, less those they know.
        const figures = [
          ...all.filter(({ id }) => visible.has(id)).map((one) => [one]),
          all.filter(({ id }) => !visible.has(id)),
        ].filter((members) => members.length > 0);
        for (const members of visible.size > 0 ? figures : []) {
          const students = members.reduce((sum, one) => sum + one.students, 0);
          const known = members.reduce((sum, one) => sum + one.known, 0);
          expect(students).toBeGreaterThanOrEqual(smallestGroup);
          if (students > known) expect(students - known).toBeGreaterThanOrEqual(smallestGroup);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("stand beside one's own where the others are five", () => {
    expect(isComparable({ students: 6, known: 1 })).toBe(true);
    expect(isComparable({ students: 5, known: 1 })).toBe(false);
    expect(isComparable({ students: 20, known: 16 })).toBe(false);
  });
});
