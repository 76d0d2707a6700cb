import { z } from "zod";
import { roundStates } from "#src/features/feedback/values.ts";
import { defineEvent } from "#src/platform/events/event.ts";

export const events = {
  /** The school's, and never on the sockets: a student is told of a round when it closes, and of nobody's answer. */
  roundChanged: defineEvent({
    type: "feedback.round_changed",
    owner: "school",
    data: z.object({ roundId: z.string(), state: z.enum(roundStates) }),
  }),
};
