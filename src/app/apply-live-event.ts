import type { QueryClient } from "@tanstack/react-query";
import { assessmentKeys } from "#src/features/assessments/ui/assessment-queries.ts";
import { matrixKeys } from "#src/features/cohort-matrix/ui/matrix-queries.ts";
import { firstHourKeys } from "#src/features/first-hour/ui/first-hour-queries.ts";
import { notificationKeys } from "#src/features/notifications/ui/notification-queries.ts";
import { studentKeys } from "#src/features/people/ui/student-queries.ts";
import type { Assignment, ProgressAnswer } from "#src/features/progress/schema.ts";
import { tellAchievement } from "#src/features/progress/ui/achievement-moment.ts";
import { progressKeys } from "#src/features/progress/ui/progress-queries.ts";
import { requestKeys } from "#src/features/requests/ui/request-queries.ts";
import { submissionKeys } from "#src/features/submissions/ui/submission-queries.ts";
import type { RealtimeEvent } from "#src/realtime/schema.ts";
import type { LiveChanges } from "./live-changes.ts";

/**
 * Applies one live event to the page: the figures in the event are shown at once; all other affected data is loaded
 * again if it is in view.
 */
export function applyLiveEvent(
  { queryClient, changes, userId }: { queryClient: QueryClient; changes: LiveChanges; userId: string },
  event: RealtimeEvent,
): void {
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
    changes.add(progressKeys.student(studentId));
    changes.add(progressKeys.why(assignment.id));
    changes.add(studentKeys.all());
    changes.add(matrixKeys.matrices());
  }
  // Supervisors and administrators hear of their students' too.
  if (event.type === "achievement_unlocked" && studentId === userId) tellAchievement(event);
  if (event.type !== "deadline_approaching" && event.type !== "achievement_unlocked") {
    changes.add(assessmentKeys.queue());
  }
  if (event.type === "assessment_submitted" || event.type === "assessment_request_changed") {
    changes.add(requestKeys.all());
    changes.add(firstHourKeys.state());
  }
  if (event.type === "assessment_changed" || event.type === "assessment_submitted") {
    changes.add(assessmentKeys.one(event.data.assessmentId));
  }
  if (event.type === "submission_changed") {
    changes.add(submissionKeys.lists());
    changes.add(submissionKeys.one(event.data.submissionId));
  }
  changes.add(notificationKeys.all());
}
