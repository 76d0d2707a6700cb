"use client";

import { Card } from "#src/ui/card.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import type { AmendFormProps } from "./amend-form.tsx";

/** The form of an amendment, which few readers open. */
export const AmendForm = loadLater<AmendFormProps>(() => import("./amend-form.tsx").then((file) => file.AmendForm), {
  standIn: () => (
    <Card className="p-5">
      <Skeleton className="h-96" />
    </Card>
  ),
  isWanted: () => true,
});
