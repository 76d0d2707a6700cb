import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  approve: {
    name: "completion:approve",
    says: "A school approves the completions of competencies whose framework asks for it.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
