import { z } from "zod";
import { defineEvent } from "#src/platform/events/event.ts";

export const events = {
  requested: defineEvent({ type: "report.requested", owner: "school", data: z.object({ runId: z.string() }) }),
};
