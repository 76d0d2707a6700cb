"use client";

import { type Control, useWatch } from "react-hook-form";
import { loadLater } from "#src/ui/load-later.tsx";
import type { AssessmentValues } from "./assessment-values.ts";

const PatientDataHint = loadLater(() => import("#src/ui/patient-data-hint.tsx").then((file) => file.PatientDataHint));

/** Renders again with every letter, which the form need not. */
export function WordsHint({ control }: { control: Control<AssessmentValues> }) {
  const [criteria, ...words] = useWatch({
    control,
    name: ["criteria", "strengths", "nextSteps", "feedback", "privateNote"],
  });
  return (
    <PatientDataHint className="mx-4 mt-4 md:mx-6" texts={[...words, ...criteria.map(({ comment }) => comment)]} />
  );
}
