import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  read: {
    name: "certificate:read",
    says: "A certificate is read by its holder and their school.",
    roles: { STUDENT: "own", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
  show: {
    name: "certificate:show",
    says: "What a certificate shows to others is chosen by its holder alone.",
    roles: { STUDENT: "own" },
  },
} satisfies Record<string, Permission>;
