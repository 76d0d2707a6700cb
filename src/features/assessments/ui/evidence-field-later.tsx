"use client";

import type { ComponentProps } from "react";
import type { EvidenceField as Field } from "#src/features/files/ui/evidence-field.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";

/** The evidence of most assessments is words, so the place for files is folded, and its script comes after the page. */
export const EvidenceField = loadLater<ComponentProps<typeof Field>>(
  () => import("#src/features/files/ui/evidence-field.tsx").then((file) => file.EvidenceField),
  { standIn: () => <Skeleton className="h-40 rounded-card" /> },
);
