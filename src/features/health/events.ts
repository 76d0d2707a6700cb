import { z } from "zod";
import { checkKinds } from "#src/features/health/values.ts";
import { defineEvent } from "#src/platform/events/event.ts";

export const events = {
  checkAsked: defineEvent({
    type: "health.check_asked",
    owner: "school",
    data: z.object({ kind: z.enum(checkKinds) }),
  }),
};
