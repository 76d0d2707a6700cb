import type { Access } from "../../../tests/support/access/table-access.ts";
import { everybodyOfTheSchool, moved, studentRecord, theSchool } from "../../../tests/support/access/vocabulary.ts";

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
  student_predictions: {
    rules: { person: "student_id", read: studentRecord, readBy: ["authenticated"] },
    rows: `
      insert into student_predictions (student_id, school_id, as_of, kind, is_known, is_flagged, completed, total)
        select id, school_id, '2026-11-26', 'RULE', true, true, 1, 2 from pupils;
    `,
  },
};
