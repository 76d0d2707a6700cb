import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  see: {
    name: "key:see",
    says: "A super admin sees which keys the program uses and since when, and never a key.",
    roles: { SUPER_ADMIN: "any" },
  },
} satisfies Record<string, Permission>;
