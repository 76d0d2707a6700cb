import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  manage: {
    name: "people-import:manage",
    says: "A school admin imports people from files into their school, and undoes it within a day.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
