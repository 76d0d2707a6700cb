import { describe, expect, it } from "vitest";
import { seenNow } from "./seen-now.ts";

const nothing = { reachedStudents: 0, reachedSupervisors: 0, assignments: 0, placements: 0 };

describe("what people see now", () => {
  it.each([
    ["nobody was invited", {}, { student: "cannot", supervisor: "cannot" }],
    ["a student signs in, no supervisor", { reachedStudents: 1 }, { student: "nothing", supervisor: "cannot" }],
    [
      "all is there, and others are not invited yet",
      { reachedStudents: 2, reachedSupervisors: 1, assignments: 9, placements: 2 },
      { student: "competencies", supervisor: "students" },
    ],
    ["only supervisors were reached", { reachedSupervisors: 1 }, { student: "cannot", supervisor: "nobody" }],
  ] as const)("when %s", (_when, made, seen) => {
    expect(seenNow({ ...nothing, ...made })).toEqual(seen);
  });
});
