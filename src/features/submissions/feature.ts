import { defineFeature } from "#src/features/define-feature.ts";

export const feature = defineFeature({
  name: "submissions",
  states: async () => (await import("./states.ts")).states,
});
