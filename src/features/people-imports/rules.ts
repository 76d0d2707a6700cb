import { type ImportStatus, undoHours } from "#src/features/people-imports/values.ts";
import type { StateTable } from "#src/lib/state-table.ts";

/** A commit may be stopped anywhere and goes on where it was, so it has no state of failure. */
export const importSteps: StateTable<ImportStatus, "admin" | "job"> = {
  thing: "import",
  steps: {
    NEW: { PENDING: ["admin"] },
    PENDING: { PARSING: ["job"], FAILED: ["job"], DISCARDED: ["admin"] },
    PARSING: { CHECKING: ["job"], FAILED: ["job"], DISCARDED: ["admin"] },
    CHECKING: { READY: ["job"], FAILED: ["job"], DISCARDED: ["admin"] },
    READY: { CHECKING: ["admin"], COMMITTING: ["admin"], DISCARDED: ["admin"] },
    COMMITTING: { COMMITTED: ["job"] },
    COMMITTED: { UNDOING: ["admin"] },
    UNDOING: { UNDONE: ["job"] },
    UNDONE: {},
    FAILED: { DISCARDED: ["admin"] },
    DISCARDED: {},
  },
};

/** Until when an import may be undone, or null while it is not written. */
export function undoableUntil(committedAt: Date | null): Date | null {
  return committedAt === null ? null : new Date(committedAt.getTime() + undoHours * 3_600_000);
}

export function isUndoable(status: ImportStatus, committedAt: Date | null, time: Date): boolean {
  const until = undoableUntil(committedAt);
  return status === "COMMITTED" && until !== null && time < until;
}
