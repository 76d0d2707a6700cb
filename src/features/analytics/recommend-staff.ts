import type { Facts } from "#src/features/analytics/facts.ts";
import type { Recommendation } from "#src/features/analytics/schema.ts";
import { daysWords, type Say, sayInOurs } from "#src/features/analytics/sentences.ts";
import { countOf, sumBands } from "#src/features/analytics/summarize.ts";
import { daysBetween } from "#src/lib/day.ts";
import type { Role } from "#src/policy/actor.ts";

/** The request that has waited for the reader for the longest time. */
export type OldestRequest = { assessmentId: string; competency: string; askedOn: string };

const fewestRatings = 5;
const fewestBehind = 3;

/** What staff might do about a cohort or a program: advice, at most `most`, the most useful first. */
export function recommendToStaff(
  facts: Facts,
  reader: { role: Role; oldest: OldestRequest | undefined },
  most: number,
  say: Say = sayInOurs,
): Recommendation[] {
  const found = [
    ...oldestAdvice(facts, reader.oldest, say),
    ...belowAdvice(facts, reader.role, say),
    ...overdueAdvice(facts, reader.role, say),
    ...behindAdvice(facts, reader.role, say),
    ...spreadAdvice(facts, reader.role, say),
  ];
  return found
    .sort((a, b) => b.weight - a.weight)
    .slice(0, most)
    .map(({ recommendation }) => recommendation);
}

type Weighed = { weight: number; recommendation: Recommendation };

function oldestAdvice({ subject }: Facts, oldest: OldestRequest | undefined, say: Say): Weighed[] {
  if (!oldest) return [];
  const waited = daysBetween(oldest.askedOn, subject.today);
  if (waited < 2) return [];
  return [
    {
      weight: 90 + Math.min(9, waited),
      recommendation: {
        kind: "oldest-request",
        subject: { type: "assessment", id: oldest.assessmentId, name: oldest.competency },
        sentence: say("oldest-request", { days: daysWords(waited) }),
        evidence: { figures: { daysWaited: waited }, ids: [oldest.assessmentId] },
        act: { kind: "ask-assessment", href: `/assessment/${oldest.assessmentId}` },
      },
    },
  ];
}

/** The competency in which most ratings of the period are below the target. */
function belowAdvice({ ratings, names, subject }: Facts, role: Role, say: Say): Weighed[] {
  return [...Map.groupBy(ratings, ({ competencyId }) => competencyId)]
    .map(([id, lines]) => ({ id, ...sumBands(lines) }))
    .filter((one) => countOf(one) >= fewestRatings && one.below * 2 > countOf(one))
    .sort((a, b) => b.below - a.below || (a.id < b.id ? -1 : 1))
    .slice(0, 2)
    .map((one) => ({
      weight: 70 + (20 * one.below) / countOf(one),
      recommendation: {
        kind: "most-below-target",
        subject: { type: "competency", id: one.id, name: names.competencies.get(one.id)?.name ?? "" },
        sentence: say("most-below-target", { below: one.below, ratings: countOf(one) }),
        evidence: { figures: { below: one.below, ratings: countOf(one) }, ids: [subject.id] },
        act: { kind: "talk-to-supervisor", href: studentsOf(role) },
      },
    }));
}

/** A competency that is overdue for most of them: rather its date is wrong than all of them late. */
function overdueAdvice({ plans, names, subject }: Facts, role: Role, say: Say): Weighed[] {
  if (plans === null || role === "CLINICAL_SUPERVISOR") return [];
  const all = plans.students.length;
  return plans.overdue
    .filter(({ students }) => students >= fewestRatings && students * 2 > all)
    .sort((a, b) => b.students - a.students || (a.competencyId < b.competencyId ? -1 : 1))
    .slice(0, 1)
    .map(({ competencyId: id, students: count }) => ({
      weight: 65,
      recommendation: {
        kind: "overdue-for-most",
        subject: { type: "competency", id, name: names.competencies.get(id)?.name ?? "" },
        sentence: say("overdue-for-most", { overdue: count, students: all }),
        evidence: { figures: { overdue: count, students: all }, ids: [subject.id] },
        act: { kind: "move-due-date", href: "/dashboard/school-admin/assignments" },
      },
    }));
}

/** The student who is furthest behind the plan, by at least three competencies. */
export function furthestBehind(plans: Facts["plans"]): { id: string; behind: number } | undefined {
  const [furthest] = (plans?.students ?? [])
    .map(({ studentId, planned, completed }) => ({ id: studentId, behind: (planned ?? 0) - completed }))
    .filter(({ behind }) => behind >= fewestBehind)
    .sort((a, b) => b.behind - a.behind || (a.id < b.id ? -1 : 1));
  return furthest;
}

function behindAdvice(facts: Facts, role: Role, say: Say): Weighed[] {
  const furthest = furthestBehind(facts.plans);
  if (!furthest) return [];
  return [
    {
      weight: 50 + Math.min(9, furthest.behind),
      recommendation: {
        kind: "furthest-behind",
        subject: { type: "student", id: furthest.id, name: facts.names.people.get(furthest.id) ?? "" },
        sentence: say("furthest-behind", { behind: furthest.behind }),
        evidence: { figures: { behind: furthest.behind }, ids: [furthest.id] },
        act: { kind: "remind", href: `${studentsOf(role)}/${furthest.id}` },
      },
    },
  ];
}

function studentsOf(role: Role): string {
  return role === "CLINICAL_SUPERVISOR"
    ? "/dashboard/clinical-supervisor/students"
    : "/dashboard/school-admin/students";
}

function rotationsOf(role: Role): string {
  return role === "CLINICAL_SUPERVISOR"
    ? "/dashboard/clinical-supervisor/rotations"
    : "/dashboard/school-admin/rotations";
}

function spreadAdvice({ spread, subject }: Facts, role: Role, say: Say): Weighed[] {
  const alone = spread?.alone ?? [];
  if (alone.length === 0) return [];
  return [
    {
      weight: 30,
      recommendation: {
        kind: "one-evaluator",
        subject: { type: subject.scope === "program" ? "program" : "cohort", id: subject.id, name: subject.name },
        sentence: alone.length === 1 ? say("one-evaluator-one", {}) : say("one-evaluator", { students: alone.length }),
        evidence: { figures: { students: alone.length }, ids: alone.slice(0, 50) },
        act: { kind: "plan-rotation", href: rotationsOf(role) },
      },
    },
  ];
}
