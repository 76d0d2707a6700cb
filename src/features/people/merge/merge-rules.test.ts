import { expect, it } from "vitest";
import { type MergeSide, mergeFault } from "#src/features/people/merge/merge-rules.ts";

const side = (id: string, over: Partial<MergeSide> = {}): MergeSide => ({
  id,
  role: "STUDENT",
  mergedInto: null,
  records: 0,
  openWork: 0,
  ...over,
});

it.each([
  [side("a"), side("b"), undefined],
  [side("a", { records: 3 }), side("b"), undefined],
  [side("a"), side("a"), /same entry/],
  [side("a"), side("me"), /yourself/],
  [side("a", { mergedInto: "c" }), side("b"), /already/],
  [side("a"), side("b", { mergedInto: "c" }), /already/],
  [side("a"), side("b", { role: "SCHOOL_ADMIN" }), /different roles/],
  [side("a"), side("b", { records: 1 }), /Keep that one/],
  [side("a", { records: 2 }), side("b", { records: 1 }), /Both have a record/],
  [side("a"), side("b", { openWork: 1 }), /open/],
] as const)("of %j and %j: %s", (keep, merge, expected) => {
  const fault = mergeFault(keep, merge, "me");
  if (expected === undefined) expect(fault).toBeUndefined();
  else expect(fault).toMatch(expected);
});
