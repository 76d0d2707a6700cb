import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  list: {
    name: "program:list",
    says: "A school admin lists the programs and cohorts of their school.",
    roles: { SCHOOL_ADMIN: "school" },
  },
  manage: {
    name: "program:manage",
    says: "A school admin adds, changes and deletes the programs and cohorts of their school.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
