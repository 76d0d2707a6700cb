import type { CompetencyLine } from "#src/features/analytics/facts.ts";
import type { Recommendation } from "#src/features/analytics/schema.ts";
import { daysWords, type Say, sayInOurs } from "#src/features/analytics/sentences.ts";
import { missingOf, needsOf } from "#src/features/progress/needs.ts";
import { plannedBy } from "#src/features/progress/plan.ts";
import { isCompleted } from "#src/features/progress/values.ts";
import { addDays, daysBetween, dayWords } from "#src/lib/day.ts";

/** A rotation that a student is placed in and that has not begun. */
export type ComingRotation = { id: string; name: string; startsOn: string };

const soonDays = 14;
/** So many of a category behind its plan are worth a word. */
const farBehind = 2;

/**
 * What would help a student most: advice from due dates and ratings, at most `most`, the most useful first. A rule's
 * weight orders them; of equal weight, what is due first.
 */
export function recommendToStudent(
  student: { id: string; name: string; today: string; isReader: boolean },
  competencies: readonly CompetencyLine[],
  coming: readonly ComingRotation[],
  most: number,
  say: Say = sayInOurs,
): Recommendation[] {
  const open = competencies.filter(({ status }) => !isCompleted(status) && status !== "EXPIRED");
  const found = [
    ...open.filter(({ isOverdue }) => isOverdue).map((line) => overdueAdvice(student, line, say)),
    ...open.filter((line) => isDueSoon(line, student.today)).flatMap((line) => dueAdvice(student, line, say)),
    ...behindAdvice(student, competencies, coming, say),
  ];
  return found
    .sort((a, b) => b.weight - a.weight)
    .slice(0, most)
    .map(({ recommendation }) => recommendation);
}

type Weighed = { weight: number; recommendation: Recommendation };
type Student = { id: string; name: string; today: string; isReader: boolean };

function isDueSoon({ dueOn, isOverdue }: CompetencyLine, today: string): boolean {
  return dueOn !== null && !isOverdue && dueOn >= today && dueOn <= addDays(today, soonDays);
}

/** Overdue with ratings below target first: waiting will not help there. */
function overdueAdvice(student: Student, line: CompetencyLine, say: Say): Weighed {
  const late = line.dueOn === null ? 0 : daysBetween(line.dueOn, student.today);
  const isBelow = line.belowTarget >= 2 && line.belowTarget > line.atTarget;
  return {
    weight: isBelow ? 100 : 90,
    recommendation: {
      kind: isBelow ? "overdue-below-target" : "overdue",
      subject: { type: "competency", id: line.competencyId, name: line.name },
      sentence: isBelow ? sayOverdueBelow(say, late, line.belowTarget) : say("overdue", { days: daysWords(late) }),
      evidence: {
        figures: { daysLate: late, belowTarget: line.belowTarget, atTarget: line.atTarget },
        ids: [line.assignmentId],
      },
      act: askAct(student, line),
    },
  };
}

/** Due soon, with what is missing by the rules of the competency. */
function dueAdvice(student: Student, line: CompetencyLine, say: Say): Weighed[] {
  const counts = { ...line, hidesEvaluators: false };
  const missing = missingOf(line.method, needsOf({ ...line, scale: { target: line.target } }, counts));
  if (missing === null || line.dueOn === null) return [];
  const inDays = daysBetween(student.today, line.dueOn);
  const isSecondAssessor = missing.assessments === 1 && missing.evaluators === 1 && line.observations > 0;
  return [
    {
      weight: (isSecondAssessor ? 80 : 60) - inDays,
      recommendation: {
        kind: isSecondAssessor ? "due-second-assessor" : "due-soon",
        subject: { type: "competency", id: line.competencyId, name: line.name },
        sentence: isSecondAssessor ? saySecondAssessor(say, inDays) : sayDueSoon(say, inDays, missing.assessments),
        evidence: {
          figures: { daysLeft: inDays, missingAssessments: missing.assessments, missingAssessors: missing.evaluators },
          ids: [line.assignmentId],
        },
        act: askAct(student, line),
      },
    },
  ];
}

/** The category that is furthest behind its plan, with the next rotation in which it can be seen. */
function behindAdvice(
  student: Student,
  competencies: readonly CompetencyLine[],
  coming: readonly ComingRotation[],
  say: Say,
): Weighed[] {
  const [rotation] = [...coming].sort((a, b) => (a.startsOn < b.startsOn ? -1 : 1));
  if (!rotation) return [];
  return [...Map.groupBy(competencies, ({ category }) => category)]
    .flatMap(([category, lines]) => {
      const planned = plannedBy(lines, student.today) ?? 0;
      const completed = lines.filter(({ status }) => isCompleted(status)).length;
      return planned - completed >= farBehind
        ? [{ category, behind: planned - completed, open: lines.length - completed }]
        : [];
    })
    .sort((a, b) => b.behind - a.behind)
    .slice(0, 1)
    .map(({ category, behind, open }) => ({
      weight: 40 + behind,
      recommendation: {
        kind: "category-behind",
        subject: { type: "category" as const, id: category, name: category },
        sentence: say("category-behind", { open, rotation: rotation.name, date: dayWords(rotation.startsOn) }),
        evidence: {
          figures: { behind, open, daysUntilRotation: daysBetween(student.today, rotation.startsOn) },
          ids: [rotation.id],
        },
        act: student.isReader
          ? { kind: "talk-to-supervisor" as const, href: "/dashboard/student/requests" }
          : { kind: "plan-rotation" as const, href: "/dashboard/school-admin/rotations" },
      },
    }));
}

function askAct(student: Student, { assignmentId }: CompetencyLine): Recommendation["act"] {
  return student.isReader
    ? { kind: "ask-assessment", href: `/dashboard/student/competencies/${assignmentId}` }
    : { kind: "remind", href: `/dashboard/clinical-supervisor/students/${student.id}/competencies/${assignmentId}` };
}

function sayOverdueBelow(say: Say, late: number, times: number): string {
  const days = daysWords(late);
  return times === 2 ? say("overdue-below-twice", { days }) : say("overdue-below", { days, times });
}

function saySecondAssessor(say: Say, inDays: number): string {
  if (inDays === 0) return say("second-assessor-today", {});
  if (inDays === 1) return say("second-assessor-tomorrow", {});
  return say("second-assessor", { days: daysWords(inDays) });
}

function sayDueSoon(say: Say, inDays: number, assessments: number): string {
  const days = daysWords(inDays);
  if (assessments === 1) {
    if (inDays === 0) return say("due-one-today", {});
    return inDays === 1 ? say("due-one-tomorrow", {}) : say("due-one", { days });
  }
  if (inDays === 0) return say("due-more-today", { assessments });
  return inDays === 1 ? say("due-more-tomorrow", { assessments }) : say("due-more", { days, assessments });
}
