import { standingName, validUntil } from "#src/features/progress/overdue.ts";
import { type AssignmentStatus, standingNames } from "#src/features/progress/values.ts";

/** As `app.assignment_cell` packs an assignment; instants are seconds since 1970. */
export type PackedCell = readonly [
  assignmentId: string,
  status: AssignmentStatus,
  progress: number,
  dueAt: number | null,
  completedAt: number | null,
  cycleStartsAt: number | null,
  result: number | null,
  observations: number,
  evaluators: number,
  days: number,
];

type Column = { id: string; validityMonths: number | null };

const placeOf = new Map(standingNames.map((name, place) => [name, place]));

/**
 * The part of a matrix' row that depends on the student's cells, as JSON without its outer braces. `at` decides what is
 * overdue and what expires soon. The same students complete the same things on the same days, so `validities` keeps what
 * was calculated.
 */
export function rowJson(
  cells: Readonly<Record<string, PackedCell>>,
  {
    columns,
    at,
    timeZone,
    validities,
  }: { columns: readonly Column[]; at: number; timeZone: string; validities: Map<string, number> },
): string {
  const counts = { completed: 0, total: 0, overdue: 0 };
  let json = "";
  for (const { id, validityMonths } of columns) {
    const cell = cells[id];
    const name = cell && standingOf(cell);
    if (json !== "") json += ",";
    if (!cell || !name) {
      json += "null";
      continue;
    }
    counts.total += 1;
    if (name === "COMPLETED" || name === "EXPIRES_SOON") counts.completed += 1;
    if (name === "OVERDUE") counts.overdue += 1;
    json += `["${cell[0]}",${placeOf.get(name)},${cell[2]},${cell[6]}]`;

    function standingOf([, status, , dueAt, completedAt, , result]: PackedCell) {
      const validUntilOf =
        validityMonths === null || completedAt === null ? null : untilOf(completedAt, validityMonths);
      return standingName({ status, dueAt, result, validUntil: validUntilOf }, at);
    }
  }
  const { completed, total, overdue } = counts;
  return `"completed":${completed},"total":${total},"overdue":${overdue},"cells":[${json}]`;

  function untilOf(completedAt: number, months: number): number {
    const key = `${timeZone} ${completedAt} ${months}`;
    const known = validities.get(key);
    if (known !== undefined) return known;
    const found = validUntil(new Date(completedAt * 1000), months, timeZone).getTime() / 1000;
    validities.set(key, found);
    return found;
  }
}
