"use client";

import { loadLater } from "#src/ui/load-later.tsx";
import type { BulkFormProps } from "./bulk-form.tsx";
import type { RubricGridProps } from "./rubric-grid.tsx";

/** What only a chosen item shows is not needed to read the tree. */
export const RubricGrid = loadLater<RubricGridProps>(
  () => import("./rubric-grid.tsx").then((file) => file.RubricGrid),
  {
    isWanted: () => true,
  },
);
export const BulkForm = loadLater<BulkFormProps>(() => import("./bulk-form.tsx").then((file) => file.BulkForm), {
  isWanted: () => true,
});
