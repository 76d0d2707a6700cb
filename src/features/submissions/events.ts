import { z } from "zod";
import { submissionActs } from "#src/features/submissions/values.ts";
import { defineEvent } from "#src/platform/events/event.ts";

export const events = {
  /** Ids only, and nothing of a draft: what was submitted is read under the reader's own policies. */
  changed: defineEvent({
    type: "submission.changed",
    liveName: "submission_changed",
    owner: "student",
    data: z.object({
      submissionId: z.string(),
      studentId: z.string(),
      competencyId: z.string(),
      act: z.enum(submissionActs),
    }),
  }),
};
