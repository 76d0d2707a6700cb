import { describe, expect, it } from "vitest";
import { stepsOf } from "./rules.ts";

const nothing = {
  students: 0,
  supervisors: 0,
  notJoined: 0,
  notInvited: 0,
  reachedStudents: 0,
  reachedSupervisors: 0,
  frameworks: 0,
  placements: 0,
  assignments: 0,
  assessments: 0,
};

describe("the first steps of a school", () => {
  it.each([
    ["an empty school", {}, [], "people"],
    ["students without anybody to assess them", { students: 3 }, [], "people"],
    ["people", { students: 3, supervisors: 1 }, ["people"], "framework"],
    ["a framework before people", { frameworks: 1 }, ["framework"], "people"],
    [
      "all but the assessment",
      { students: 3, supervisors: 1, frameworks: 1, placements: 3, assignments: 9 },
      ["people", "framework", "placement", "assign"],
      "assessment",
    ],
    [
      "everything",
      { students: 3, supervisors: 1, frameworks: 1, placements: 3, assignments: 9, assessments: 1 },
      ["people", "framework", "placement", "assign", "assessment"],
      null,
    ],
  ] as const)("%s", (_what, made, done, next) => {
    expect(stepsOf({ ...nothing, ...made })).toEqual({ done, next });
  });
});
