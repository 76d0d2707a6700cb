import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  manage: {
    name: "rating-scale:manage",
    says: "A school admin makes, changes and deletes rating scales of their school; in a used one only words.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
