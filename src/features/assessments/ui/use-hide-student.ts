"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, newIdempotencyKey } from "#src/client/api.ts";
import type { HideAnswer } from "#src/features/assessments/schema.ts";
import { toast } from "#src/ui/toast.tsx";
import { assessmentKeys, assessmentPaths } from "./assessment-queries.ts";
import { queueStrings as strings } from "./queue-strings.ts";

type Hidden = { studentId: string; studentName: string };

/** Hides a student's due lines until the next morning, with Undo, and shows them again. */
export function useHideStudent() {
  const queryClient = useQueryClient();
  const reload = () => queryClient.invalidateQueries({ queryKey: assessmentKeys.queue() });
  const failed = () => toast.error(strings.hideFailed);
  const show = useMutation({
    mutationFn: ({ studentId }: Hidden) => api(assessmentPaths.hiddenStudent(studentId), { method: "DELETE" }),
    onSuccess: reload,
    onError: failed,
  });
  const hide = useMutation({
    mutationFn: ({ studentId }: Hidden) =>
      api<HideAnswer>(assessmentPaths.hidden, {
        method: "POST",
        body: { studentId },
        idempotencyKey: newIdempotencyKey(),
      }),
    onSuccess: async (_, student) => {
      toast.success(strings.hiddenNow(student.studentName), {
        action: { label: strings.undo, onClick: () => show.mutate(student) },
      });
      await reload();
    },
    onError: failed,
  });
  return { hide, show };
}
