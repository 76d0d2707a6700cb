import type { LineRow } from "#src/features/transcripts/queries.ts";
import type { Transcript, TranscriptLine } from "#src/features/transcripts/schema.ts";

type Head = Omit<Transcript, "completed" | "total" | "assessments" | "frameworks" | "scales">;

const standings: Record<LineRow["status"], string> = {
  NOT_STARTED: "Not started",
  IN_PROGRESS: "In progress",
  OVERDUE: "Overdue",
  ACHIEVED: "Completed",
  APPROVED: "Completed",
  EXPIRED: "Expired",
  WITHDRAWN: "Withdrawn",
};

/** Puts the lines of a record together by framework and category, with their counts. */
export function transcriptOf(head: Head, rows: readonly LineRow[]): Transcript {
  const frameworks = [...groupBy(rows, (row) => row.frameworkId ?? "").values()].map((own) => ({
    name: own[0]?.framework ?? null,
    version: own[0]?.version ?? null,
    ...countOf(own),
    categories: [...groupBy(own, (row) => row.category)].map(([name, lines]) => ({
      name,
      ...countOf(lines),
      lines: lines.map(lineOf),
    })),
  }));
  return {
    ...head,
    ...countOf(rows),
    assessments: rows.reduce((sum, row) => sum + row.assessments, 0),
    frameworks,
    scales: [...groupBy(rows, (row) => row.scaleId).values()].flatMap(([row]) => (row ? scaleOf(row) : [])),
  };
}

function isCompleted({ status }: LineRow): boolean {
  return status === "ACHIEVED" || status === "APPROVED";
}

function countOf(rows: readonly LineRow[]): { completed: number; total: number } {
  return { completed: rows.filter(isCompleted).length, total: rows.length };
}

function lineOf(row: LineRow): TranscriptLine {
  return {
    code: row.code,
    name: row.name,
    result: row.result,
    level: levelOf(row),
    target: row.kind === "BINARY" ? (labelOf(row, row.target) ?? "Pass") : figure(row.target),
    completedOn: isCompleted(row) ? row.completedOn : null,
    standing: standings[row.status],
    assessments: row.assessments,
    // Of people who assessed without their name no more are counted than are asked for, as on the screens.
    assessors: row.isUnnamed ? Math.min(row.assessors, row.requiredAssessors) : row.assessors,
    assessorsAtLeast: row.isUnnamed,
  };
}

/** "4 · Unsupervised"; on a numeric scale "4.5 of 5". Ordinal levels that were reached several times are counted. */
function levelOf(row: LineRow): string | null {
  const { result, kind, method, times, max } = row;
  if (result === null) return null;
  if (kind === "NUMERIC") return `${figure(result)} of ${figure(max)}`;
  if (method === "N_TIMES" && kind === "ORDINAL" && times !== null) return `${times} of ${times} at target`;
  const label = labelOf(row, result);
  if (kind === "BINARY") return label ?? figure(result);
  return label === null ? figure(result) : `${figure(result)} · ${label}`;
}

function labelOf({ levels }: LineRow, value: number): string | null {
  return levels.find((level) => level.value === value)?.label ?? null;
}

function scaleOf({ scale, kind, min, max, levels }: LineRow): { name: string; words: string } {
  if (kind === "NUMERIC") return { name: scale, words: `${figure(min)} to ${figure(max)}, decimals allowed` };
  return { name: scale, words: levels.map(({ value, label }) => `${figure(value)} ${label}`).join(", ") };
}

/** At most two decimals, half up. */
function figure(value: number): string {
  return String(Math.round(value * 100 + 1e-7) / 100);
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
