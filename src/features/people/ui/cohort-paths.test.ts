import { describe, expect, it } from "vitest";
import type { StudentLine } from "#src/features/people/schema.ts";
import { attentionLimit, pickAttention } from "./cohort-paths.ts";

const student = (id: string, overdue: number): StudentLine => ({
  id,
  name: id,
  studentNumber: null,
  cohortId: null,
  cohort: null,
  program: null,
  placement: null,
  totalCompetencies: 10,
  completedCompetencies: 0,
  progressPercentage: 0,
  overdue,
  standing: "BEHIND",
  lastAssessedAt: null,
  pronouns: null,
  picture: null,
});

describe("who needs attention", () => {
  it("is the most overdue of those at risk, then of those behind, up to the limit", () => {
    const { students } = pickAttention([student("a", 3), student("b", 9)], [student("c", 1), student("d", 2)]);
    expect(students.map(({ id }) => id)).toEqual(["d", "c", "b", "a"]);
    const many = Array.from({ length: 40 }, (_, index) => student(String(index), index));
    expect(pickAttention(many, many).students.map(({ overdue }) => overdue)).toEqual([39, 38, 37, 36, 35]);
    expect(pickAttention(many, []).students).toHaveLength(attentionLimit);
  });

  it("reports which kinds exist, for the links to all of them", () => {
    expect(pickAttention([], [student("a", 1)])).toMatchObject({ hasBehind: false, hasAtRisk: true });
  });
});
