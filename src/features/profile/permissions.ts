import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  edit: {
    name: "profile:edit",
    says: "Everybody signed in changes their own profile.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self", SUPER_ADMIN: "self" },
  },
  readPicture: {
    name: "profile:picture",
    says: "A picture is seen by everybody who may see the person.",
    roles: { STUDENT: "own", CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
} satisfies Record<string, Permission>;
