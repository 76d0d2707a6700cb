import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ScoringMethod } from "#src/features/frameworks/schema.ts";
import {
  allowedMethods,
  assignmentProgress,
  type CountedInput,
  evaluationValue,
  nextAssignmentStatus,
  overallProgress,
  rubricResult,
  type ScaleRule,
  scoreCompetency,
} from "#src/features/progress/rules.ts";
import { assignmentStatus } from "#src/features/progress/schema.ts";

type Vector = {
  name: string;
  scale: ScaleRule;
  method: ScoringMethod;
  required: { observations: number; evaluators: number; days: number };
  times?: number;
  cycleStartsAt?: string;
  evaluations: {
    assessment: string;
    evaluator: string;
    observedAt: string;
    submittedAt: string;
    state: CountedInput["state"];
    self?: boolean;
    rating?: number;
    criteria?: { name: string; weight: number; score: number | null; maxScore: number; passScore?: number }[];
  }[];
  expected: {
    result: number | null;
    achieved: boolean;
    progress: number;
    observations: number;
    evaluators: number;
    days: number;
  };
};

const file = new URL("../../../tests/fixtures/scoring-vectors.json", import.meta.url);
const { cases }: { cases: Vector[] } = JSON.parse(readFileSync(file, "utf8"));

const performance: ScaleRule = { kind: "NUMERIC", min: 0, max: 5, target: 3.5 };
const oScore: ScaleRule = { kind: "ORDINAL", min: 1, max: 5, target: 4 };
const passFail: ScaleRule = { kind: "BINARY", min: 0, max: 1, target: 1 };
const once = { observations: 1, evaluators: 1, days: 1 };

function makeEvaluation(given: Partial<CountedInput> = {}): CountedInput {
  return {
    assessmentId: "a1",
    evaluatorKey: "u1",
    observedAt: new Date("2026-03-01T09:00:00Z"),
    submittedAt: new Date("2026-03-01T10:00:00Z"),
    state: "SIGNED",
    isSelf: false,
    assessmentStatus: "SUBMITTED",
    overallRating: 4,
    criteria: [],
    ...given,
  };
}

function scoreOf(evaluations: CountedInput[], options: Partial<Parameters<typeof scoreCompetency>[0]> = {}) {
  return scoreCompetency({
    scale: oScore,
    method: "LATEST",
    requirement: once,
    evaluations,
    timeZone: "UTC",
    ...options,
  });
}

describe("the worked cases", () => {
  it("are complete", () => {
    expect(cases).toHaveLength(93);
  });

  for (const [index, vector] of cases.entries()) {
    it(`${index + 1}: ${vector.name}, ${vector.method} on ${vector.scale.kind}`, () => {
      const score = scoreCompetency({
        scale: vector.scale,
        method: vector.method,
        times: vector.times,
        requirement: vector.required,
        cycleStartsAt: vector.cycleStartsAt ? new Date(vector.cycleStartsAt) : null,
        timeZone: "UTC",
        evaluations: vector.evaluations.map((evaluation) => ({
          assessmentId: evaluation.assessment,
          evaluatorKey: evaluation.evaluator,
          observedAt: new Date(evaluation.observedAt),
          submittedAt: new Date(evaluation.submittedAt),
          state: evaluation.state,
          isSelf: evaluation.self ?? false,
          assessmentStatus: "SUBMITTED",
          overallRating: evaluation.rating ?? null,
          criteria: (evaluation.criteria ?? []).map(({ name, ...criterion }) => ({ rubricKey: name, ...criterion })),
        })),
      });
      const { used: _used, leftOut: _leftOut, ...figures } = score;
      expect(figures).toEqual(vector.expected);
    });
  }
});

