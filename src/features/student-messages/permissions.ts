import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  send: {
    name: "student-message:send",
    says: "A school admin writes to a student of their school.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
