import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ScoringMethod, scoringMethod } from "#src/features/frameworks/schema.ts";
import type { AssignmentFacts } from "#src/features/progress/facts.ts";
import { countsOf, type Missing, missingOf, needsOf } from "#src/features/progress/needs.ts";
import { decideRecount } from "#src/features/progress/rules.ts";
import { missingPhrase, nextStepSentence, renewalPhrase, type Target } from "#src/features/progress/sentences.ts";
import { isCompleted, type RenewalWay } from "#src/features/progress/values.ts";

const at = new Date("2026-05-20T12:00:00Z");

type Line = { rating: number; by: string; day: number };

function factsOf(change: Partial<AssignmentFacts>, lines: readonly Line[] = []): AssignmentFacts {
  return {
    assignmentId: "assignment",
    status: "NOT_STARTED",
    completionDate: null,
    dueDate: null,
    observedFrom: null,
    cycleStartsAt: null,
    competencyId: "competency",
    competencyName: "Hand hygiene",
    category: "Safety",
    templateId: null,
    method: "LATEST",
    times: null,
    requirement: { observations: 1, evaluators: 1, days: 1 },
    needsCountersignature: false,
    scale: { kind: "ORDINAL", min: 1, max: 5, target: 4 },
    levels: [],
    timeZone: "UTC",
    ...change,
    evidence: lines.map(({ rating, by, day }, index) => ({
      evaluationId: `e${index}`,
      assessmentId: `s${index}`,
      assessmentStatus: "SUBMITTED",
      evaluatorKey: by,
      observedAt: new Date(Date.UTC(2026, 4, day, 8, index)),
      submittedAt: at,
      state: "SIGNED",
      isSelf: false,
      needsCountersignature: false,
      guestUnconfirmed: false,
      overallRating: rating,
      criteria: [],
    })),
  };
}

const labels = ["I had to do", "Talked through", "Prompted", "Just in case", "Not needed"];
const target: Target = { kind: "ORDINAL", value: 4, max: 5, label: "Just in case" };

/** The lines and the words about what is missing, after the evidence was counted. */
function explained(facts: AssignmentFacts, ofTarget: Target = target) {
  const { status, score } = decideRecount(facts, "evaluation", at);
  const needs = needsOf({ ...facts, status }, countsOf(score, facts.scale));
  const missing = missingOf(facts.method, needs);
  const assessors = [...new Set(facts.evidence.map(({ evaluatorKey }) => evaluatorKey))];
  return {
    status,
    needs,
    missing,
    nextStep: nextStepSentence({ status, result: score.result, target: ofTarget, missing, assessors }),
    phrase: missingPhrase(missing, ofTarget),
    unmet: needs.filter(({ isMet }) => !isMet).map(({ name }) => name),
  };
}

const lines = fc.array(
  fc.record({
    rating: fc.integer({ min: 1, max: 5 }),
    by: fc.constantFrom("hansen", "said"),
    day: fc.integer({ min: 1, max: 4 }),
  }),
  { maxLength: 6 },
);
const small = fc.integer({ min: 1, max: 3 });
const anyFacts = fc
  .record({
    method: fc.constantFrom<ScoringMethod>(...scoringMethod.exclude(["MINIMUM_OF_CRITERIA"]).options),
    times: small,
    status: fc.constantFrom("NOT_STARTED", "IN_PROGRESS", "ACHIEVED", "APPROVED", "EXPIRED"),
    requirement: fc.record({ observations: small, evaluators: small, days: small }),
  })
  .chain((change) => lines.map((given) => factsOf(change, given)));

describe("why a level", () => {
  it("is not completed names at least one thing that is unmet, and a completed one names none", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { status, unmet } = explained(facts);
        expect(unmet.length > 0).toBe(!isCompleted(status));
      }),
    );
  });

  it("names the level first, against the target", () => {
    const { needs } = explained(factsOf({}, [{ rating: 3, by: "hansen", day: 1 }]));
    expect(needs).toEqual([
      { name: "level", have: 3, need: 4, isMet: false },
      { name: "observations", have: 1, need: 1, isMet: true },
      { name: "evaluators", have: 1, need: 1, isMet: true },
      { name: "days", have: 1, need: 1, isMet: true },
    ]);
  });

  it("that must be reached several times is a count of those at the target", () => {
    const facts = factsOf({ method: "N_TIMES", times: 2 }, [{ rating: 5, by: "hansen", day: 1 }]);
    expect(explained(facts).needs[0]).toEqual({ name: "timesAtTarget", have: 1, need: 2, isMet: false });
  });
});

