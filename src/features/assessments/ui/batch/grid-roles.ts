/**
 * The roles of a grid, on elements that have none: a table's elements cannot become cards on a narrow screen. Its cells
 * get the focus, or what is in them.
 */
export const gridRoles = {
  grid: (label: string, rows: number) => ({ role: "grid", "aria-label": label, "aria-rowcount": rows }) as const,
  group: { role: "rowgroup" },
  headRow: { role: "row" },
  row: (index: number) => ({ role: "row", "aria-rowindex": index }) as const,
  head: { role: "columnheader" },
  rowHead: { role: "rowheader" },
  cell: { role: "gridcell" },
  /** Of a message that stands where several cells would be. */
  wideCell: (columns: number, isInvalid: boolean) =>
    ({ role: "gridcell", "aria-colspan": columns, ...(isInvalid ? { "aria-invalid": true } : {}) }) as const,
  /** What groups cells for the layout only. */
  none: { role: "presentation" },
} as const;
