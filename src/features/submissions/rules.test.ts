import { describe, expect, it } from "vitest";
import {
  contentFaults,
  isReviewable,
  isWritable,
  learntFaults,
  mayReview,
  statesOfView,
  submissionSteps,
} from "#src/features/submissions/rules.ts";
import type { SubmissionContent } from "#src/features/submissions/schema.ts";
import { submissionStatuses } from "#src/features/submissions/values.ts";
import { itTakesOnly } from "../../../tests/support/steps.ts";

describe("a step of a submission", () => {
  itTakesOnly(submissionSteps, ["DRAFT", "SUBMITTED", "IN_REVIEW", "RETURNED", "APPROVED", "REJECTED", "WITHDRAWN"], {
    "NEW>DRAFT": ["student"],
    "DRAFT>SUBMITTED": ["student"],
    "SUBMITTED>IN_REVIEW": ["reviewer"],
    "IN_REVIEW>RETURNED": ["reviewer"],
    "IN_REVIEW>APPROVED": ["reviewer"],
    "IN_REVIEW>REJECTED": ["reviewer"],
    "RETURNED>SUBMITTED": ["student"],
    "DRAFT>WITHDRAWN": ["student"],
    "SUBMITTED>WITHDRAWN": ["student"],
    "RETURNED>WITHDRAWN": ["student"],
  });

  it("agrees with who may write and who may review", () => {
    const writable = submissionStatuses.filter((status) => "SUBMITTED" in submissionSteps.steps[status]);
    expect(submissionStatuses.filter(isWritable)).toEqual(writable);
    expect(submissionStatuses.filter(isReviewable)).toEqual(["SUBMITTED", "IN_REVIEW"]);
  });
});

describe("the views of a list", () => {
  it("are open or closed, each state once", () => {
    expect([...statesOfView.open, ...statesOfView.closed].sort()).toEqual([...submissionStatuses].sort());
  });
});

describe("who may review", () => {
  it.each([
    ["CLINICAL_SUPERVISOR", true, true],
    ["SCHOOL_ADMIN", false, true],
    ["STUDENT", false, false],
    ["SUPER_ADMIN", false, false],
  ] as const)("%s: evidence %s, prior learning %s", (role, evidence, prior) => {
    expect([mayReview(role, "EVIDENCE"), mayReview(role, "PRIOR_LEARNING")]).toEqual([evidence, prior]);
  });
});

describe("what is submitted", () => {
  const today = "2026-11-30";
  const content: SubmissionContent = {
    kind: "EVIDENCE",
    evidence: "I led the round.",
    learntWhere: null,
    learntFrom: null,
    learntUntil: null,
    files: [],
  };
  const prior = { ...content, kind: "PRIOR_LEARNING" as const };
  const pathsOf = (given: SubmissionContent) => contentFaults(given, today).map(({ path }) => path);

  it("has words or a file", () => {
    expect(pathsOf(content)).toEqual([]);
    expect(pathsOf({ ...content, evidence: " \n" })).toEqual(["evidence"]);
    expect(pathsOf({ ...content, evidence: "", files: ["f"] })).toEqual([]);
  });

  it("says where and when prior learning was", () => {
    expect(pathsOf(prior)).toEqual(["learntWhere", "learntFrom", "learntUntil"]);
    expect(pathsOf({ ...prior, learntWhere: "  ", learntFrom: today, learntUntil: today })).toEqual(["learntWhere"]);
    expect(pathsOf({ ...prior, learntWhere: "Hospice", learntFrom: "2020-01-01", learntUntil: today })).toEqual([]);
  });

  it.each([
    ["2026-12-01", null, ["learntFrom"]],
    [null, "2026-12-01", ["learntUntil"]],
    ["2020-02-02", "2020-02-01", ["learntUntil"]],
    ["2020-02-02", "2020-02-02", []],
    [null, null, []],
  ])("was learnt from %s until %s: wrong is %s", (learntFrom, learntUntil, wrong) => {
    expect(learntFaults({ learntFrom, learntUntil }, today).map(({ path }) => path)).toEqual(wrong);
  });
});
