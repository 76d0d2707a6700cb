import type { Mutation } from "./mutate.ts";

/** Conditions that may be widened unseen, since another wall stands before them; and what takes that wall away. */
export type CaughtElsewhere = Pick<Mutation, "policy" | "clause"> & {
  condition: RegExp;
  /** Why the wall catches whatever the condition would. */
  reason: string;
  without: string;
};

const ownSchool = /^\(\(*school_id = \( SELECT app\.(admin_)?school_id\(\)/;

const staysInItsSchool = (table: string): CaughtElsewhere => ({
  policy: `${table}_change`,
  clause: "with check",
  condition: ownSchool,
  reason: `Moving a row to another school is refused by the trigger ${table}_school_settled.`,
  without: `drop trigger ${table}_school_settled on ${table}`,
});

export const caughtElsewhere: CaughtElsewhere[] = [
  staysInItsSchool("competencies"),
  staysInItsSchool("competency_templates"),
  staysInItsSchool("rating_scales"),
  {
    policy: "assessments_add",
    clause: "with check",
    condition: ownSchool,
    reason: "The writer is the assessor or asked for it, and the trigger assessments_guard holds both to the school.",
    without: "drop trigger assessments_guard on assessments",
  },
  {
    policy: "evaluations_add",
    clause: "with check",
    condition: ownSchool,
    reason: "The writer is the evaluator, and the trigger evaluations_guard holds the evaluator to the school.",
    without: "drop trigger evaluations_guard on evaluations",
  },
  {
    policy: "files_add",
    clause: "with check",
    condition: ownSchool,
    reason: "The writer is the uploader, and the trigger files_people holds the uploader to the school.",
    without: "drop trigger files_people on files",
  },
  {
    policy: "sessions_change",
    clause: "with check",
    condition: /user_id/,
    reason: "Only the columns about revocation are granted, so that a session stays with its user.",
    without: "grant update on sessions to app_command",
  },
];
