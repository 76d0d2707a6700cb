import { z } from "zod";
import { defineEvent } from "#src/platform/events/event.ts";

const data = z.object({ deploymentId: z.string() });

export const events = {
  requested: defineEvent({ type: "deployment.requested", owner: "school", data }),
  activated: defineEvent({ type: "deployment.activated", owner: "school", data }),
  /** An act that a job carries out: a withdrawal, moved due dates, an undo. */
  actRequested: defineEvent({
    type: "deployment.act_requested",
    owner: "school",
    data: data.extend({ actId: z.string() }),
  }),
};
