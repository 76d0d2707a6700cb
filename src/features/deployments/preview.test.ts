import { describe, expect, it } from "vitest";
import { type Member, previewOf } from "#src/features/deployments/preview.ts";

const at = new Date("2026-11-30T12:00:00Z");
const targets = [
  { type: "cohort", id: "c1", name: "2027" },
  { type: "program", id: "p1", name: "BSc" },
] as const;
const member = (id: string, given: Partial<Member> = {}): Member => ({
  ...{ id, name: id, leftOut: null, groups: ["program p1"], dueAt: null, dueOn: null },
  ...given,
});
const preview = (members: Member[], held: { studentId: string; attached: number; dueEarlier: number }[] = []) =>
  previewOf({ targets, members, held, competencies: 4, at });

describe("the preview of a deployment", () => {
  it("counts each student once, whatever groups they are in", () => {
    expect(preview([member("a"), member("b", { groups: ["cohort c1", "program p1"] })])).toMatchObject({
      students: 2,
      inSeveralGroups: 1,
      assignments: { made: 8, attached: 0, dueEarlier: 0 },
      groups: [
        { id: "c1", students: 1, inOthers: 1, made: 4 },
        { id: "p1", students: 2, inOthers: 1, made: 8 },
      ],
    });
  });

  it("attaches to what students have", () => {
    const held = [
      { studentId: "a", attached: 4, dueEarlier: 1 },
      { studentId: "b", attached: 1, dueEarlier: 1 },
    ];
    expect(preview([member("a"), member("b"), member("c")], held)).toMatchObject({
      assignments: { made: 7, attached: 5, dueEarlier: 2 },
      haveAll: 1,
      haveSome: 1,
      groups: [
        { id: "c1", made: 0 },
        { id: "p1", made: 7, attached: 5 },
      ],
    });
  });

  it("leaves out who left or is suspended, and says who", () => {
    const answer = preview([member("a"), member("gone", { leftOut: "LEFT" }), member("out", { leftOut: "SUSPENDED" })]);
    expect(answer).toMatchObject({
      students: 1,
      leftOut: [
        { reason: "LEFT", students: 1, names: ["gone"] },
        { reason: "SUSPENDED", students: 1, names: ["out"] },
      ],
      groups: [{ leftOut: 0 }, { students: 1, leftOut: 2 }],
    });
  });

  it("says between which days it falls due, for whom there is no day yet, and for whom it has passed", () => {
    const due = (day: string) => ({ dueOn: day, dueAt: new Date(`${day}T22:59:59Z`) });
    const answer = preview([member("a", due("2027-01-05")), member("b", due("2026-11-29")), member("c")]);
    expect(answer.due).toEqual({ firstOn: "2026-11-29", lastOn: "2027-01-05", without: 1, past: 1 });
  });

  it("is empty without students", () => {
    expect(preview([])).toMatchObject({ students: 0, assignments: { made: 0 }, due: { firstOn: null, without: 0 } });
  });
});
