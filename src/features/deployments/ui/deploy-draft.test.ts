import { describe, expect, it } from "vitest";
import {
  type Cohort,
  countStudents,
  type DeployDraft,
  emptyDraft,
  faultsOf,
  parseDraft,
  toDeployBody,
} from "./deploy-draft.ts";

const today = "2026-11-23";
const cohorts: Cohort[] = [
  { id: "c1", name: "2027", programId: "p1", program: "BSc", students: 20 },
  { id: "c2", name: "2028", programId: "p1", program: "BSc", students: 30 },
  { id: "c3", name: "2027", programId: "p2", program: "MSc", students: 5 },
];
const student = (id: string, cohortId: string | null) => ({ id, name: id, meta: "", cohortId });
const draft = (given: Partial<DeployDraft>): DeployDraft => ({ ...emptyDraft(today), ...given });

describe("the choice of students", () => {
  it("counts each student once, in cohorts of a chosen program and in a chosen cohort", () => {
    const choice = draft({
      programIds: ["p1"],
      cohortIds: ["c1", "c3"],
      students: [student("s1", "c3"), student("s2", "c9"), student("s3", null)],
    });
    expect(countStudents(choice, cohorts)).toBe(20 + 30 + 5 + 2);
    expect(toDeployBody("f", choice, cohorts, today).targetGroups).toEqual([
      { type: "program", id: "p1" },
      { type: "cohort", id: "c3" },
      { type: "student", id: "s1" },
      { type: "student", id: "s2" },
      { type: "student", id: "s3" },
    ]);
  });
});

describe("the days of a deployment", () => {
  it("start at once today, and are sent as days, which the server converts in the school's time zone", () => {
    const send = (given: Partial<DeployDraft>) =>
      toDeployBody("f", draft({ cohortIds: ["c1"], ...given }), cohorts, today);
    expect(send({ dueOn: "2026-12-24" })).toMatchObject({ dueDate: "2026-12-24" });
    expect(send({})).not.toHaveProperty("effectiveDate");
    expect(send({ effectiveOn: "2026-12-01" })).toMatchObject({ effectiveDate: "2026-12-01" });
  });

  it("are refused when they are in the past, in the wrong order or not existing days", () => {
    const faults = (given: Partial<DeployDraft>) => faultsOf(draft({ cohortIds: ["c1"], ...given }), today);
    expect(faults({})).toEqual({});
    expect(faults({ effectiveOn: "2026-11-22" })).toEqual({ effectiveOn: "early" });
    expect(faults({ effectiveOn: "2026-12-02", dueOn: "2026-12-01" })).toEqual({ dueOn: "early" });
    expect(faults({ dueOn: "2027-02-30" })).toEqual({ dueOn: "wrong" });
    expect(faults({ cohortIds: [] })).toEqual({ who: "nobody" });
  });

  it("are relative to each student where a rule is chosen, which the day then does not disturb", () => {
    const rule = { from: "ROTATION_END", count: "2", unit: "WEEK", isBefore: true, rotationId: "r1" } as const;
    const chosen = draft({ cohortIds: ["c1"], dueOn: "2026-12-24", rule });
    expect(faultsOf(chosen, today)).toEqual({});
    const body = toDeployBody("f", chosen, cohorts, today);
    expect(body).toMatchObject({ dueRule: { from: "ROTATION_END", offset: -2, unit: "WEEK", rotationId: "r1" } });
    expect(body).not.toHaveProperty("dueDate");
    expect(faultsOf({ ...chosen, rule: { ...rule, rotationId: null } }, today)).toEqual({ rule: "rotation" });
    for (const count of ["", "-1", "1.5", "x", "9999"]) {
      expect(faultsOf({ ...chosen, rule: { ...rule, count } }, today)).toEqual({ rule: "count" });
    }
    const after = toDeployBody("f", { ...chosen, rule: { ...rule, from: "EFFECTIVE" } }, cohorts, today);
    expect(after).toMatchObject({ dueRule: { offset: 2, rotationId: null } });
  });
});

describe("the draft stored in a tab", () => {
  it("is restored unchanged, without values that are no longer valid", () => {
    const kept = draft({ cohortIds: ["c1"], students: [student("s", null)], notifies: false, dueOn: "2026-12-01" });
    kept.rule = { from: "START", count: "3", unit: "DAY", isBefore: false, rotationId: null };
    expect(parseDraft(JSON.parse(JSON.stringify(kept)), today)).toEqual(kept);
    expect(parseDraft({ effectiveOn: "2020-01-01", students: [{ id: 1 }], cohortIds: [7] }, today)).toEqual(draft({}));
    expect(parseDraft("x", today)).toBeUndefined();
  });
});
