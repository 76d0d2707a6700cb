import type { EditCompetency, EditScale } from "#src/features/frameworks/editing/schema.ts";
import { countsOf, missingOf, needsOf } from "#src/features/progress/needs.ts";
import { type Score, scoreCompetency } from "#src/features/progress/scoring.ts";
import { nextStepSentence, type Target } from "#src/features/progress/sentences.ts";

const weekMs = 7 * 24 * 3_600_000;

/** Ratings that show what a method does: below, just below, at the target, and lower again. */
export function exampleRatings(competency: EditCompetency, scale: EditScale): number[] {
  if (scale.kind === "BINARY") return [0, 1, 1];
  const { targetRating: target } = competency;
  const step = scale.kind === "NUMERIC" ? Math.max(0.5, (scale.max - scale.min) / 10) : 1;
  const below = (steps: number) => Math.max(scale.min, target - steps * step);
  return [below(2), below(1), target, below(1), target].map((value) => Math.round(value * 100) / 100);
}

/** One rating a week, the last one this week. */
export function exampleDays(count: number, now: Date): Date[] {
  return Array.from({ length: count }, (_, index) => new Date(now.getTime() - (count - index) * weekMs));
}

export type Example = {
  score: Score;
  /** The place of the rating that completes the competency, from 1; null where none does. */
  completedAt: number | null;
  atTarget: number;
};

/** What the rules make of the ratings, each by another assessor. */
export function workOut(competency: EditCompetency, scale: EditScale, ratings: readonly number[]): Example {
  const scores = ratings.map((_, index) => scoreOf(competency, scale, ratings.slice(0, index + 1)));
  const first = scores.findIndex(({ achieved }) => achieved);
  const score = scores.at(-1) ?? scoreOf(competency, scale, []);
  return {
    score,
    completedAt: first === -1 ? null : first + 1,
    atTarget: score.used.filter(({ value }) => value >= competency.targetRating).length,
  };
}

function scoreOf(competency: EditCompetency, scale: EditScale, ratings: readonly number[]): Score {
  const start = new Date("2026-01-05T09:00:00Z").getTime();
  return scoreCompetency({
    scale: ruleOf(competency, scale),
    method: competency.scoringMethod,
    times: competency.nTimes,
    requirement: requirementOf(competency),
    timeZone: "UTC",
    evaluations: ratings.map((rating, index) => ({
      assessmentId: String(index),
      evaluatorKey: String(index),
      observedAt: new Date(start + index * weekMs),
      submittedAt: new Date(start + index * weekMs),
      state: "SIGNED",
      isSelf: false,
      assessmentStatus: "APPROVED",
      overallRating: rating,
      // Each criterion has the share of its highest score that the rating has of the scale.
      criteria: competency.rubric.map(({ id, weight, maxScore, passScore }) => ({
        rubricKey: id,
        weight,
        score: (rating / scale.max) * maxScore,
        maxScore,
        passScore,
      })),
    })),
  });
}

function ruleOf({ targetRating }: EditCompetency, { kind, min, max }: EditScale) {
  return { kind, min, max, target: targetRating };
}

function requirementOf(competency: EditCompetency) {
  return {
    observations: competency.requiredObservations,
    evaluators: competency.requiredEvaluators,
    days: competency.requiredDays,
  };
}

/** All that a student who has nothing yet needs, as their own page says it. */
export function neededWords(competency: EditCompetency, scale: EditScale): string {
  const score = scoreOf(competency, scale, []);
  const needs = needsOf(
    {
      status: "NOT_STARTED",
      method: competency.scoringMethod,
      times: competency.nTimes,
      requirement: requirementOf(competency),
      scale: { target: competency.targetRating },
    },
    countsOf({ ...score, evaluators: 0 }, { target: competency.targetRating }),
  );
  return nextStepSentence({
    status: "NOT_STARTED",
    result: null,
    target: targetOf(competency, scale),
    missing: missingOf(competency.scoringMethod, needs),
    assessors: [],
  });
}

function targetOf({ targetRating }: EditCompetency, { kind, max, levels }: EditScale): Target {
  const label = levels.find(({ value }) => value === targetRating)?.label ?? null;
  return { kind, value: targetRating, max, label };
}
