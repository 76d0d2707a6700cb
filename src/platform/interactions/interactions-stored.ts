import { z } from "zod";
import { defineEvent } from "#src/platform/events/event.ts";

/** Interactions of somebody who agreed to product analytics were stored; written only where they are forwarded. */
export const interactionsStored = defineEvent({
  type: "interactions.stored",
  owner: "school",
  data: z.object({
    /** Of `learning_analytics`. */
    ids: z.array(z.string()),
  }),
});
