import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  keep: {
    name: "saved-view:keep",
    says: "A school admin saves views of tables for themselves; they are shown to nobody else.",
    roles: { SCHOOL_ADMIN: "self" },
  },
  change: {
    name: "saved-view:change",
    says: "A saved view is renamed, changed and deleted by whoever saved it.",
    roles: { SCHOOL_ADMIN: "author" },
  },
} satisfies Record<string, Permission>;
