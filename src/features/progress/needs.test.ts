import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ScoringMethod, scoringMethod } from "#src/features/frameworks/schema.ts";
import type { AssignmentFacts } from "#src/features/progress/facts.ts";
import { needsOf } from "#src/features/progress/needs.ts";
import { decideRecount } from "#src/features/progress/rules.ts";
import { nextStepSentence } from "#src/features/progress/sentences.ts";
import { isCompleted } from "#src/features/progress/values.ts";

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

/** The lines and the next step after the evidence was counted. */
function explained(facts: AssignmentFacts) {
  const { status, score } = decideRecount(facts, "evaluation", at);
  const needs = needsOf({ ...facts, status }, score);
  const labels = ["I had to do", "Talked through", "Prompted", "Just in case", "Not needed"];
  const labelOf = (value: number) => labels[value - 1] ?? null;
  const nextStep = nextStepSentence({ status, method: facts.method, result: score.result, target: 4, needs, labelOf });
  return { status, needs, nextStep, unmet: needs.filter(({ isMet }) => !isMet).map(({ name }) => name) };
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

describe("the next step", () => {
  const one = { rating: 4, by: "hansen", day: 1 };
  it.each<[string, Partial<AssignmentFacts>, Line[], string]>([
    ["without any assessment", {}, [], "Not assessed yet: the first assessment is needed."],
    [
      "without any assessment where several are needed",
      { requirement: { observations: 3, evaluators: 1, days: 1 } },
      [],
      "Not assessed yet: 3 assessments are needed.",
    ],
    [
      "with too few assessments",
      { requirement: { observations: 2, evaluators: 1, days: 1 } },
      [one],
      "One more assessment is needed.",
    ],
    ["below the target", {}, [{ ...one, rating: 3 }], "An assessment at “Just in case” or above is needed."],
    [
      "below the target in the mean",
      { method: "AVERAGE" },
      [{ ...one, rating: 3 }],
      "The result must rise to “Just in case”: further assessments at or above it are needed.",
    ],
    [
      "with too few at the target",
      { method: "N_TIMES", times: 3 },
      [one],
      "2 more assessments at “Just in case” or above are needed.",
    ],
    [
      "by one assessor only",
      { requirement: { observations: 1, evaluators: 2, days: 1 } },
      [one],
      "An assessment by another assessor is needed.",
    ],
    [
      "on one day only",
      { requirement: { observations: 1, evaluators: 1, days: 2 } },
      [one],
      "An assessment on another day is needed.",
    ],
    ["when completed", {}, [one], "Nothing more is needed: this competency is completed."],
    [
      "when completed and rated lower afterwards",
      { status: "ACHIEVED" },
      [{ ...one, rating: 3 }],
      "Nothing more is needed: this competency stays completed, although its level is below the target now.",
    ],
    ["when it expired", { status: "EXPIRED" }, [], "It has expired: a new assessment is needed."],
  ])("%s", (_, change, given, sentence) => {
    expect(explained(factsOf(change, given)).nextStep).toBe(sentence);
  });
});
