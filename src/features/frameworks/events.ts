import { z } from "zod";
import { defineEvent } from "#src/platform/events/event.ts";

export const events = {
  importRequested: defineEvent({
    type: "framework.import_requested",
    owner: "school",
    data: z.object({ importId: z.string() }),
  }),
  published: defineEvent({
    type: "framework.published",
    owner: "school",
    data: z.object({ frameworkId: z.string() }),
  }),
};
