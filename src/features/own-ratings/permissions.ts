import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  read: {
    name: "own-ratings:read",
    says: "How a supervisor rates beside colleagues is read by that supervisor alone.",
    roles: { CLINICAL_SUPERVISOR: "self" },
  },
} satisfies Record<string, Permission>;
