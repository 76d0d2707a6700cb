import { z } from "zod";
import { defineEvent } from "#src/platform/events/event.ts";

const data = z.object({ deploymentId: z.string() });

export const events = {
  requested: defineEvent({ type: "deployment.requested", owner: "school", data }),
  activated: defineEvent({ type: "deployment.activated", owner: "school", data }),
};
