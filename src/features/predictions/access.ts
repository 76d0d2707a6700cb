import type { Access } from "../../../tests/support/access/table-access.ts";
import {
  everybodyOfTheSchool,
  makers,
  moved,
  theSchool,
  twoSchools,
} from "../../../tests/support/access/vocabulary.ts";

const staffOfTheStudent = ["supervised", "admin", "super"] as const;

export const access: Access = {
  prediction_settings: {
    rules: { read: everybodyOfTheSchool, add: theSchool, change: theSchool },
    rows: "insert into prediction_settings (school_id) select school_id from all_schools where school_id <> 'north';",
    attempts: {
      add: { vary: moved },
      change: { touch: { is_on: false }, to: moved },
    },
  },
  prediction_models: {
    rules: { read: everybodyOfTheSchool },
    rows: `
      insert into prediction_models (id, school_id, version, state, fitted_at, students, finished, fit, measures)
        select 'model_' || school_id, school_id, 1, 'ACTIVE', now(), 200, 100, '{}', '{}' from all_schools;
    `,
  },
  acknowledged_flags: {
    rules: {
      person: "student_id",
      author: "acknowledged_by",
      read: staffOfTheStudent,
      add: ["author & school & supervised", "author & admin"],
      remove: staffOfTheStudent,
    },
    rows: `
      insert into acknowledged_flags (student_id, school_id, acknowledged_by, reasons)
        select id, school_id, case school_id when 'north' then 'admin' else 'foreignAdmin' end, '{PACE}' from pupils where id not in ('amina', 'dora');
    `,
    attempts: {
      add: {
        vary: { school_id: twoSchools, student_id: ["amina", "ben", "dora", "carl"], acknowledged_by: makers },
        rest: () => ({ reasons: "{PACE}" }),
      },
    },
  },
  student_predictions: {
    rules: { person: "student_id", read: staffOfTheStudent },
    rows: `
      insert into student_predictions (student_id, school_id, as_of, kind, is_known, is_flagged, completed, total)
        select id, school_id, '2026-11-26', 'RULE', true, true, 1, 2 from pupils;
    `,
  },
};
