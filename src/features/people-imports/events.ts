import { z } from "zod";
import { defineEvent } from "#src/platform/events/event.ts";

const data = z.object({ importId: z.string() });

export const events = {
  requested: defineEvent({ type: "people.import_requested", owner: "school", data }),
  remapped: defineEvent({ type: "people.import_remapped", owner: "school", data }),
  commitRequested: defineEvent({ type: "people.import_commit_requested", owner: "school", data }),
  undoRequested: defineEvent({ type: "people.import_undo_requested", owner: "school", data }),
};
