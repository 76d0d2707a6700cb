import { defineFeature } from "#src/features/define-feature.ts";

export const feature = defineFeature({ name: "time-records" });