describe("rubricResult", () => {
  const criterion = { rubricKey: "x", weight: 1, score: 4, maxScore: 5 };

  it("is null without a scored criterion", () => {
    expect(rubricResult(performance, [])).toBeNull();
    expect(rubricResult(performance, [{ ...criterion, score: null }])).toBeNull();
  });

  it("keeps 6 places on a numeric scale", () => {
    expect(rubricResult(performance, [criterion, { ...criterion, score: 3 }, { ...criterion, score: 3 }])).toBe(
      3.333333,
    );
  });

  it("floors a level only after rounding, so that a whole level stays whole", () => {
    const thirds = [1, 1, 1].map((weight) => ({ ...criterion, weight, score: 2, maxScore: 3 }));
    expect(rubricResult({ kind: "ORDINAL", min: 1, max: 9, target: 6 }, thirds)).toBe(6);
  });

  it("passes a binary scale only with everything scored in full", () => {
    expect(rubricResult(passFail, [{ ...criterion, score: 5 }])).toBe(1);
    expect(rubricResult(passFail, [{ ...criterion, score: 5 }, criterion])).toBe(0);
  });

  it.each(["NUMERIC", "ORDINAL"] as const)(
    "is never below the minimum of a scale that does not begin at 0: %s",
    (kind) => {
      const scale = { kind, min: 1, max: 10, target: 7 };
      const criteria = [
        { rubricKey: "c0", weight: 0.5, score: null, maxScore: 10 },
        { rubricKey: "c1", weight: 0.2, score: 1, maxScore: 5 },
        { rubricKey: "c2", weight: 3, score: 0, maxScore: 10, passScore: 2 },
      ];
      expect(rubricResult(scale, criteria)).toBe(1);
      expect(rubricResult({ ...scale, target: 1.005 }, criteria)).toBe(1);
    },
  );

  it("caps at the highest value below the target when a must-pass criterion fails", () => {
    const failed = { ...criterion, weight: 0.01, score: 2, passScore: 3 };
    const perfect = { ...criterion, score: 5 };
    expect(rubricResult(performance, [perfect, failed])).toBe(3.49);
    expect(rubricResult({ ...performance, target: 3.3 }, [perfect, failed])).toBe(3.29);
    expect(rubricResult(oScore, [perfect, failed])).toBe(3);
    expect(rubricResult(passFail, [perfect, failed])).toBe(0);
  });

  it("does not lift a result that is below the cap", () => {
    expect(rubricResult(performance, [{ ...criterion, score: 1, passScore: 3 }])).toBe(1);
  });

  it("does not fail a must-pass criterion that is met exactly or was not observed", () => {
    expect(rubricResult(performance, [{ ...criterion, score: 4, passScore: 4 }])).toBe(4);
    expect(rubricResult(performance, [criterion, { ...criterion, score: null, passScore: 3 }])).toBe(4);
  });
});

describe("evaluationValue", () => {
  const criteria = [{ rubricKey: "x", weight: 1, score: 1, maxScore: 5 }];

  it("is the overall rating if there is one, also 0", () => {
    expect(evaluationValue(performance, { overallRating: 4.5, criteria })).toBe(4.5);
    expect(evaluationValue(performance, { overallRating: 0, criteria })).toBe(0);
  });

  it("is the rubric's result without one", () => {
    expect(evaluationValue(performance, { overallRating: null, criteria })).toBe(1);
    expect(evaluationValue(performance, { overallRating: null, criteria: [] })).toBeNull();
  });
});

