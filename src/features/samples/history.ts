import type { ScoringMethod } from "#src/features/frameworks/schema.ts";
import { type CountedInput, type ScaleRule, scoreCompetency } from "#src/features/progress/rules.ts";
import { makeRandom, stableUuid } from "#src/features/samples/invented.ts";

/** The part of a competency that the history needs. */
export type DemoCompetency = {
  id: string;
  name: string;
  scale: ScaleRule;
  method: ScoringMethod;
  requirement: { observations: number; evaluators: number; days: number };
};

export type DemoPlacement = { rotationId: string; startsAt: number; endsAt: number; supervisorIds: readonly string[] };

type DemoEvaluation = {
  assessmentId: string;
  evaluationId: string;
  evaluatorId: string;
  rotationId: string;
  observedAt: Date;
  signedAt: Date;
  rating: number;
  strengths: string | null;
  nextSteps: string | null;
};

export type DemoAssignment = {
  id: string;
  competencyId: string;
  status: "NOT_STARTED" | "IN_PROGRESS" | "ACHIEVED";
  progress: number;
  result: number | null;
  observations: number;
  evaluators: number;
  days: number;
  dueAt: Date;
  completedAt: Date | null;
  evaluations: DemoEvaluation[];
};

const dayMs = 86_400_000;
const historyDays = 170;

const strengths = [
  "Explained each step to the patient and checked consent.",
  "Calm and systematic; hand hygiene at every moment.",
  "Picked up the change in condition early and escalated.",
  "Clear, complete documentation.",
  "Listened well and adapted to the patient.",
];
const nextSteps = [
  "Say the plan aloud before starting.",
  "Practise prioritising when two patients need you at once.",
  "Use the structured handover without the card.",
  "Ask for feedback from the patient as well.",
  "Check the allergy band before reaching for the tray.",
];

/**
 * Half a year of one student: due dates spread before and after today, competencies completed in about that order at
 * the student's own pace, the last ones half done. Everything is scored by the real rules.
 */
export function makeHistory(options: {
  student: string;
  seed: number;
  today: number;
  competencies: readonly DemoCompetency[];
  placements: readonly DemoPlacement[];
  /** How many competencies are completed by today, and how many due dates have passed. */
  completed: number;
  due: number;
  timeZone: string;
}): DemoAssignment[] {
  const random = makeRandom(options.seed);
  const count = options.competencies.length;
  return options.competencies.map((competency, index) => {
    const dueAt = options.today + dueOffsetDays(index, options.due, count) * dayMs;
    const isCompleted = index < options.completed;
    const isStarted = !isCompleted && index < options.completed + 4;
    const lastAt = isCompleted
      ? Math.min(dueAt - Math.floor(random() * 12) * dayMs, options.today - (1 + Math.floor(random() * 6)) * dayMs)
      : options.today - (2 + Math.floor(random() * 20)) * dayMs;
    const wanted = isCompleted ? competency.requirement.observations + Math.floor(random() * 2) : isStarted ? 1 : 0;
    const evaluations = makeEvaluations({ ...options, random, competency, index, wanted, lastAt, isCompleted });
    const score = scoreCompetency({
      scale: competency.scale,
      method: competency.method,
      times: 1,
      requirement: competency.requirement,
      evaluations: evaluations.map(countedOf),
      cycleStartsAt: null,
      timeZone: options.timeZone,
    });
    const status = score.achieved ? "ACHIEVED" : evaluations.length > 0 ? "IN_PROGRESS" : "NOT_STARTED";
    return {
      id: stableUuid(`assignment:${options.student}:${competency.id}`),
      competencyId: competency.id,
      status,
      progress: score.achieved ? 100 : score.progress,
      result: score.result,
      observations: score.observations,
      evaluators: score.evaluators,
      days: score.days,
      dueAt: new Date(dueAt),
      completedAt: score.achieved ? (evaluations.at(-1)?.signedAt ?? null) : null,
      evaluations,
    };
  });
}

/** The first `due` dates lie in the past half year, the others in the weeks to come, soonest in two days. */
function dueOffsetDays(index: number, due: number, count: number): number {
  if (index < due) return -Math.round(((due - index - 0.5) / due) * (historyDays - 20)) - 1;
  return 2 + Math.round(((index - due) / Math.max(1, count - due)) * 70);
}

function makeEvaluations(options: {
  student: string;
  random: () => number;
  competency: DemoCompetency;
  index: number;
  wanted: number;
  lastAt: number;
  isCompleted: boolean;
  today: number;
  placements: readonly DemoPlacement[];
}): DemoEvaluation[] {
  const { random, competency, wanted } = options;
  const evaluations: DemoEvaluation[] = [];
  for (let n = 0; n < wanted; n += 1) {
    const isLast = n === wanted - 1;
    const day = Math.max(
      options.lastAt - (wanted - 1 - n) * (6 + Math.floor(random() * 8)) * dayMs,
      options.today - historyDays * dayMs,
    );
    const observedAt = new Date(day + (8 + Math.floor(random() * 9)) * 3_600_000 + Math.floor(random() * 60) * 60_000);
    const placement =
      options.placements.find(
        ({ startsAt, endsAt }) => observedAt.getTime() >= startsAt && observedAt.getTime() < endsAt,
      ) ?? options.placements[0];
    if (!placement) throw new Error("every invented student has a placement");
    const any = Math.floor(random() * placement.supervisorIds.length);
    // In turn, where several must have assessed it.
    const turn = competency.requirement.evaluators > 1 ? n % placement.supervisorIds.length : any;
    const evaluatorId = placement.supervisorIds[turn] ?? "";
    const reaches = options.isCompleted && isLast;
    const key = `${options.student}:${competency.id}:${n}`;
    evaluations.push({
      assessmentId: stableUuid(`assessment:${key}`),
      evaluationId: stableUuid(`evaluation:${key}`),
      evaluatorId,
      rotationId: placement.rotationId,
      observedAt,
      signedAt: new Date(observedAt.getTime() + (3 + Math.floor(random() * 40)) * 60_000),
      rating: ratingOf(competency.scale, random, reaches),
      strengths: random() < 0.55 ? (strengths[Math.floor(random() * strengths.length)] ?? null) : null,
      nextSteps: random() < 0.5 ? (nextSteps[Math.floor(random() * nextSteps.length)] ?? null) : null,
    });
  }
  return evaluations;
}

/** A rating at or above the target, or one below it; decimals only where the scale has them. */
function ratingOf(scale: ScaleRule, random: () => number, reaches: boolean): number {
  const room = scale.max - scale.target;
  if (scale.kind === "NUMERIC") {
    if (reaches) return scale.target + 0.5 * Math.floor(random() * (room * 2 + 1));
    return Math.max(scale.min, scale.target - 0.5 * (1 + Math.floor(random() * 3)));
  }
  if (reaches) return scale.target + (random() < 0.2 ? Math.min(1, room) : 0);
  return Math.max(scale.min, scale.target - 1 - (random() < 0.35 ? 1 : 0));
}

function countedOf(line: DemoEvaluation): CountedInput {
  return {
    assessmentId: line.assessmentId,
    evaluatorKey: line.evaluatorId,
    observedAt: line.observedAt,
    submittedAt: line.signedAt,
    state: "SIGNED",
    isSelf: false,
    assessmentStatus: "SUBMITTED",
    overallRating: line.rating,
    criteria: [],
  };
}
