import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  read: {
    name: "school:read",
    says: "A school admin reads the settings of their school.",
    roles: { SCHOOL_ADMIN: "school" },
  },
  change: {
    name: "school:change",
    says: "A school admin changes the settings, the terms and the logo of their school.",
    roles: { SCHOOL_ADMIN: "school" },
  },
  seeLogo: {
    name: "school:see-logo",
    says: "Everybody sees the logo of their own school.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self", SUPER_ADMIN: "self" },
  },
  operate: {
    name: "school:operate",
    says: "A super admin opens, limits, suspends and reopens schools, sees their counts and administrators, and how the program works.",
    roles: { SUPER_ADMIN: "any" },
  },
} satisfies Record<string, Permission>;
