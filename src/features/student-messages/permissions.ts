import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  send: {
    name: "student-message:send",
    says: "A school admin writes to a student of their school.",
    roles: { SCHOOL_ADMIN: "school" },
  },
  remind: {
    name: "student-message:remind",
    says: "A school admin reminds a student of their school of what is overdue, once a day.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
