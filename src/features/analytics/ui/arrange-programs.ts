import type { ProgramsAnswer } from "#src/features/analytics/school/schema.ts";

type Program = ProgramsAnswer["items"][number];
type Line = Program["cohorts"][number];
export type ProgramRow = Line & { programId: string; isCohort: boolean; cohortCount: number };

const keys: Record<string, (line: Line) => string | number | null> = {
  name: ({ name }) => name,
  students: ({ students }) => students,
  completed: ({ completedPercentage }) => completedPercentage,
  against: ({ competenciesAhead }) => competenciesAhead,
  days: ({ daysToComplete }) => daysToComplete,
  monthly: ({ assessedMonthly }) => assessedMonthly,
  overdue: ({ overdue }) => overdue,
};

/** Programs in the order of a column, each opened one followed by its cohorts in the same; what is unknown comes last. */
export function arrangePrograms(
  programs: readonly Program[],
  open: ReadonlySet<string>,
  sort: { id: string; direction: "asc" | "desc" } | null,
): ProgramRow[] {
  const key = keys[sort?.id ?? "name"] ?? (({ name }) => name);
  const sorted = <L extends Line>(lines: readonly L[]) =>
    [...lines].sort(
      (a, b) => compare(key(a), key(b), sort?.direction === "desc" ? -1 : 1) || compare(a.name, b.name, 1),
    );
  return sorted(programs).flatMap(({ cohorts, ...program }) => [
    { ...program, programId: program.id, isCohort: false, cohortCount: cohorts.length },
    ...(open.has(program.id)
      ? sorted(cohorts).map((cohort) => ({ ...cohort, programId: program.id, isCohort: true, cohortCount: 0 }))
      : []),
  ]);
}

function compare(a: string | number | null, b: string | number | null, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (a === b) return 0;
  return a < b ? -sign : sign;
}
