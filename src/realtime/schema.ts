import { z } from "zod";
import { overall, shownAssignmentStatus } from "#src/features/progress/schema.ts";

/** What travels on `WS /api/realtime/competency-updates`: `{id, type, occurredAt, data}`; `id` increases. */
const base = { id: z.string(), occurredAt: z.string() };

const progressUpdatedEvent = z.object({
  ...base,
  type: z.literal("progress_updated"),
  data: z.object({
    studentId: z.string(),
    overall,
    assignment: z.object({
      id: z.string(),
      competencyId: z.string(),
      status: shownAssignmentStatus,
      progressPercentage: z.number(),
      result: z.number().nullable(),
    }),
  }),
});

const assessmentSubmittedEvent = z.object({
  ...base,
  type: z.literal("assessment_submitted"),
  data: z.object({
    assessmentId: z.string(),
    studentId: z.string(),
    competencyId: z.string(),
    status: z.string(),
    evaluatorName: z.string(),
  }),
});

const deadlineApproachingEvent = z.object({
  ...base,
  type: z.literal("deadline_approaching"),
  data: z.object({
    studentId: z.string(),
    assignmentId: z.string(),
    competencyId: z.string(),
    competencyName: z.string(),
    dueDate: z.string(),
  }),
});

const achievementUnlockedEvent = z.object({
  ...base,
  type: z.literal("achievement_unlocked"),
  data: z.object({
    studentId: z.string(),
    achievementId: z.string(),
    kind: z.enum(["competency", "category", "framework"]),
    name: z.string(),
  }),
});

export const realtimeEvent = z.discriminatedUnion("type", [
  progressUpdatedEvent,
  assessmentSubmittedEvent,
  deadlineApproachingEvent,
  achievementUnlockedEvent,
]);
export type RealtimeEvent = z.infer<typeof realtimeEvent>;

/**
 * Sent instead of what was missed where that is too much, too old or unknown: the client fetches its state anew, and
 * goes on from this id.
 */
const resyncEvent = z.object({ ...base, type: z.literal("resync"), data: z.object({}) });

/** Everything that the socket sends. */
export const realtimeMessage = z.discriminatedUnion("type", [...realtimeEvent.options, resyncEvent]);
export type RealtimeMessage = z.infer<typeof realtimeMessage>;
