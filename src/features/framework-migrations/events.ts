import { z } from "zod";
import { defineEvent } from "#src/platform/events/event.ts";

const data = z.object({ migrationId: z.string() });

export const events = {
  requested: defineEvent({ type: "framework_migration.requested", owner: "school", data }),
  undoRequested: defineEvent({ type: "framework_migration.undo_requested", owner: "school", data }),
  finished: defineEvent({ type: "framework_migration.finished", owner: "school", data }),
};
