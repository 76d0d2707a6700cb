import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  export: {
    name: "privacy:export",
    says: "Everybody in a school has what is known about them made into an archive, and takes it.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self" },
  },
  exportFor: {
    name: "privacy:export-for",
    says: "A school admin has what is known about a person of the school made into an archive, and takes it for them.",
    roles: { SCHOOL_ADMIN: "school" },
  },
  erase: {
    name: "privacy:erase",
    says: "Everybody in a school asks to be erased and takes that back while it waits; a school admin also takes back another's.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self" },
  },
  eraseFor: {
    name: "privacy:erase-for",
    says: "A school admin asks that a person of the school be erased.",
    roles: { SCHOOL_ADMIN: "school" },
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
  retain: {
    name: "privacy:retain",
    says: "A school admin decides how long each kind of data is kept, and sees how much would go.",
    roles: { SCHOOL_ADMIN: "school" },
  },
  consent: {
    name: "privacy:consent",
    says: "Everybody signed in agrees to what their school asks, or does not, and withdraws it as easily.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self", SUPER_ADMIN: "self" },
  },
  publish: {
    name: "privacy:publish",
    says: "A school admin publishes what the people of the school are asked to agree to, and ends that.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
