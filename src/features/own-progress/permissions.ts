import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  hide: {
    name: "suggestion:hide",
    says: "A student hides suggestions that do not help them; nobody else knows which.",
    roles: { STUDENT: "self" },
  },
} satisfies Record<string, Permission>;
