import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { frameworkStatus } from "#src/features/frameworks/schema.ts";
import { allowsStep, type StateTable } from "#src/lib/state-table.ts";

export type FrameworkStatus = z.infer<typeof frameworkStatus>;

/** Only admins move a framework. A published version never goes back to DRAFT: an edit makes a new version. */
export const frameworkSteps: StateTable<FrameworkStatus, "admin"> = {
  NEW: { DRAFT: ["admin"] },
  DRAFT: { PUBLISHED: ["admin"] },
  PUBLISHED: { DEPRECATED: ["admin"] },
  DEPRECATED: { PUBLISHED: ["admin"] },
};

export function assertFrameworkTransition(from: FrameworkStatus | "NEW", to: FrameworkStatus): void {
  if (allowsStep(frameworkSteps, from, to, "admin")) return;
  throw new AppError(
    "conflict",
    from === "NEW"
      ? "A framework starts as a draft."
      : `A framework that is ${from.toLowerCase()} cannot become ${to.toLowerCase()}.`,
  );
}