/** The least that the description asks for: as low, by as few and on as few days as it allows. */
function asDescribed(missing: Missing, given: readonly Line[]): Line[] {
  const lastDay = Math.max(1, ...given.map(({ day }) => day));
  const known = given[0]?.by ?? "new 0";
  return Array.from({ length: missing.assessments }, (_, index) => {
    const fromEnd = missing.assessments - 1 - index;
    const isAtTarget =
      missing.level.ask === "some" ? index < missing.level.atTarget : missing.level.ask === "last" && fromEnd === 0;
    return {
      rating: isAtTarget ? 4 : 1,
      by: index < missing.evaluators ? `new ${index}` : known,
      // New days come last, so that the last one is the latest.
      day: fromEnd < missing.days ? lastDay + missing.days - fromEnd : lastDay,
    };
  });
}

describe("what is missing", () => {
  const countable = anyFacts.filter(({ method }) => ["LATEST", "HIGHEST", "N_TIMES"].includes(method));
  const linesOf = ({ evidence }: AssignmentFacts): Line[] =>
    evidence.map(({ overallRating, evaluatorKey, observedAt }) => ({
      rating: overallRating ?? 0,
      by: evaluatorKey,
      day: observedAt.getUTCDate(),
    }));

  it("completes the competency when it comes, and not with one assessment fewer", () => {
    fc.assert(
      fc.property(countable, (facts) => {
        const { status, missing } = explained(facts);
        expect(missing === null).toBe(isCompleted(status));
        if (missing === null) return;
        const given = linesOf(facts);
        const statusWith = (more: readonly Line[]) =>
          decideRecount(factsOf({ ...facts, status }, [...given, ...more]), "evaluation", at).status;
        expect(isCompleted(statusWith(asDescribed(missing, given)))).toBe(true);
        const fewer = Array.from({ length: missing.assessments - 1 }, (_, n) => ({
          rating: 5,
          by: `other ${n}`,
          day: 10 + n,
        }));
        expect(isCompleted(statusWith(fewer))).toBe(false);
      }),
    );
  });

  it("is said in both lengths, or in neither", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { missing, nextStep, phrase } = explained(facts);
        expect(phrase === null).toBe(missing === null);
        expect(nextStep.startsWith("Nothing more is needed")).toBe(missing === null);
        expect(nextStep).toMatch(/^[^,. ].*[^,. ]\.$/);
        expect(`${nextStep} ${phrase ?? ""}.`).not.toMatch(/undefined|null|NaN|, ,| {2}/);
      }),
    );
  });

  it("is one assessment in a renewal by one, and the whole, anew, where that is asked for", () => {
    const asked = {
      method: "LATEST" as const,
      times: null,
      scale: { target: 4 },
      requirement: { observations: 2, evaluators: 1, days: 1 },
    };
    const counts = { result: 5, observations: 1, evaluators: 1, days: 1, atTarget: 1 };
    const needs = (status: "EXPIRED" | "IN_PROGRESS" | "ACHIEVED", renewalWays: RenewalWay[]) =>
      needsOf({ ...asked, status, renewalWays }, counts).filter(({ isMet }) => !isMet);
    expect(needs("EXPIRED", ["ASSESSMENT", "REASSESSMENT"]).map(({ name }) => name)).toEqual(["renewal"]);
    expect(needs("IN_PROGRESS", ["EVIDENCE"]).map(({ name }) => name)).toEqual(["renewal"]);
    expect(needs("IN_PROGRESS", ["REASSESSMENT"]).map(({ name }) => name)).toEqual(["observations"]);
    expect(needs("ACHIEVED", ["ASSESSMENT"])).toEqual([]);
  });

  it("names every way that is accepted", () => {
    const missing = missingOf("LATEST", [
      { name: "level", have: null, need: 4, isMet: false },
      { name: "observations", have: 0, need: 2, isMet: false },
    ]);
    const step = (ways: RenewalWay[], status: "ACHIEVED" | "EXPIRED" | "IN_PROGRESS") =>
      nextStepSentence({
        status,
        result: 5,
        target,
        missing: null,
        assessors: [],
        renewal: { ways, missing, expiresOn: "2027-03-01", assessors: [] },
      });
    expect(step(["ASSESSMENT"], "ACHIEVED")).toBe(
      "It counts until 1 March 2027. To renew it: one assessment at 4 · Just in case or above.",
    );
    expect(step(["REASSESSMENT", "EVIDENCE"], "EXPIRED")).toBe(
      "It has expired. To renew it: a course or other evidence that is handed in, assessed at 4 · Just in case or above, or two assessments, the last at 4 · Just in case or above.",
    );
    expect(step(["REASSESSMENT"], "IN_PROGRESS")).toBe(
      "To renew it: two assessments, the last at 4 · Just in case or above.",
    );
    expect(renewalPhrase(["ASSESSMENT", "REASSESSMENT"], missing)).toBe("1 assessment renews it");
    expect(renewalPhrase(["EVIDENCE"], missing)).toBe("Evidence that is handed in renews it");
    expect(renewalPhrase(["REASSESSMENT"], missing)).toBe("2 assessments renew it");
    expect(renewalPhrase(["REASSESSMENT"], null)).toBe("1 more assessment renews it");
  });
});

