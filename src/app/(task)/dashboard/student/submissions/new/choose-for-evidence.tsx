"use client";

import { ChooseCompetency } from "#src/features/requests/ui/choose-competency.tsx";
import { strings } from "#src/features/submissions/ui/strings.ts";
import { newSubmissionHref } from "#src/features/submissions/ui/submission-queries.ts";

/** A server component cannot pass the function that makes the addresses. */
export function ChooseForEvidence({ studentId, from }: { studentId: string; from: string }) {
  return (
    <ChooseCompetency from={from} hrefOf={newSubmissionHref} studentId={studentId} title={strings.submitEvidence} />
  );
}
