import { describe, expect, it } from "vitest";
import { AppError } from "#src/errors.ts";
import {
  type AssessmentActor,
  assessmentSteps,
  criterionFaults,
  type EvaluationActor,
  evaluationSteps,
  nextActsOf,
  observedAtFault,
  ratingFault,
  takeBackFault,
} from "#src/features/assessments/rules.ts";
import { assessmentStatus, type EvaluationState } from "#src/features/assessments/schema.ts";
import { assertStep } from "#src/policy/assert-step.ts";
import { itTakesOnly } from "../../../tests/support/steps.ts";

/** Every listed step with the actor who may take it; each other pair of states is refused to every actor. */
const assessmentAllowed: Record<string, readonly AssessmentActor[]> = {
  "NEW>REQUESTED": ["student"],
  "NEW>DRAFT": ["assessor"],
  "NEW>SUBMITTED": ["assessor"],
  "REQUESTED>DRAFT": ["assessor"],
  "REQUESTED>DECLINED": ["assessor"],
  "REQUESTED>CANCELLED": ["student"],
  "REQUESTED>EXPIRED": ["job"],
  "EXPIRED>REQUESTED": ["school"],
  "DRAFT>SUBMITTED": ["assessor"],
  "DRAFT>DISCARDED": ["author"],
  "SUBMITTED>DRAFT": ["author"],
  "SUBMITTED>APPROVED": ["countersigner"],
  "SUBMITTED>REJECTED": ["countersigner"],
  "REJECTED>DRAFT": ["author"],
  "SUBMITTED>SUBMITTED": ["author"],
  "APPROVED>SUBMITTED": ["author"],
  "SUBMITTED>VOIDED": ["school"],
  "APPROVED>VOIDED": ["school"],
  "REJECTED>VOIDED": ["school"],
};

describe("a step of an assessment", () => {
  itTakesOnly(assessmentSteps, assessmentStatus.options, assessmentAllowed);

  it("names the refused step in its message", () => {
    expect(() => assertStep(assessmentSteps, "VOIDED", "DRAFT", "author")).toThrow(
      new AppError("conflict", "An assessment that is voided cannot become draft this way."),
    );
    expect(() => assertStep(assessmentSteps, "NEW", "APPROVED", "assessor")).toThrow(
      "An assessment cannot start as approved.",
    );
  });
});

const evaluationAllowed: Record<string, readonly EvaluationActor[]> = {
  "NEW>DRAFT": ["evaluator"],
  "NEW>SIGNED": ["evaluator"],
  "DRAFT>SIGNED": ["evaluator"],
  "SIGNED>SUPERSEDED": ["author"],
  "SIGNED>VOIDED": ["school"],
  "SIGNED>DISCARDED": ["author"],
};
const evaluationStates: readonly EvaluationState[] = ["DRAFT", "SIGNED", "SUPERSEDED", "VOIDED", "DISCARDED"];

describe("a step of an evaluation", () => {
  itTakesOnly(evaluationSteps, evaluationStates, evaluationAllowed);
});

describe("ratingFault", () => {
  const oScore = { kind: "ORDINAL", min: 1, max: 5 } as const;
  const performance = { kind: "NUMERIC", min: 0, max: 5 } as const;
  const passFail = { kind: "BINARY", min: 0, max: 1 } as const;

  it.each([
    [oScore, [1, 3, 5]],
    [performance, [0, 4.5, 3.33, 0.29, 5]],
    [passFail, [0, 1]],
  ] as const)("accepts what is on the scale %o", (scale, ratings) => {
    for (const rating of ratings) expect(ratingFault(scale, rating)).toBeNull();
  });

  it.each([
    [oScore, 0, "must be from 1 to 5"],
    [oScore, 6, "must be from 1 to 5"],
    [oScore, 3.5, "must be a level of the scale, a whole number"],
    [oScore, Number.NaN, "must be a level of the scale, a whole number"],
    [performance, -0.01, "must be from 0 to 5"],
    [performance, 5.01, "must be from 0 to 5"],
    [performance, 3.333, "may have at most 2 decimals"],
    [performance, Number.NaN, "may have at most 2 decimals"],
    [performance, Number.POSITIVE_INFINITY, "must be from 0 to 5"],
    [passFail, 0.5, "must be 0 (fail) or 1 (pass)"],
    [passFail, 2, "must be 0 (fail) or 1 (pass)"],
  ] as const)("on %o describes %d: %s", (scale, rating, fault) => {
    expect(ratingFault(scale, rating)).toBe(fault);
  });
});

