import { z } from "zod";
import { defineEvent } from "#src/platform/events/event.ts";

const data = z.object({ importId: z.string() });

export const events = {
  requested: defineEvent({ type: "people_import.requested", owner: "school", data }),
  remapped: defineEvent({ type: "people_import.remapped", owner: "school", data }),
  commitRequested: defineEvent({ type: "people_import.commit_requested", owner: "school", data }),
  undoRequested: defineEvent({ type: "people_import.undo_requested", owner: "school", data }),
};
