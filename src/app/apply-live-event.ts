import type { QueryClient } from "@tanstack/react-query";
import { assessmentKeys } from "#src/features/assessments/ui/assessment-queries.ts";
import { notificationKeys } from "#src/features/notifications/ui/notification-queries.ts";
import { studentKeys } from "#src/features/people/ui/student-queries.ts";
import type { Assignment, ProgressAnswer } from "#src/features/progress/schema.ts";
import { progressKeys } from "#src/features/progress/ui/progress-queries.ts";
import type { RealtimeEvent } from "#src/realtime/schema.ts";

/**
 * Applies one live event to the page: the figures in the event are shown at once; all other affected data is loaded
 * again if it is in view.
 */
export function applyLiveEvent(queryClient: QueryClient, event: RealtimeEvent): void {
  const { studentId } = event.data;
  if (event.type === "progress_updated") {
    const { overall, assignment } = event.data;
    queryClient.setQueryData<ProgressAnswer>(
      progressKeys.overview(studentId),
      (known) => known && { ...known, ...overall },
    );
    queryClient.setQueryData<Assignment[]>(progressKeys.assignments(studentId), (known) =>
      known?.map((one) => (one.id === assignment.id ? { ...one, ...assignment } : one)),
    );
    void queryClient.invalidateQueries({ queryKey: progressKeys.student(studentId) });
    void queryClient.invalidateQueries({ queryKey: progressKeys.why(assignment.id) });
    void queryClient.invalidateQueries({ queryKey: studentKeys.all() });
  }
  if (event.type === "progress_updated" || event.type === "assessment_submitted") {
    void queryClient.invalidateQueries({ queryKey: assessmentKeys.queue() });
  }
  void queryClient.invalidateQueries({ queryKey: notificationKeys.all() });
}