describe("observedAtFault", () => {
  const now = new Date("2026-03-01T09:00:00Z");

  it("accepts the past and a clock that is up to 5 minutes ahead", () => {
    expect(observedAtFault(new Date("2025-01-01T00:00:00Z"), now, null)).toBeNull();
    expect(observedAtFault(now, now, now)).toBeNull();
    expect(observedAtFault(new Date("2026-03-01T09:05:00.000Z"), now, null)).toBeNull();
  });

  it("refuses what was before the assignment", () => {
    const from = new Date("2026-02-01T00:00:00Z");
    expect(observedAtFault(from, now, from)).toBeNull();
    const fault = "must not be before the competency was assigned";
    expect(observedAtFault(new Date("2026-01-31T23:59:59.999Z"), now, from)).toBe(fault);
    expect(observedAtFault(new Date(0), now, from)).toBe(fault);
  });

  it("refuses the future and an invalid time", () => {
    expect(observedAtFault(new Date("2026-03-01T09:05:00.001Z"), now, null)).toBe("must not be in the future");
    expect(observedAtFault(new Date("yesterday"), now, null)).toBe("is not a time");
  });
});

describe("criterionFaults", () => {
  it("accepts a score up to the maximum, and none", () => {
    for (const score of [0, 2.5, 5, null]) expect(criterionFaults(score, 5)).toBeNull();
  });

  it("refuses any other", () => {
    for (const score of [-0.5, 5.01, Number.NaN]) expect(criterionFaults(score, 5)).toBe("must be from 0 to 5");
  });
});

describe("a take-back", () => {
  const submittedAt = new Date("2026-11-24T14:00:00Z");
  const fault = (seconds: number, more: { isAmended?: boolean; isRead?: boolean } = {}) =>
    takeBackFault({
      submittedAt,
      isAmended: false,
      isRead: false,
      ...more,
      at: new Date(submittedAt.getTime() + seconds * 1_000),
    });

  it("is for ten seconds and the way of the request", () => {
    expect([0, 10, 15].map((seconds) => fault(seconds))).toEqual([null, null, null]);
    expect(fault(15.001)).toMatch("too late");
    expect(fault(3600)).toMatch("too late");
  });

  it("is for nobody once it was amended, or read by the student", () => {
    expect(fault(1, { isAmended: true })).toMatch("amended since");
    expect(fault(1, { isRead: true })).toMatch("read it already");
  });
});

describe("what a reader may do next", () => {
  const reader = { isAuthor: false, isEvaluator: false, hasReplied: false };
  const author = { ...reader, role: "CLINICAL_SUPERVISOR" as const, isAuthor: true, isEvaluator: true };
  const assessment = {
    status: "SUBMITTED" as const,
    needsCountersignature: false,
    isAcknowledged: false,
    isAnswered: false,
    canBeTakenBack: false,
  };

  it.each([
    ["the author, at once", author, { canBeTakenBack: true }, ["take-back", "amend"]],
    ["the author, later", author, {}, ["amend"]],
    ["the author whom the student answered", author, { isAnswered: true }, ["amend", "reply"]],
    ["the author who answered too", { ...author, hasReplied: true }, { isAnswered: true }, ["amend"]],
    ["the author of what was not countersigned", author, { status: "REJECTED" as const }, ["reopen"]],
    ["the author, where it is asked for", author, { needsCountersignature: true }, ["amend"]],
    [
      "a colleague",
      { ...author, isAuthor: false, isEvaluator: false },
      { needsCountersignature: true },
      ["countersign"],
    ],
    ["a fellow evaluator", { ...author, isAuthor: false }, { needsCountersignature: true }, ["amend"]],
    ["a colleague, where it is not asked for", { ...author, isAuthor: false, isEvaluator: false }, {}, []],
    ["the school", { ...reader, role: "SCHOOL_ADMIN" as const }, {}, ["void"]],
    [
      "the school, where it is asked for",
      { ...reader, role: "SCHOOL_ADMIN" as const },
      { needsCountersignature: true },
      ["countersign", "void"],
    ],
    ["the school of what is void", { ...reader, role: "SCHOOL_ADMIN" as const }, { status: "VOIDED" as const }, []],
    ["the student", { ...reader, role: "STUDENT" as const }, {}, ["acknowledge", "reply"]],
    [
      "the student who did both",
      { ...reader, role: "STUDENT" as const, hasReplied: true },
      { isAcknowledged: true },
      [],
    ],
    ["the student of what is void", { ...reader, role: "STUDENT" as const }, { status: "VOIDED" as const }, []],
    ["a system administrator", { ...reader, role: "SUPER_ADMIN" as const }, { needsCountersignature: true }, []],
  ])("is offered to %s", (_, who, over, expected) => {
    expect(nextActsOf(who, { ...assessment, ...over })).toEqual(expected);
  });
});
