import { z } from "zod";
import { defineEvent } from "#src/platform/events/event.ts";

const data = z.object({ migrationId: z.string() });

export const events = {
  requested: defineEvent({ type: "migration.requested", owner: "school", data }),
  undoRequested: defineEvent({ type: "migration.undo_requested", owner: "school", data }),
  finished: defineEvent({ type: "migration.finished", owner: "school", data }),
};
