"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { assessmentKeys, assessmentQuery } from "#src/features/assessments/ui/assessment-queries.ts";
import { SelfCard } from "./self-card.tsx";

/** Below an assessment of the student who reads it: how they see themselves in it. */
export function AssessmentSelf({ id }: { id: string }) {
  const queryClient = useQueryClient();
  const view = useQuery(assessmentQuery(id)).data;
  // What a student said on their own is not said again beside itself.
  if (!view?.evaluations.some(({ isSelf }) => !isSelf)) return null;
  if (view.status !== "SUBMITTED" && view.status !== "APPROVED") return null;
  const { scale } = view;
  const last = view.evaluations.find(({ isSelf, state }) => isSelf && state === "SIGNED");
  return (
    <div className="mt-5 max-md:mt-4 print:hidden">
      <SelfCard
        about={{ assessmentId: id }}
        isChanged
        last={
          last && {
            value: last.overallRating,
            label: last.ratingLabel,
            words: last.feedback,
            at: last.signedAt ?? view.submittedAt ?? "",
          }
        }
        onSaved={() => void queryClient.invalidateQueries({ queryKey: assessmentKeys.one(id) })}
        scale={{ kind: scale.kind, minValue: scale.min, maxValue: scale.max, levels: scale.levels }}
        target={view.targetRating}
      />
    </div>
  );
}
