"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { competencyQuery, progressKeys } from "#src/features/progress/ui/progress-queries.ts";
import { SelfCard } from "./self-card.tsx";

/** On a student's own page for a competency: how they see themselves, before or beside what others say. */
export function CompetencySelf({ studentId, assignmentId }: { studentId: string; assignmentId: string }) {
  const queryClient = useQueryClient();
  const competency = useQuery(competencyQuery(studentId, assignmentId)).data;
  if (!competency || competency.status === "WITHDRAWN") return null;
  const { scale } = competency;
  const last = competency.evidence.items.find(({ isSelf }) => isSelf);
  return (
    <SelfCard
      about={{ competencyId: competency.competencyId }}
      last={last && { value: last.value, label: last.valueLabel, words: last.feedback, at: last.observedAt }}
      onSaved={() => void queryClient.invalidateQueries({ queryKey: progressKeys.competency(studentId, assignmentId) })}
      scale={{ kind: scale.kind, minValue: scale.min, maxValue: scale.max, levels: scale.levels }}
      target={scale.target}
    />
  );
}
