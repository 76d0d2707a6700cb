"use client";

import { CriterionChoice } from "#src/features/assessments/ui/criterion-choice.tsx";
import { RoundPage } from "#src/features/feedback/ui/round-page.tsx";

/** The criteria are asked as in the form of an assessment. */
export function FeedbackRound({ id }: { id: string }) {
  return (
    <RoundPage
      backHref="/dashboard/clinical-supervisor"
      id={id}
      renderCriterion={(props) => <CriterionChoice {...props} />}
    />
  );
}
