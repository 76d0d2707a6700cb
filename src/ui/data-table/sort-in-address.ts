import { parseAsStringLiteral } from "nuqs/server";
import type { TableSort } from "./data-table-sort.tsx";

/** The order of a table as it is written in the address; null where it is the one in which the table is opened. */
export type AddressSort<Sort extends string> = { sort: Sort | null; direction: "asc" | "desc" | null };

/** Beside the parsers of a table's filters. */
export function sortParsers<Sort extends string>(sorts: readonly Sort[]) {
  return { sort: parseAsStringLiteral(sorts), direction: parseAsStringLiteral(["asc", "desc"]) };
}

/** The same for the API's query. */
export function addSort(query: URLSearchParams, { sort, direction }: AddressSort<string>): void {
  if (sort) query.set("sort", sort);
  if (sort && direction) query.set("direction", direction);
}

/** What `DataTable` takes: the order now, and how another comes into the address. `first` is the one it is opened in. */
export function sortProps<Sort extends string>(
  sorts: readonly Sort[],
  { sort, direction }: AddressSort<Sort>,
  first: TableSort | null,
  onChange: (next: AddressSort<Sort>) => void,
): { sort: TableSort | null; onSortChange: (next: TableSort | null) => void } {
  return {
    sort: sort === null ? first : { id: sort, direction: direction ?? "asc" },
    onSortChange: (next) => {
      const known = sorts.find((one) => one === next?.id) ?? null;
      onChange({ sort: known, direction: known && next ? next.direction : null });
    },
  };
}