describe("scoreCompetency", () => {
  it("gives the reason for each evaluation that does not count", () => {
    const at = (day: number) => new Date(`2026-03-0${day}T09:00:00Z`);
    const left: [string, Partial<CountedInput>][] = [
      ["self", { isSelf: true }],
      ["self", { isSelf: true, state: "DRAFT" }],
      ["draft", { state: "DRAFT" }],
      ["superseded", { state: "SUPERSEDED" }],
      ["voided", { state: "VOIDED" }],
      ["draft", { assessmentStatus: "REQUESTED" }],
      ["draft", { assessmentStatus: "DRAFT" }],
      ["voided", { assessmentStatus: "VOIDED" }],
      ["rejected", { assessmentStatus: "REJECTED" }],
      ["rejected", { assessmentStatus: "DECLINED" }],
      ["rejected", { assessmentStatus: "CANCELLED" }],
      ["rejected", { assessmentStatus: "EXPIRED" }],
      ["rejected", { assessmentStatus: "DISCARDED" }],
      ["not_countersigned", { needsCountersignature: true }],
      ["guest_unconfirmed", { guestUnconfirmed: true }],
      ["before_cycle", { observedAt: at(1) }],
      ["nothing_observed", { overallRating: null }],
    ];
    const evaluations = left.map(([, given], index) =>
      makeEvaluation({ assessmentId: `a${index}`, evaluatorKey: `u${index}`, observedAt: at(3), ...given }),
    );
    const score = scoreOf(evaluations, { cycleStartsAt: at(2) });
    expect(score.leftOut).toEqual(
      left.map(([reason], index) => ({ assessmentId: `a${index}`, evaluatorKey: `u${index}`, reason })),
    );
    expect(score).toMatchObject({ result: null, achieved: false, progress: 0, observations: 0, used: [] });
  });

  it("counts a countersigned assessment and a confirmed guest", () => {
    const evaluation = makeEvaluation({
      assessmentStatus: "APPROVED",
      needsCountersignature: true,
      guestUnconfirmed: false,
    });
    expect(scoreOf([evaluation])).toMatchObject({ result: 4, achieved: true, leftOut: [] });
  });

  it("does not renew with the evidence of the completion itself", () => {
    const evaluation = makeEvaluation();
    const later = new Date(evaluation.observedAt.getTime() + 1);
    expect(scoreOf([evaluation], { cycleStartsAt: evaluation.observedAt }).result).toBeNull();
    expect(scoreOf([{ ...evaluation, observedAt: later }], { cycleStartsAt: evaluation.observedAt }).result).toBe(4);
  });

  it("lists the evidence used, oldest first", () => {
    const newest = makeEvaluation({
      assessmentId: "a1",
      observedAt: new Date("2026-03-05T09:00:00Z"),
      overallRating: 2,
    });
    const tiedLater = makeEvaluation({ assessmentId: "a2", submittedAt: new Date("2026-03-01T12:00:00Z") });
    const tiedById = makeEvaluation({ assessmentId: "a4" });
    const oldest = makeEvaluation({ assessmentId: "a3" });
    const { used, result } = scoreOf([newest, tiedLater, tiedById, oldest]);
    expect(used.map(({ assessmentId }) => assessmentId)).toEqual(["a3", "a4", "a2", "a1"]);
    expect(used[3]).toEqual({ assessmentId: "a1", value: 2, observedAt: newest.observedAt });
    expect(result).toBe(2);
  });

  it("orders an assessment by its earliest evaluation", () => {
    const first = makeEvaluation({
      assessmentId: "b",
      submittedAt: new Date("2026-03-01T10:00:00Z"),
      overallRating: 2,
    });
    const second = makeEvaluation({
      assessmentId: "b",
      evaluatorKey: "u2",
      submittedAt: new Date("2026-03-09T10:00:00Z"),
    });
    const between = makeEvaluation({
      assessmentId: "a",
      submittedAt: new Date("2026-03-05T10:00:00Z"),
      overallRating: 5,
    });
    expect(scoreOf([second, between, first]).used.map(({ assessmentId }) => assessmentId)).toEqual(["b", "a"]);
  });

  it("counts days by the school's calendar", () => {
    const evening = makeEvaluation({ assessmentId: "a1", observedAt: new Date("2026-03-01T22:30:00Z") });
    const night = makeEvaluation({ assessmentId: "a2", observedAt: new Date("2026-03-01T23:30:00Z") });
    const nextNight = makeEvaluation({ assessmentId: "a3", observedAt: new Date("2026-03-02T03:30:00Z") });
    const evaluations = [evening, night, nextNight];
    expect(scoreOf(evaluations, { timeZone: "UTC" }).days).toBe(2);
    expect(scoreOf(evaluations, { timeZone: "Europe/Berlin" }).days).toBe(2);
    expect(scoreOf(evaluations, { timeZone: "America/Toronto" }).days).toBe(1);
    expect(scoreOf([evening, night], { timeZone: "Europe/Berlin" }).days).toBe(2);
    expect(scoreOf([night, nextNight], { timeZone: "Asia/Kathmandu" }).days).toBe(1);
  });

  it("counts one evaluator once over several assessments", () => {
    const evaluations = ["a1", "a2", "a3"].map((assessmentId) => makeEvaluation({ assessmentId }));
    expect(scoreOf(evaluations)).toMatchObject({ observations: 3, evaluators: 1, days: 1 });
  });

  it("takes the lower median of an even number of raters and the middle of an odd one", () => {
    const rated = (ratings: number[]) =>
      scoreOf(ratings.map((overallRating, index) => makeEvaluation({ evaluatorKey: `u${index}`, overallRating })))
        .result;
    expect(rated([5, 2])).toBe(2);
    expect(rated([5, 2, 3])).toBe(3);
    expect(rated([5, 1, 4, 2])).toBe(2);
  });

  it("rounds the mean of raters once, at the end", () => {
    // (10/3 + 11/3 + 11/3) / 3 is 3.5555…; from rounded thirds the result would be the same only by chance.
    const raters = [
      [3, 3, 4],
      [4, 4, 3],
      [4, 4, 3],
    ].flatMap((ratings, assessment) =>
      ratings.map((overallRating, index) =>
        makeEvaluation({ assessmentId: `a${assessment}`, evaluatorKey: `u${index}`, overallRating }),
      ),
    );
    expect(scoreOf(raters, { scale: performance, method: "AVERAGE" }).result).toBe(3.555556);
  });

  it("gives the same result from the stored result of a rubric as from its criteria", () => {
    const criteria = [1, 2, 2].map((score, index) => ({ rubricKey: `k${index}`, weight: 1, score, maxScore: 3 }));
    const options = { scale: performance, method: "AVERAGE" as const };
    const fromCriteria = scoreOf([makeEvaluation({ overallRating: null, criteria })], options);
    const fromStored = scoreOf([makeEvaluation({ overallRating: rubricResult(performance, criteria) })], options);
    expect(fromCriteria).toEqual(fromStored);
    expect(fromCriteria.result).toBe(2.777778);
  });

  it("rounds half up at the sixth place, where doubles alone would not", () => {
    const evaluations = [0.01, 2.31, 0.03, 1.17].map((overallRating, index) =>
      makeEvaluation({ assessmentId: `a${index}`, observedAt: new Date(Date.UTC(2026, 2, index + 1)), overallRating }),
    );
    // 0.00042875 + 0.18393375 + 0.006825 + 0.7605 = 0.9516875, and 0.9516874999999999 in doubles.
    expect(scoreOf(evaluations, { scale: performance, method: "DECAYING_AVERAGE" }).result).toBe(0.951688);
  });

  it("achieves only with every requirement", () => {
    const evaluations = [1, 2].map((day) =>
      makeEvaluation({
        assessmentId: `a${day}`,
        evaluatorKey: `u${day}`,
        observedAt: new Date(Date.UTC(2026, 2, day)),
      }),
    );
    const achieved = (requirement: typeof once) => scoreOf(evaluations, { requirement }).achieved;
    expect(achieved({ observations: 2, evaluators: 2, days: 2 })).toBe(true);
    expect(achieved({ observations: 3, evaluators: 1, days: 1 })).toBe(false);
    expect(achieved({ observations: 1, evaluators: 3, days: 1 })).toBe(false);
    expect(achieved({ observations: 1, evaluators: 1, days: 3 })).toBe(false);
    // A requirement below 1 counts as 1: a student cannot achieve without evidence.
    expect(scoreOf([], { requirement: { observations: 0, evaluators: 0, days: 0 } }).achieved).toBe(false);
    expect(achieved({ observations: 0, evaluators: 0, days: 0 })).toBe(true);
  });
});

