import { z } from "zod";
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
};
