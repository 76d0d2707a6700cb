import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  manage: {
    name: "wording:manage",
    says: "A school admin names the language model that rephrases the sentences of suggestions, and decides which of them are shown.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
