import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  export: {
    name: "privacy:export",
    says: "Everybody in a school has what is known about them made into an archive; a school admin does so for a person of their school.",
    roles: { STUDENT: "own", CLINICAL_SUPERVISOR: "own", SCHOOL_ADMIN: "school" },
  },
  erase: {
    name: "privacy:erase",
    says: "Everybody in a school asks to be erased and takes that back; a school admin does so for a person of their school.",
    roles: { STUDENT: "own", CLINICAL_SUPERVISOR: "own", SCHOOL_ADMIN: "school" },
  },
  hold: {
    name: "privacy:hold",
    says: "A school admin keeps a person's data although an erasure is asked for, and ends that.",
    roles: { SCHOOL_ADMIN: "school" },
  },
  oversee: {
    name: "privacy:oversee",
    says: "A school admin sees who asked for their data or to be erased, whose data is held, and the proof of each erasure.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
