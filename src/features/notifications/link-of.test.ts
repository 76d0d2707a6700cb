import { expect, it } from "vitest";
import { linkOf } from "./link-of.ts";

it.each([
  [{ assignmentIds: ["a"], assignmentId: "a", dueOn: "2031-04-10" }, "/dashboard/student/competencies/a"],
  [{ assignmentIds: ["a", "b"], dueOn: "2031-04-10" }, "/dashboard/student/competencies"],
  [{ assignmentIds: ["a", "b"] }, "/dashboard/student/competencies?status=OVERDUE"],
  [{ assessmentId: "x", onlyWhile: "REQUESTED" }, "/assessment/x"],
  [{ overdueOf: "SUPERVISOR" }, "/dashboard/clinical-supervisor/students?sort=overdue&direction=desc"],
  [{ overdueOf: "SCHOOL" }, "/dashboard/school-admin?sort=overdue&direction=desc#students"],
  [{ assignmentId: "a" }, undefined],
  [null, undefined],
])("a message about %j leads to %s", (payload, path) => {
  expect(linkOf(payload)).toBe(path);
});
