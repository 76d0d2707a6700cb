import type { Access } from "../../../tests/support/access/table-access.ts";
import {
  moved,
  ownRecord,
  setUpBySchool,
  students,
  theSchool,
  twoSchools,
} from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  rotations: {
    rules: setUpBySchool,
    rows: `
      insert into rotations (id, school_id, name, site, unit, starts_on, ends_on)
        select 'rotation_2_' || school_id, school_id, 'Clinic', 'General', '1', current_date, current_date from all_schools;
    `,
    attempts: {
      add: {
        vary: moved,
        rest: () => ({ id: "new", name: "New", site: "S", unit: "U", starts_on: "2030-01-01", ends_on: "2030-01-02" }),
      },
      change: { touch: { name: "Other" }, to: moved },
    },
  },
  placements: {
    rules: {
      person: "student_id",
      read: [...ownRecord, "own placement"],
      add: theSchool,
      change: theSchool,
      remove: theSchool,
    },
    withoutUser: { app_realtime: ["read"] },
    attempts: {
      add: {
        vary: { school_id: twoSchools, student_id: students },
        rest: ({ school_id }) => ({
          id: "new",
          rotation_id: `rotation_${school_id}`,
          starts_on: "2030-01-01",
          ends_on: "2030-01-02",
        }),
      },
      change: { touch: { ends_on: "2031-01-01" }, to: { ...moved, student_id: students } },
    },
  },
  placement_supervisors: {
    rules: {
      person: "supervisor_id",
      read: [...ownRecord, "own placement"],
      add: theSchool,
      remove: theSchool,
    },
    withoutUser: { app_realtime: ["read"] },
    attempts: {
      add: {
        vary: { school_id: twoSchools, supervisor_id: ["hansen", "said", "foreign"] },
        rest: ({ school_id }) => ({ placement_id: school_id === "north" ? "placement_ben" : "placement_carl" }),
      },
    },
  },
};
