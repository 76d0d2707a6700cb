import { z } from "zod";
import { defineEvent } from "#src/platform/events/event.ts";

export const events = {
  importRequested: defineEvent({
    type: "framework.import_requested",
    owner: "school",
    data: z.object({ importId: z.string() }),
  }),
  created: defineEvent({
    type: "framework.created",
    owner: "school",
    data: z.object({ frameworkId: z.string() }),
  }),
  edited: defineEvent({
    type: "framework.edited",
    owner: "school",
    data: z.object({ frameworkId: z.string(), revision: z.number() }),
  }),
  deleted: defineEvent({
    type: "framework.deleted",
    owner: "school",
    data: z.object({ frameworkId: z.string() }),
  }),
  published: defineEvent({
    type: "framework.published",
    owner: "school",
    data: z.object({ frameworkId: z.string() }),
  }),
};
