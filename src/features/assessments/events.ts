import { z } from "zod";
import { assessmentActs } from "#src/features/assessments/values.ts";
import { defineEvent } from "#src/platform/events/event.ts";

export const events = {
  submitted: defineEvent({
    type: "assessment.submitted",
    liveName: "assessment_submitted",
    owner: "student",
    data: z.object({
      assessmentId: z.string(),
      studentId: z.string(),
      competencyId: z.string(),
      status: z.string(),
      evaluatorName: z.string(),
    }),
  }),
  /** A request was made, opened, declined, cancelled or renewed, or has expired. It says no more, since not every reader may know. */
  requestChanged: defineEvent({
    type: "assessment.request_changed",
    liveName: "assessment_request_changed",
    owner: "student",
    data: z.object({ assessmentId: z.string(), studentId: z.string(), competencyId: z.string() }),
  }),
  /** Ids only: what was changed is read under the reader's own policies. */
  changed: defineEvent({
    type: "assessment.changed",
    liveName: "assessment_changed",
    owner: "student",
    data: z.object({
      assessmentId: z.string(),
      studentId: z.string(),
      competencyId: z.string(),
      evaluationId: z.string().nullable(),
      act: z.enum([...assessmentActs, "AMENDED"]),
    }),
  }),
};
