import type { Decision, ErasureState, ExportState } from "#src/features/privacy/values.ts";
import type { StateTable } from "#src/lib/state-table.ts";

export const exportSteps: StateTable<ExportState, "asker" | "job"> = {
  thing: "export",
  steps: {
    NEW: { QUEUED: ["asker"] },
    QUEUED: { RUNNING: ["job"], FAILED: ["job"], CANCELLED: ["asker"] },
    RUNNING: { DONE: ["job"], FAILED: ["job"], CANCELLED: ["asker"] },
    DONE: {},
    FAILED: {},
    CANCELLED: {},
  },
};

/** Nothing stops an erasure that has begun: part of the person is gone. */
export const erasureSteps: StateTable<ErasureState, "asker" | "job"> = {
  thing: "erasure",
  steps: {
    NEW: { WAITING: ["asker"] },
    WAITING: { RUNNING: ["job"], CANCELLED: ["asker"] },
    RUNNING: { DONE: ["job"] },
    DONE: {},
    CANCELLED: {},
  },
};

export const defaultGraceDays = 30;

const dayMs = 24 * 60 * 60_000;

/** When a request that is made now is carried out; until then it can be taken back. */
export function dueAtOf(now: Date, graceDays: number): Date {
  return new Date(now.getTime() + graceDays * dayMs);
}

export type ErasureFacts = {
  role: string;
  /** Whether somebody else could still run the school. */
  hasOtherAdmin: boolean;
  isLive: boolean;
  isErased: boolean;
};

/** Why somebody cannot be erased now; undefined where they can. */
export function erasureFault({ role, hasOtherAdmin, isLive, isErased }: ErasureFacts): string | undefined {
  if (isErased) return "This person was erased already.";
  if (isLive) return "This was asked for already.";
  if (role === "SCHOOL_ADMIN" && !hasOtherAdmin) {
    return "The school would have nobody who runs it. Make somebody else an admin first.";
  }
  return undefined;
}

/** What an answer is called: a no to what was agreed to takes it back, any other no refuses. */
export function decisionOf(isGranted: boolean, wasGranted: boolean): Decision {
  if (isGranted) return "GIVEN";
  return wasGranted ? "WITHDRAWN" : "REFUSED";
}
