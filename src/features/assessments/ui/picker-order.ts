import type { CentreLine } from "#src/features/assessments/schema.ts";
import type { Assignment } from "#src/features/progress/schema.ts";
import { isCompleted } from "#src/features/progress/values.ts";

type Item = Pick<Assignment, "competencyId" | "status" | "dueOn" | "lastAssessedAt">;

/** What the assessor began for this student, or was asked for. */
export type OwnWork = { competencyId: string; kind: "draft" | "request"; at: string };

/** Why a competency is among the first. */
export type Reason =
  | { kind: "draft" | "request"; at: string }
  | { kind: "due"; on: string }
  | { kind: "assessed"; at: string };

const shownAtMost = 8;
const soonDays = 14;
const recentDays = 14;

/**
 * What is open and recent for one student: what the assessor began, what they were asked for, what is overdue or due
 * soon, then what was assessed in the last days and is not completed; each once, for the first reason that holds.
 */
export function openAndRecent<T extends Item>(
  items: readonly T[],
  own: readonly OwnWork[],
  daysFromToday: (value: string) => number,
): { item: T; reason: Reason }[] {
  const ranked = items.flatMap((item) => {
    const found = rankOf(item, own, daysFromToday);
    return found ? [{ item, ...found }] : [];
  });
  return ranked
    .sort((one, other) => one.rank - other.rank || compare(one.order, other.order))
    .slice(0, shownAtMost)
    .map(({ item, reason }) => ({ item, reason }));
}

function rankOf(
  item: Item,
  own: readonly OwnWork[],
  daysFromToday: (value: string) => number,
): { rank: number; order: string | number; reason: Reason } | undefined {
  for (const [rank, kind] of (["draft", "request"] as const).entries()) {
    const work = own.find((one) => one.kind === kind && one.competencyId === item.competencyId);
    if (work) return { rank, order: work.at, reason: { kind, at: work.at } };
  }
  if (isCompleted(item.status) || item.status === "WITHDRAWN") return undefined;
  const { dueOn, lastAssessedAt } = item;
  if (dueOn !== null && (item.status === "OVERDUE" || daysFromToday(dueOn) <= soonDays))
    return { rank: 2, order: dueOn, reason: { kind: "due", on: dueOn } };
  if (lastAssessedAt === null || daysFromToday(lastAssessedAt) < -recentDays) return undefined;
  return { rank: 3, order: -new Date(lastAssessedAt).getTime(), reason: { kind: "assessed", at: lastAssessedAt } };
}

function compare(one: string | number, other: string | number): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** From the tabs of the assessment centre. */
export function ownWorkOf(drafts: readonly CentreLine[], requests: readonly CentreLine[]): OwnWork[] {
  const of = (kind: OwnWork["kind"], lines: readonly CentreLine[]) =>
    lines.map(({ competencyId, savedAt, askedAt }) => ({
      competencyId,
      kind,
      at: (kind === "draft" ? savedAt : askedAt) ?? "",
    }));
  return [...of("draft", drafts), ...of("request", requests)];
}
