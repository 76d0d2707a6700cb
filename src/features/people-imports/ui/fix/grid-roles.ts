/**
 * The parts of a grid of which only the visible rows are in the page, which the elements of a table cannot be: they would
 * count what is there. The grid itself has the focus and the keys, and names its active cell.
 */
export const gridRoles = {
  rowgroup: { role: "rowgroup" },
  columnheader: { role: "columnheader" },
  rowheader: { role: "rowheader" },
  gridcell: { role: "gridcell" },
} as const;

type Grid = { label: string; active: string; rows: number; columns: number; describedBy: string };

/** A line of names above the rows, and two columns before those of the file. */
export function gridRole({ label, active, rows, columns, describedBy }: Grid) {
  return {
    role: "grid",
    "aria-label": label,
    tabIndex: 0,
    "aria-activedescendant": active,
    "aria-colcount": columns + 2,
    "aria-describedby": describedBy,
    "aria-rowcount": rows + 1,
  } as const;
}

/** Counted from 1, the names included. */
export function rowRole(at: number) {
  return { role: "row", "aria-rowindex": at } as const;
}

export function cellRole({ isActive, isAtFault }: { isActive: boolean; isAtFault: boolean }) {
  return { role: "gridcell", "aria-selected": isActive, ...(isAtFault ? { "aria-invalid": true } : {}) } as const;
}
