import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import { type Assignment, shownAssignmentStatus } from "#src/features/progress/schema.ts";

/** The filters of a list of competencies, as they stand in the address. */
export const competencyFilters = {
  q: parseAsString.withDefault(""),
  status: parseAsStringLiteral(shownAssignmentStatus.options),
  category: parseAsString,
};

export type CompetencyFilters = { q: string; status: Assignment["status"] | null; category: string | null };

export function filterAssignments(items: readonly Assignment[], filters: CompetencyFilters): Assignment[] {
  const wanted = filters.q.trim().toLocaleLowerCase();
  return items.filter(
    (item) =>
      (filters.status === null || item.status === filters.status) &&
      (filters.category === null || item.category === filters.category) &&
      (wanted === "" || `${item.code ?? ""} ${item.name}`.toLocaleLowerCase().includes(wanted)),
  );
}

/** In the order they came, so the framework's own order of categories and competencies stays. */
export function groupByCategory(items: readonly Assignment[]): { category: string; items: Assignment[] }[] {
  const groups = new Map<string, Assignment[]>();
  for (const item of items) {
    const group = groups.get(item.category);
    if (group) group.push(item);
    else groups.set(item.category, [item]);
  }
  return [...groups].map(([category, members]) => ({ category, items: members }));
}
