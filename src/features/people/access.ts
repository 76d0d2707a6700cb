import type { Access } from "../../../tests/support/access/table-access.ts";
import {
  everybody,
  everybodyOfTheSchool,
  moved,
  ownRecord,
  setUpBySchool,
  studentRecord,
  theSchool,
} from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  schools: {
    rules: { school: "id", read: everybodyOfTheSchool, add: ["super"], change: theSchool },
    withoutUser: { app_auth: ["read"], app_realtime: ["read"] },
    attempts: {
      add: { vary: { id: ["east"] }, rest: () => ({ name: "East" }) },
      change: { touch: { name: "Other" }, to: { id: ["east"] } },
    },
  },
  programs: {
    rules: setUpBySchool,
    rows: `
      insert into programs (id, school_id, name, code) select 'program_2_' || school_id, school_id, 'Midwifery', 'M' from all_schools;
      insert into programs (id, school_id, name, code) select 'program_3_' || school_id, school_id, 'Without cohorts', 'W' from all_schools;
    `,
    attempts: {
      add: { vary: moved, rest: () => ({ id: "new", name: "New", code: "new" }) },
      change: { touch: { name: "Other" }, to: moved },
    },
  },
  cohorts: {
    rules: setUpBySchool,
    rows: `
      insert into cohorts (id, school_id, program_id, name) select 'cohort_2_' || school_id, school_id, 'program_2_' || school_id, '2028' from all_schools;
    `,
    attempts: {
      add: { vary: moved, rest: ({ school_id }) => ({ id: "new", name: "New", program_id: `program_2_${school_id}` }) },
      change: { touch: { name: "Other" }, to: moved },
    },
  },
  users: {
    rules: {
      person: "id",
      state: "role",
      read: [...studentRecord, "own supervisor", "staff & not STUDENT", "shared & SYSTEM"],
      add: ["super", "admin & STUDENT CLINICAL_SUPERVISOR SCHOOL_ADMIN"],
      change: ownRecord,
      changeTo: ["own", "super", "admin & STUDENT CLINICAL_SUPERVISOR SCHOOL_ADMIN"],
    },
    withoutUser: { app_auth: ["read", "change"], app_realtime: ["read"] },
    attempts: {
      add: {
        vary: { ...moved, role: ["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN", "SUPER_ADMIN", "SYSTEM"] },
        rest: () => ({ id: "new", name: "New", email: "new@two-schools.test" }),
      },
      change: {
        touch: { name: "Other" },
        to: { id: ["new"], role: ["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN", "SUPER_ADMIN"], ...moved },
      },
    },
    walls: ["users_own_standing"],
  },
  invitations: {
    rules: { person: "user_id", read: theSchool, add: theSchool },
    withoutUser: { app_auth: ["read", "change"] },
    rows: `
      insert into invitations (id, school_id, user_id) select 'invitation_' || id, school_id, id from everybody;
    `,
    attempts: { add: { vary: { ...moved, user_id: everybody }, rest: () => ({ id: "new" }) } },
  },
  people_acts: {
    rules: { read: theSchool, add: theSchool, change: theSchool },
    rows: `
      insert into people_acts (id, school_id, acted_by, act, before) select 'act_' || id, school_id, id, 'move', '[]' from everybody;
    `,
    attempts: {
      add: { vary: moved, rest: () => ({ id: "new", acted_by: "admin", act: "move", before: [] }) },
      change: { touch: { undone_at: "2030-01-01" }, to: moved },
    },
  },
};
