import { z } from "zod";
import { defineEvent } from "#src/platform/events/event.ts";

export const events = {
  given: defineEvent({
    type: "evaluation.self_given",
    owner: "student",
    data: z.object({ assessmentId: z.string(), studentId: z.string(), competencyId: z.string() }),
  }),
};
