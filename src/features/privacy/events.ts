import { z } from "zod";
import { defineEvent } from "#src/platform/events/event.ts";

export const events = {
  exportRequested: defineEvent({
    type: "privacy.export_requested",
    owner: "school",
    data: z.object({ exportId: z.string() }),
  }),
};
