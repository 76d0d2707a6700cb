import type { Facts, Standing } from "#src/features/analytics/facts.ts";
import type { ComparedGroup, Comparisons } from "#src/features/analytics/schema.ts";
import { isComparable, shownGroups, smallestGroup } from "#src/features/analytics/small-groups.ts";
import { overallProgress } from "#src/features/progress/rules.ts";
import type { Role } from "#src/policy/actor.ts";

const whole = "*";

/**
 * A student beside their cohort, a cohort beside its program, the cohorts of a program. Groups are as of the last
 * refresh and never of a part of time; small ones are left out by small-groups.ts.
 */
export function compare(facts: Facts, standings: readonly Standing[], role: Role): Comparisons {
  const { groups, hidden } = comparedWith(facts, standings, role);
  return { smallestGroup, groups, hidden };
}

function comparedWith(
  facts: Facts,
  standings: readonly Standing[],
  role: Role,
): Pick<Comparisons, "groups" | "hidden"> {
  const { subject } = facts;
  const ofProgram = standings.filter(({ programId }) => programId === subject.programId);
  const program = ofProgram.find(({ cohortId }) => cohortId === whole);
  const cohorts = ofProgram.filter(({ cohortId }) => cohortId !== whole && cohortId !== "");
  switch (subject.scope) {
    case "student": {
      const cohort = cohorts.find(({ cohortId }) => cohortId === subject.cohortId);
      const other = cohort ?? (role === "CLINICAL_SUPERVISOR" ? program : undefined);
      if (!other || !isComparable({ students: other.students, known: 1 })) return { groups: [], hidden: other ? 1 : 0 };
      // To five points, so that the change of one student in a small cohort is not seen.
      return { groups: [ownOf(facts), inFives(groupOf(other))], hidden: 0 };
    }
    case "cohort": {
      const others = ofProgram.filter(({ cohortId }) => cohortId !== whole);
      const isShown =
        role === "CLINICAL_SUPERVISOR"
          ? subject.students >= smallestGroup
          : shownGroups(others.map(sizeOf)).has(subject.cohortId);
      if (!program || !isShown || !isComparable({ students: program.students, known: subject.students }))
        return { groups: [], hidden: program ? 1 : 0 };
      return { groups: [ownOf(facts), groupOf(program)], hidden: 0 };
    }
    case "program": {
      const others = ofProgram.filter(({ cohortId }) => cohortId !== whole);
      const shown = shownGroups(others.map(sizeOf));
      const groups = cohorts.filter(({ cohortId }) => shown.has(cohortId)).map(groupOf);
      return {
        groups: groups.sort(byDistanceFromPlan),
        hidden: others.filter(({ cohortId }) => !shown.has(cohortId)).length,
      };
    }
  }
}

function sizeOf({ cohortId, students }: Standing) {
  return { id: cohortId, students, known: 0 };
}

function ownOf({ subject, progress, plans, standing }: Facts): ComparedGroup {
  const { completed, total } = progress;
  return {
    kind: "own",
    id: subject.id,
    name: subject.name,
    students: subject.students,
    percentage: overallProgress(completed, total),
    lowerQuartile: null,
    median: null,
    upperQuartile: null,
    plannedPercentage: null,
    overdue: plans?.students.reduce((sum, student) => sum + student.overdue, 0) ?? standing?.overdue ?? null,
    daysToComplete: null,
  };
}

function groupOf(standing: Standing): ComparedGroup {
  const { programId, cohortId, name, students } = standing;
  return {
    kind: cohortId === whole ? "program" : "cohort",
    id: cohortId === whole ? programId : cohortId,
    name,
    students,
    percentage: standing.percentage,
    lowerQuartile: standing.lowerQuartile,
    median: standing.median,
    upperQuartile: standing.upperQuartile,
    plannedPercentage: standing.plannedPercentage,
    overdue: standing.overdue,
    daysToComplete: standing.daysToComplete,
  };
}

/** What a student is shown of others: quartiles only, to five points. */
function inFives(group: ComparedGroup): ComparedGroup {
  const five = (value: number | null) => (value === null ? null : Math.round(value / 5) * 5);
  return {
    ...group,
    percentage: null,
    lowerQuartile: five(group.lowerQuartile),
    median: five(group.median),
    upperQuartile: five(group.upperQuartile),
    plannedPercentage: null,
    overdue: null,
    daysToComplete: null,
  };
}

/** Furthest behind its plan first; those without a plan last. */
function byDistanceFromPlan(a: ComparedGroup, b: ComparedGroup): number {
  const distance = ({ percentage, plannedPercentage }: ComparedGroup) =>
    percentage === null || plannedPercentage === null ? Number.POSITIVE_INFINITY : percentage - plannedPercentage;
  const difference = distance(a) - distance(b);
  return Number.isNaN(difference) || difference === 0 ? (a.id < b.id ? -1 : 1) : difference;
}
