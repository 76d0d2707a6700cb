import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import { type Assignment, shownAssignmentStatus } from "#src/features/progress/schema.ts";

/** The filters of a list of competencies, as they are written in the address. */
export const competencyFilters = {
  q: parseAsString.withDefault(""),
  status: parseAsStringLiteral(shownAssignmentStatus.options),
  category: parseAsString,
};

export type CompetencyFilters = { q: string; status: Assignment["status"] | null; category: string | null };

export function filterAssignments(items: readonly Assignment[], filters: CompetencyFilters): Assignment[] {
  const text = filters.q.trim().toLocaleLowerCase();
  return items.filter(
    (item) =>
      (filters.status === null || item.status === filters.status) &&
      (filters.category === null || item.category === filters.category) &&
      (text === "" || `${item.code ?? ""} ${item.name}`.toLocaleLowerCase().includes(text)),
  );
}
