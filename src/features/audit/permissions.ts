import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  read: {
    name: "audit:read",
    says: "A school admin sees who looked at or changed what in the school, whether the record of it is whole, and has that checked.",
    roles: { SCHOOL_ADMIN: "school" },
  },
  own: {
    name: "audit:own",
    says: "Everybody in a school sees which staff looked at their record.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self" },
  },
} satisfies Record<string, Permission>;
