import type { z } from "zod";
import type { frameworkStatus } from "#src/features/frameworks/schema.ts";
import type { StateTable } from "#src/lib/state-table.ts";

export type FrameworkStatus = z.infer<typeof frameworkStatus>;

/** Only admins move a framework. A published version never returns to DRAFT: an edit makes a new version. */
export const frameworkSteps: StateTable<FrameworkStatus, "admin"> = {
  thing: "framework",
  steps: {
    NEW: { DRAFT: ["admin"] },
    DRAFT: { PUBLISHED: ["admin"] },
    PUBLISHED: { DEPRECATED: ["admin"] },
    DEPRECATED: { PUBLISHED: ["admin"] },
  },
};
