import { z } from "zod";
import { defineEvent } from "#src/platform/events/event.ts";

export const events = {
  /** A school switched predictions off or on. */
  switched: defineEvent({ type: "prediction.switched", owner: "school", data: z.object({ isOn: z.boolean() }) }),
};
