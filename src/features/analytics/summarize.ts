import type { Facts, RatingLine } from "#src/features/analytics/facts.ts";
import { paceOf } from "#src/features/analytics/pace.ts";
import { quantile, quartiles } from "#src/features/analytics/quantiles.ts";
import type { BandCounts, BandsOf, Summary } from "#src/features/analytics/schema.ts";
import type { Metric } from "#src/features/analytics/values.ts";
import { plannedBy } from "#src/features/progress/plan.ts";
import { overallProgress } from "#src/features/progress/rules.ts";
import type { UserActor } from "#src/policy/actor.ts";

/** The figures of an answer: of each metric that was asked for. Nothing is averaged over rating scales. */
export function summarize(
  facts: Facts,
  wanted: ReadonlySet<Metric>,
  reader: Pick<UserActor, "userId" | "role">,
): Summary {
  const { subject, timeframe } = facts;
  const { scope, id, name, timeZone, students } = subject;
  const parts: [Metric, Partial<Summary>][] = [
    ["completion", { completion: completionOf(facts) }],
    ["pace", { pace: paceOf(facts) }],
    ["time-to-competence", { timeToCompetence: timeOf(facts) }],
    ["ratings", { ratings: ratingsOf(facts) }],
    ["overdue", { overdue: overdueOf(facts) }],
    ["turnaround", { turnaround: turnaroundOf(facts) }],
    ["feedback", { feedback: feedbackOf(facts) }],
    ["evaluator-spread", { evaluatorSpread: spreadOf(facts, reader) }],
    ["evidence", { evidence: facts.evidence }],
    ["hours", { hours: hoursOf(facts) }],
    ["engagement", { engagement: engagementOf(facts) }],
  ];
  const asked = parts.filter(([metric]) => wanted.has(metric)).map(([, part]) => part);
  return Object.assign({ scope, id, name, ...timeframe, timeZone, students }, ...asked);
}

function completionOf({ progress, completionsByPart, competencies, subject }: Facts): Summary["completion"] {
  const { completed, total, categories } = progress;
  return {
    completed,
    total,
    percentage: overallProgress(completed, total),
    completedInPeriod: completionsByPart.reduce((sum, count) => sum + count, 0),
    byCategory: categories.map((line) => ({
      ...line,
      percentage: overallProgress(line.completed, line.total),
      planned: plannedIn(competencies, line, subject.today),
    })),
  };
}

function plannedIn(
  competencies: Facts["competencies"],
  { category, frameworkId }: { category: string; frameworkId: string | null },
  today: string,
): number | null {
  return plannedBy(
    competencies.filter((line) => line.category === category && line.frameworkId === frameworkId),
    today,
  );
}

function timeOf({ plans, standing }: Facts): Summary["timeToCompetence"] {
  if (plans === null) {
    return {
      completions: standing?.completed ?? 0,
      medianDays: standing?.daysToComplete ?? null,
      lowerQuartileDays: null,
      upperQuartileDays: null,
    };
  }
  const { lower, median: middle, upper } = quartiles(plans.daysTaken);
  const completions = plans.daysTaken.reduce((sum, [, times]) => sum + times, 0);
  return { completions, medianDays: middle, lowerQuartileDays: lower, upperQuartileDays: upper };
}

function ratingsOf({ ratings, names }: Facts): Summary["ratings"] {
  const { competencies, rotations } = names;
  const total = sumBands(ratings);
  return {
    ...total,
    assessments: total.below + total.at + total.above,
    byCompetency: grouped(ratings, ({ competencyId }) => {
      const known = competencies.get(competencyId);
      return { id: competencyId, name: known?.name ?? "", category: known?.category ?? "" };
    }),
    byCategory: grouped(ratings, ({ competencyId }) => {
      const category = competencies.get(competencyId)?.category ?? "";
      return { id: category, name: category };
    }),
    byRotation: grouped(ratings, ({ rotationId }) => ({
      id: rotationId,
      name: rotationId === null ? "" : (rotations.get(rotationId)?.name ?? ""),
    })),
    bySite: grouped(ratings, ({ rotationId }) => {
      const site = rotationId === null ? null : (rotations.get(rotationId)?.site ?? null);
      return { id: site, name: site ?? "" };
    }),
  };
}

