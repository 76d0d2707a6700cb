import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  operate: {
    name: "job:operate",
    says: "A super admin sees the program's jobs and workers, and retries, discards or cancels a job; the audit says which.",
    roles: { SUPER_ADMIN: "any" },
  },
} satisfies Record<string, Permission>;
