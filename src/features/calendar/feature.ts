import { permissions } from "#src/features/calendar/permissions.ts";
import { defineFeature } from "#src/features/define-feature.ts";

/** A person's dates as iCalendar, read by their calendar program under an address that only they know. */
export const feature = defineFeature({
  name: "calendar",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  pages: {
    STUDENT: ["/settings/calendar"],
    CLINICAL_SUPERVISOR: ["/settings/calendar"],
    SCHOOL_ADMIN: ["/settings/calendar"],
  },
});