export function sumBands(lines: readonly BandCounts[]): BandCounts {
  const sum = { below: 0, at: 0, above: 0 };
  for (const { below, at, above } of lines) {
    sum.below += below;
    sum.at += at;
    sum.above += above;
  }
  return sum;
}

/** Added up by what `of` says of a line; most first. */
function grouped<Line extends BandCounts>(
  lines: readonly Line[],
  of: (line: Line) => Omit<BandsOf, keyof BandCounts>,
): BandsOf[] {
  const found = new Map<string | null, BandsOf>();
  for (const line of lines) {
    const group = of(line);
    const known = found.get(group.id) ?? { ...group, below: 0, at: 0, above: 0 };
    known.below += line.below;
    known.at += line.at;
    known.above += line.above;
    found.set(group.id, known);
  }
  return [...found.values()].sort((a, b) => countOf(b) - countOf(a) || (String(a.id) < String(b.id) ? -1 : 1));
}

export function countOf({ below, at, above }: BandCounts): number {
  return below + at + above;
}

function overdueOf({ plans, standing }: Facts): Summary["overdue"] {
  if (plans === null) return { competencies: standing?.overdue ?? 0, students: standing?.overdueStudents ?? 0 };
  return {
    competencies: plans.students.reduce((sum, { overdue }) => sum + overdue, 0),
    students: plans.students.filter(({ overdue }) => overdue > 0).length,
  };
}

function turnaroundOf({ answeredAfterHours, expired }: Facts): Summary["turnaround"] {
  const { lower, median: middle, upper } = quartiles(answeredAfterHours);
  return {
    answered: answeredAfterHours.reduce((sum, [, times]) => sum + times, 0),
    medianHours: middle,
    lowerQuartileHours: lower,
    upperQuartileHours: upper,
    expired,
  };
}

function feedbackOf({ feedbackWords, withNextSteps }: Facts): Summary["feedback"] {
  return {
    assessments: feedbackWords.reduce((sum, [, times]) => sum + times, 0),
    medianWords: quantile(feedbackWords, 0.5),
    withNextSteps,
  };
}

/** From this many assessments on it is worth a second assessor. */
export const fewestForSpread = 3;

function spreadOf(
  { evaluators, spread, names }: Facts,
  { userId, role }: Pick<UserActor, "userId" | "role">,
): Summary["evaluatorSpread"] {
  const people = evaluators.filter(({ evaluatorId }) => evaluatorId !== null);
  const isSchool = role === "SCHOOL_ADMIN" || role === "SUPER_ADMIN";
  return {
    evaluators: new Set(people.map(({ evaluatorId }) => evaluatorId)).size,
    medianPerStudent: spread && quantile(spread.evaluatorsPerStudent, 0.5),
    studentsWithOne: spread === null ? null : spread.alone.length,
    byEvaluator: grouped(
      people.filter(({ evaluatorId }) => isSchool || (role === "CLINICAL_SUPERVISOR" && evaluatorId === userId)),
      ({ evaluatorId }) => ({ id: evaluatorId, name: names.people.get(evaluatorId ?? "") ?? "" }),
    ),
  };
}

function hoursOf({ minutesByPart, approvedToDateMinutes, requiredMinutes }: Facts): Summary["hours"] {
  return {
    approvedMinutes: minutesByPart.reduce((sum, minutes) => sum + minutes, 0),
    approvedToDateMinutes,
    requiredMinutes,
  };
}

function engagementOf({ interactions }: Facts): Summary["engagement"] {
  if (interactions.length === 0) return null;
  return { interactions: interactions.reduce((sum, { count }) => sum + count, 0), byType: [...interactions] };
}

/** The ratings of one part. */
export function bandsOfPart(ratings: readonly RatingLine[], part: number): BandCounts {
  return sumBands(ratings.filter((line) => line.part === part));
}
