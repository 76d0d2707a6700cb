import { defineFeature } from "#src/features/define-feature.ts";

export const feature = defineFeature({
  name: "time-records",
  states: async () => (await import("./states.ts")).states,
});
