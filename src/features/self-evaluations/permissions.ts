import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  give: {
    name: "self-evaluation:give",
    says: "A student says how they see themselves in a competency of theirs, or beside an assessment; it is shown and never counts.",
    roles: { STUDENT: "own" },
  },
} satisfies Record<string, Permission>;
