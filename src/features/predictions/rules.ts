import type { ModelState } from "#src/features/predictions/values.ts";
import type { StateTable } from "#src/lib/state-table.ts";

/** The steps of a version of a model. Only the nightly job takes them. */
export const modelSteps: StateTable<ModelState, "job"> = {
  thing: "model",
  steps: {
    NEW: { SHADOW: ["job"], ACTIVE: ["job"] },
    SHADOW: { ACTIVE: ["job"], RETIRED: ["job"] },
    ACTIVE: { RETIRED: ["job"] },
    RETIRED: {},
  },
};
