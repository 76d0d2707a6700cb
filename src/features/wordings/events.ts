import { z } from "zod";
import { defineEvent } from "#src/platform/events/event.ts";

export const events = {
  /** A school named another model, or wants it to be asked again. */
  wanted: defineEvent({ type: "wording.wanted", owner: "school", data: z.object({}) }),
};
