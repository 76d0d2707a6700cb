import type { MatrixAnswer, MatrixRow } from "#src/features/cohort-matrix/schema.ts";
import type { StandingName } from "#src/features/progress/values.ts";

export type Arrangement = { search: string; sort: string; only: readonly StandingName[] };

/** What the legend, the bands and the foot count. */
export type Totals = {
  byStanding: number[];
  columns: { completed: number; overdue: number; total: number }[];
};

/** Nothing counted yet. */
export function startTotals({ standings, frame }: Pick<MatrixAnswer, "standings" | "frame">): Totals {
  return {
    byStanding: standings.map(() => 0),
    columns: frame.competencies.map(() => ({ completed: 0, overdue: 0, total: 0 })),
  };
}

/** Counts the cells of these rows onto the totals. */
export function countRows(
  { byStanding, columns }: Totals,
  standings: MatrixAnswer["standings"],
  rows: readonly MatrixRow[],
): void {
  const completed = new Set([standings.indexOf("COMPLETED"), standings.indexOf("EXPIRES_SOON")]);
  const overdue = standings.indexOf("OVERDUE");
  for (const { cells } of rows) {
    for (let at = 0; at < cells.length; at += 1) {
      const cell = cells[at];
      const column = columns[at];
      if (!cell || !column) continue;
      byStanding[cell[1]] = (byStanding[cell[1]] ?? 0) + 1;
      column.total += 1;
      if (completed.has(cell[1])) column.completed += 1;
      if (cell[1] === overdue) column.overdue += 1;
    }
  }
}

/**
 * The rows in the order that is asked for: those of a competency by its standing, the most pressing first, then by
 * progress. With `only`, rows without such a cell are left out. Those to whom nothing is assigned come last in any
 * order. Rows come by name, which decides between equal ones.
 */
export function arrangeRows(
  { standings, frame, rows }: MatrixAnswer,
  { search, sort, only }: Arrangement,
): MatrixRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = new Set(only.map((name) => standings.indexOf(name)));
  const column = frame.competencies.findIndex(({ id }) => id === sort);
  const found = rows.filter(({ name, number, cells }) => {
    const text = `${name} ${number ?? ""}`.toLowerCase();
    return (
      words.every((word) => text.includes(word)) &&
      (wanted.size === 0 || cells.some((cell) => cell && wanted.has(cell[1])))
    );
  });
  if (column >= 0) found.sort((a, b) => pressingOf(a, column) - pressingOf(b, column));
  else if (sort === "overdue") found.sort((a, b) => b.overdue - a.overdue || shareOf(a) - shareOf(b));
  else if (sort === "completed") found.sort((a, b) => shareOf(a) - shareOf(b));
  return found.sort((a, b) => Number(a.total === 0) - Number(b.total === 0));
}

/** Standings are listed from the most pressing one; what is not assigned comes last. */
function pressingOf({ cells }: MatrixRow, column: number): number {
  const cell = cells[column];
  return cell ? cell[1] * 101 + cell[2] : Number.MAX_SAFE_INTEGER;
}

function shareOf({ completed, total }: MatrixRow): number {
  return total === 0 ? 1 : completed / total;
}

/** Students with the most overdue, and how many of all they hold; none where it says nothing, or no more have any. */
export function concentrationOf(rows: readonly MatrixRow[]): { count: number; theirs: number; all: number } | null {
  const counts = rows.map(({ overdue }) => overdue).sort((a, b) => b - a);
  const holders = counts.filter((count) => count > 0).length;
  const all = sum(counts);
  const theirs = sum(counts.slice(0, most));
  return rows.length >= 2 * most && holders > most && theirs * 2 > all ? { count: most, theirs, all } : null;
}

const most = 5;

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