describe("the next step", () => {
  const one = { rating: 4, by: "Hansen", day: 1 };
  const two = { ...one, by: "Said", day: 2 };
  const needing = (observations: number, evaluators: number, days: number) => ({
    requirement: { observations, evaluators, days },
  });
  const below = { ...one, rating: 3 };
  const goal = "at 4 · Just in case or above";
  const row = "at 4 · Just in case";
  it.each<[string, Partial<AssignmentFacts>, Line[], string, string | null]>([
    ["without any assessment", {}, [], `One assessment ${goal}.`, `1 assessment ${row}`],
    [
      "without any assessment where several are needed",
      needing(3, 2, 2),
      [],
      `Three assessments, the last ${goal}, by two different assessors, on two different days.`,
      `3 assessments, the last ${row}, by 2 assessors, on 2 days`,
    ],
    ["with too few assessments, at the target", needing(2, 1, 1), [one], `One more assessment ${goal}.`, "1 more"],
    ["below the target", {}, [below], `One more assessment ${goal}.`, `1 more ${row}`],
    [
      "where one assessment closes all gaps",
      needing(2, 2, 2),
      [below],
      `One more assessment ${goal}, by someone other than Hansen, on another day.`,
      `1 more ${row}, by another assessor, on another day`,
    ],
    [
      "where two have assessed it",
      needing(3, 3, 1),
      [one, two],
      `One more assessment ${goal}, by someone other than Hansen and Said.`,
      "1 more, by another assessor",
    ],
    [
      "where one of several must be by another",
      needing(3, 2, 3),
      [below],
      `Two more assessments, the last ${goal}, one of them by someone other than Hansen, each on another day.`,
      `2 more, the last ${row}, 1 of them by another assessor, each on another day`,
    ],
    [
      "below the target in the mean",
      { method: "AVERAGE" },
      [below],
      "Further assessments, high enough to bring the result to 4 · Just in case or above.",
      "1 more, bringing the result to 4 · Just in case",
    ],
    [
      "with too few at the target in the mean",
      { method: "AVERAGE", ...needing(2, 1, 1) },
      [one],
      `One more assessment, with the result staying ${goal}.`,
      "1 more",
    ],
    [
      "with too few at the target",
      { method: "N_TIMES", times: 3 },
      [one],
      `Two more assessments ${goal}.`,
      `2 more ${row}`,
    ],
    [
      "with enough at the target and too few in all",
      { method: "N_TIMES", times: 1, ...needing(3, 1, 1) },
      [one],
      "Two more assessments.",
      "2 more",
    ],
    [
      "with some at the target among more that are needed",
      { method: "N_TIMES", times: 2, ...needing(4, 1, 1) },
      [one],
      `Three more assessments, one of them ${goal}.`,
      `3 more, 1 ${row}`,
    ],
    ["when completed", {}, [one], "Nothing more is needed: this competency is completed.", null],
    [
      "when completed and rated lower afterwards",
      { status: "ACHIEVED" },
      [below],
      "Nothing more is needed: this competency stays completed, although its level is below the target now.",
      null,
    ],
    [
      "when it expired",
      { status: "EXPIRED" },
      [],
      `It has expired. To renew it: one assessment ${goal}.`,
      `1 assessment ${row}`,
    ],
  ])("%s", (_, change, given, sentence, phrase) => {
    expect(explained(factsOf(change, given))).toMatchObject({ nextStep: sentence, phrase });
  });

  it.each<[string, Target, string, string]>([
    ["decimals", { kind: "NUMERIC", value: 3.5, max: 5, label: null }, "at 3.5 or above", "at 3.5"],
    ["the top as target", { kind: "ORDINAL", value: 4, max: 4, label: labels[3] ?? null }, row, row],
    ["pass or fail", { kind: "BINARY", value: 1, max: 1, label: "Pass" }, "with “Pass”", "with “Pass”"],
    ["a long anchor", { ...target, label: "I needed to be in the room just in case" }, goal, row],
  ])("names a target of %s", (_, ofTarget, whole, short) => {
    const { nextStep, phrase } = explained(factsOf({}, [{ ...one, rating: 0 }]), ofTarget);
    expect(nextStep).toBe(`One more assessment ${whole}.`);
    expect(phrase).toBe(`1 more ${short}`);
  });

  it("names no assessor where the reader does not know one of them", () => {
    const { missing } = explained(factsOf(needing(2, 2, 1), [one]));
    const said = (assessors: string[]) =>
      nextStepSentence({ status: "IN_PROGRESS", result: 4, target, missing, assessors });
    expect(said(["Hansen", ""])).toBe(`One more assessment ${goal}, by another assessor.`);
    expect(said(["Hansen", "Said", "Chen"])).toBe(`One more assessment ${goal}, by another assessor.`);
  });

  it("says of a competency that is no longer assigned only this", () => {
    const { missing } = explained(factsOf({}, []));
    expect(nextStepSentence({ status: "WITHDRAWN", result: null, target, missing, assessors: [] })).toBe(
      "This competency is no longer assigned.",
    );
  });
});