describe("assignmentProgress", () => {
  const counts = { observations: 2, evaluators: 2, days: 2 };
  const base = { isCompleted: false, scale: performance, requirement: once, counts };

  it("is 100 when completed, whatever the later result", () => {
    expect(assignmentProgress({ ...base, isCompleted: true, result: 0 })).toBe(100);
  });

  it("is at most 99 before that", () => {
    expect(assignmentProgress({ ...base, result: 3.499999 })).toBe(99);
    expect(assignmentProgress({ ...base, result: 5 })).toBe(99);
  });

  it("floors to 2 places", () => {
    expect(assignmentProgress({ ...base, result: 2 })).toBe(57.14);
    expect(assignmentProgress({ ...base, result: 0.35 })).toBe(10);
  });

  it("is 0 for no result and for one below the scale's minimum", () => {
    expect(assignmentProgress({ ...base, result: null })).toBe(0);
    expect(assignmentProgress({ ...base, scale: oScore, result: 0.5 })).toBe(0);
  });

  it("is the share of values at target for N_TIMES", () => {
    expect(assignmentProgress({ ...base, result: null, nTimes: { atTarget: 2, times: 3 } })).toBe(66.66);
  });
});

describe("overallProgress", () => {
  it.each([
    [32, 45, 71.1],
    [0, 45, 0],
    [45, 45, 100],
    [1, 3, 33.3],
    [2, 3, 66.7],
    [1, 8, 12.5],
    [1, 16, 6.3],
    [1, 2000, 0.1],
    [1, 2001, 0],
    [1999, 2000, 99.9],
    [9999, 10_000, 99.9],
  ])("of %i of %i is %d", (completed, total, percentage) => {
    expect(overallProgress(completed, total)).toBe(percentage);
  });

  it("is null for 0 of 0", () => {
    expect(overallProgress(0, 0)).toBeNull();
  });
});

