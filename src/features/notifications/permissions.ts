import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  read: {
    name: "notification:read",
    says: "Everybody reads their own notifications.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self", SUPER_ADMIN: "self" },
  },
  writeTemplates: {
    name: "notification:write-templates",
    says: "A school admin writes the words of their school's messages and tries them out.",
    roles: { SCHOOL_ADMIN: "school" },
  },
  seeDeliveries: {
    name: "notification:see-deliveries",
    says: "A school admin sees what was delivered to the people of their school, and lets go out again what was not.",
    roles: { SCHOOL_ADMIN: "school" },
  },
  seeOutbox: {
    name: "notification:see-outbox",
    says: "A super admin sees what would have been sent where no mail server is set up; the audit says what they opened.",
    roles: { SUPER_ADMIN: "any" },
  },
  choose: {
    name: "notification:choose",
    says: "Everybody chooses which notifications reach them, how and when.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self", SUPER_ADMIN: "self" },
  },
  keepDevices: {
    name: "push-device:keep",
    says: "Everybody lists, adds, tests and removes the browsers that get their own push messages.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self", SUPER_ADMIN: "self" },
  },
  keepNumber: {
    name: "phone-number:keep",
    says: "Everybody proves, changes and removes the number at which their own SMS arrive; nobody else sees it.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self", SUPER_ADMIN: "self" },
  },
} satisfies Record<string, Permission>;
