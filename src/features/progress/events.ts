import { z } from "zod";
import { overall, shownAssignmentStatus } from "#src/features/progress/schema.ts";
import { defineEvent } from "#src/platform/events/event.ts";

export const events = {
  updated: defineEvent({
    type: "progress.updated",
    liveName: "progress_updated",
    owner: "student",
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
  }),
  deadlineApproaching: defineEvent({
    type: "deadline.approaching",
    liveName: "deadline_approaching",
    owner: "student",
    data: z.object({
      studentId: z.string(),
      assignmentId: z.string(),
      competencyId: z.string(),
      competencyName: z.string(),
      dueDate: z.string(),
      /** The due date as a day of the school; events from before it existed have none. */
      dueOn: z.string().optional(),
    }),
  }),
  achievementUnlocked: defineEvent({
    type: "achievement.unlocked",
    liveName: "achievement_unlocked",
    owner: "student",
    data: z.object({
      studentId: z.string(),
      achievementId: z.string(),
      kind: z.enum(["competency", "category", "framework"]),
      name: z.string(),
    }),
  }),
};
