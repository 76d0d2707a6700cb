import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  upload: {
    name: "file:upload",
    says: "Students and staff upload evidence into their own school.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self" },
  },
  read: {
    name: "file:read",
    says: "Evidence is read by its uploader and by everybody who may read the record it is attached to.",
    roles: { STUDENT: "own", CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
} satisfies Record<string, Permission>;
