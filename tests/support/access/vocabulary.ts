import type { CaughtElsewhere, TableRules } from "./table-access.ts";

/** Lines that many tables share. */
export const theSchool = ["admin", "super"] as const;
export const everybodyOfTheSchool = ["school", "shared", "super"] as const;
export const ownRecord = ["own", "admin", "super"] as const;
export const studentRecord = ["own", "admin", "super", "supervised"] as const;

/** What a school sets up for itself, and what all schools share, is read by all people and changed by the school. */
export const setUpBySchool: TableRules = {
  read: everybodyOfTheSchool,
  add: theSchool,
  change: theSchool,
  remove: theSchool,
};

/** Values to try: schools and people of two-schools.ts, with the shared school where it can own rows. */
export const schools = ["north", "south", "default"];
export const twoSchools = ["north", "south"];
export const moved = { school_id: schools };
export const students = ["amina", "ben", "dora", "carl"];
export const makers = ["admin", "foreignAdmin", "super", "hansen"];
export const everybody = ["amina", "ben", "hansen", "said", "admin", "foreignAdmin", "super"];

/** The condition by which a policy keeps a row in the school of its writer. */
export const ownSchool = /^\(\(*school_id = \( SELECT app\.(admin_)?school_id\(\)/;

export function staysInItsSchool(table: string): CaughtElsewhere {
  return {
    policy: `${table}_change`,
    clause: "with check",
    condition: ownSchool,
    reason: `Moving a row to another school is refused by the trigger ${table}_school_settled.`,
    without: `drop trigger ${table}_school_settled on ${table}`,
  };
}
