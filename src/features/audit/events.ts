import { z } from "zod";
import { defineEvent } from "#src/platform/events/event.ts";

export const events = {
  checkAsked: defineEvent({ type: "audit.check_asked", owner: "school", data: z.object({}) }),
};
