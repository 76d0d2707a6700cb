import { expect, it } from "vitest";
import type { Deadline } from "#src/features/progress/schema.ts";
import { deadlineCounts } from "./deadline-counts.ts";

/** A deadline that is due in this number of days. */
function deadline(days: number, status: Deadline["status"]): Deadline {
  return {
    assignmentId: `a${days}`,
    competencyId: "c",
    competencyName: "Hand hygiene",
    dueDate: "",
    dueOn: String(days),
    status,
  };
}

it("counts overdue and upcoming deadlines, and ignores an expired one whose date has passed", () => {
  const deadlines = [
    deadline(-9, "EXPIRED"),
    deadline(-2, "OVERDUE"),
    deadline(0, "NOT_STARTED"),
    deadline(9, "EXPIRED"),
  ];
  expect(deadlineCounts(deadlines, Number)).toEqual({
    overdue: 1,
    overdueIsCapped: false,
    soon: 1,
    soonIsCapped: false,
    next: "0",
  });
});
