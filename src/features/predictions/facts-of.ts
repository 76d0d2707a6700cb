import { type PlannedCompetency, plannedBy } from "#src/features/progress/plan.ts";

/** Days are whole numbers since 1 January 1970, in the school's calendar; see `dayNumber`. */
export type Day = number;

/** One competency of a student's plan. `completedOn` is of the current cycle; `evaluatorsNeeded` distinct assessors. */
export type PlannedItem = PlannedCompetency & {
  id: string;
  completedOn: Day | null;
  evaluatorsNeeded: number;
  observationsNeeded: number;
};

/**
 * One assessment: observed on `day`, known (signed) on `knownOn`. `score` and `target` are on one scale, `weight` says
 * how much it counts (1 in the product). `competency` is that of a planned item, where there is one.
 */
export type DatedAssessment = {
  day: Day;
  knownOn: Day;
  score: number;
  target: number;
  weight: number;
  competency: string | null;
  evaluator: string | null;
};

/** What a student did in the program on a day: how often, of which kind. */
export type Interaction = { day: Day; kind: string; count: number };

/** Everything that is known of a student, of which only the part up to a cut-off day is used. */
export type StudentHistory = {
  /** The first day of the enrolment, and the last one planned. */
  startsOn: Day;
  endsOn: Day | null;
  plan: readonly PlannedItem[];
  /** In any order. */
  assessments: readonly DatedAssessment[];
  /** Null without the student's consent. */
  interactions: readonly Interaction[] | null;
};

/** What holds at the end of a cut-off day, in plain numbers: for the rule, for reasons, and for the model's inputs. */
export type Facts = {
  total: number;
  completed: number;
  /** Null without a plan. */
  planned: number | null;
  overdue: number;
  /** Since the last assessment was observed; since the first day, where there was none. */
  daysSilent: number;
  isAssessed: boolean;
  /** Of the last ten assessments, those below target. */
  recent: { count: number; below: number };
  /** Competencies at target that still need another assessor, and those that need another observation. */
  waitForAssessor: number;
  waitForObservation: number;
  /** Assessments of the last 28 days, and of the 28 days before. */
  lately: number;
  before: number;
};

export const recentWindow = 28;
const recentAssessments = 10;

/** @param cutoff the day up to whose end everything is counted; what became known later is left out */
export function factsOf(history: StudentHistory, cutoff: Day): Facts {
  const known = knownAssessments(history, cutoff);
  const last = known.at(-1);
  const open = history.plan.filter(({ completedOn }) => completedOn === null || completedOn > cutoff);
  const today = isoOf(cutoff);
  const recent = known.slice(-recentAssessments);
  const waiting = waitingOf(open, known);
  return {
    total: history.plan.length,
    completed: history.plan.length - open.length,
    planned: history.plan.length === 0 ? null : plannedBy(history.plan, today),
    overdue: open.filter(({ dueOn }) => dueOn !== null && dueOn < today).length,
    daysSilent: Math.max(0, cutoff - Math.max(last?.day ?? history.startsOn, history.startsOn)),
    isAssessed: last !== undefined,
    recent: { count: recent.length, below: recent.filter(isBelow).length },
    ...waiting,
    lately: known.filter(({ day }) => day > cutoff - recentWindow).length,
    before: known.filter(({ day }) => day <= cutoff - recentWindow && day > cutoff - 2 * recentWindow).length,
  };
}

/** Those observed and signed by the end of the cut-off day, by the day on which they were observed. */
export function knownAssessments({ assessments }: Pick<StudentHistory, "assessments">, cutoff: Day): DatedAssessment[] {
  return assessments
    .filter(({ day, knownOn }) => day <= cutoff && knownOn <= cutoff)
    .sort((a, b) => a.day - b.day || a.knownOn - b.knownOn);
}

export function isBelow({ score, target }: Pick<DatedAssessment, "score" | "target">): boolean {
  return score < target;
}

function waitingOf(open: readonly PlannedItem[], known: readonly DatedAssessment[]) {
  const evidence = Map.groupBy(known, ({ competency }) => competency);
  let waitForAssessor = 0;
  let waitForObservation = 0;
  for (const { id, evaluatorsNeeded, observationsNeeded } of open) {
    const seen = evidence.get(id) ?? [];
    const latest = seen.at(-1);
    if (!latest || isBelow(latest)) continue;
    if (new Set(seen.map(({ evaluator }) => evaluator)).size < evaluatorsNeeded) waitForAssessor += 1;
    else if (seen.length < observationsNeeded) waitForObservation += 1;
  }
  return { waitForAssessor, waitForObservation };
}

const dayMs = 86_400_000;

/** The number of a day such as "2026-11-29". */
export function dayNumber(day: string): Day {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / dayMs);
}

export function isoOf(day: Day): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
