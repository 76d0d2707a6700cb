import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  see: {
    name: "feature-flag:see",
    says: "A super admin sees the feature flags, who gets which variant, their history, and the figures of experiments.",
    roles: { SUPER_ADMIN: "any" },
  },
  change: {
    name: "feature-flag:change",
    says: "A super admin changes who gets which variant of a feature flag.",
    roles: { SUPER_ADMIN: "any" },
  },
  get: {
    name: "feature-flag:get",
    says: "Everybody signed in is told the variant of a feature flag that they get.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self", SUPER_ADMIN: "self" },
  },
} satisfies Record<string, Permission>;
