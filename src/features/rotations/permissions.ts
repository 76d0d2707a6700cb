import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  list: {
    name: "rotation:list",
    says: "Staff list the rotations of their school.",
    roles: { CLINICAL_SUPERVISOR: "school", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
  readPlacements: {
    name: "placement:read",
    says: "A school admin reads who is placed in a rotation, a supervisor whom they supervise there.",
    roles: { CLINICAL_SUPERVISOR: "school", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
  plan: {
    name: "rotation:plan",
    says: "A school admin plans rotations and places students under supervisors.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
