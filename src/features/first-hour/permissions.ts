import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  walk: {
    name: "first-hour:walk",
    says: "A school admin walks the first steps of their school, from people to a first assessment.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
