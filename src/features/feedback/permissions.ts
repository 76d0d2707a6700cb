import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  start: {
    name: "feedback:start",
    says: "A supervisor of the student's placement asks colleagues of theirs for feedback; the student reads it without names, from three answers on.",
    roles: { CLINICAL_SUPERVISOR: "placement" },
  },
  list: {
    name: "feedback:list",
    says: "A supervisor sees the rounds of feedback that they started or were asked in.",
    roles: { CLINICAL_SUPERVISOR: "self" },
  },
  read: {
    name: "feedback:read",
    says: "An open round of feedback is seen by whoever started it and by whom they asked; nobody sees another's answer before it closes.",
    roles: { CLINICAL_SUPERVISOR: "author" },
  },
  answer: {
    name: "feedback:answer",
    says: "Feedback is given by whoever was asked for it, and changed by them until the round closes.",
    roles: { CLINICAL_SUPERVISOR: "author" },
  },
  manage: {
    name: "feedback:manage",
    says: "Whoever started a round of feedback sees who answered, asks more, reminds, closes it from three answers on, or calls it off.",
    roles: { CLINICAL_SUPERVISOR: "author" },
  },
} satisfies Record<string, Permission>;