describe("nextAssignmentStatus", () => {
  const causes = ["evaluation", "void", "amendment", "migration"] as const;
  /** current: [nothing signed, signed, achieved] after an evaluation, then after any other cause. */
  const table = {
    NOT_STARTED: [
      ["NOT_STARTED", "IN_PROGRESS", "ACHIEVED"],
      ["NOT_STARTED", "IN_PROGRESS", "ACHIEVED"],
    ],
    IN_PROGRESS: [
      ["IN_PROGRESS", "IN_PROGRESS", "ACHIEVED"],
      ["IN_PROGRESS", "IN_PROGRESS", "ACHIEVED"],
    ],
    ACHIEVED: [
      ["ACHIEVED", "ACHIEVED", "ACHIEVED"],
      ["IN_PROGRESS", "IN_PROGRESS", "ACHIEVED"],
    ],
    APPROVED: [
      ["APPROVED", "APPROVED", "APPROVED"],
      ["IN_PROGRESS", "IN_PROGRESS", "APPROVED"],
    ],
    EXPIRED: [
      ["EXPIRED", "IN_PROGRESS", "ACHIEVED"],
      ["EXPIRED", "EXPIRED", "EXPIRED"],
    ],
    WITHDRAWN: [
      ["WITHDRAWN", "WITHDRAWN", "WITHDRAWN"],
      ["WITHDRAWN", "WITHDRAWN", "WITHDRAWN"],
    ],
  };
  const evidence = [
    { hasSignedEvidence: false, achieved: false },
    { hasSignedEvidence: true, achieved: false },
    { hasSignedEvidence: true, achieved: true },
  ];

  for (const current of assignmentStatus.options) {
    for (const cause of causes) {
      it(`moves ${current} after ${cause}`, () => {
        const found = evidence.map((state) => nextAssignmentStatus({ current, cause, ...state }));
        expect(found).toEqual(table[current][cause === "evaluation" ? 0 : 1]);
      });
    }
  }
});

describe("what a student submits", () => {
  it.each(assignmentStatus.options)("starts %s where it is not started, and changes nothing else", (current) => {
    const change = { current, cause: "submission", hasSignedEvidence: false, achieved: false } as const;
    expect(nextAssignmentStatus(change)).toBe(current === "NOT_STARTED" ? "IN_PROGRESS" : current);
  });
});

describe("allowedMethods", () => {
  const anywhere = ["LATEST", "HIGHEST", "N_TIMES"];
  const means = ["AVERAGE", "WEIGHTED_AVERAGE", "DECAYING_AVERAGE"];

  it("excludes means on pass/fail scales, and on ordinal ones unless the school opts in", () => {
    expect(allowedMethods("BINARY", true)).toEqual(anywhere);
    expect(allowedMethods("ORDINAL", false)).toEqual([...anywhere, "MINIMUM_OF_CRITERIA"]);
    expect(allowedMethods("ORDINAL", true)).toEqual([...anywhere, "MINIMUM_OF_CRITERIA", ...means]);
    expect(allowedMethods("NUMERIC", false)).toEqual([...anywhere, "MINIMUM_OF_CRITERIA", ...means]);
  });
});
