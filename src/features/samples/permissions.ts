import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  keep: {
    name: "sample:keep",
    says: "A school admin opens a sample school beside their own, and removes it.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
