"use client";

import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import type { TableSort } from "./data-table-sort.tsx";
import { sortParsers, sortProps } from "./sort-in-address.ts";

/** The order of a table whose rows are all in the page, kept in the address. `sorts` is one list for all renderings. */
export function useAddressSort(sorts: readonly string[], first: TableSort | null = null) {
  const parsers = useMemo(() => sortParsers(sorts), [sorts]);
  const [order, setOrder] = useQueryStates(parsers, { shallow: true, history: "replace" });
  return sortProps(sorts, order, first, (next) => void setOrder(next));
}
