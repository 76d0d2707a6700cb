import type { Access } from "../../../tests/support/access/table-access.ts";
import { everybodyOfTheSchool, moved, theSchool } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  request_rules: {
    rules: { read: everybodyOfTheSchool, add: theSchool, change: theSchool },
    rows: `
      insert into request_rules (school_id) select school_id from all_schools where school_id <> 'north';
    `,
    attempts: {
      add: { vary: moved },
      change: { touch: { days_back: 3 }, to: moved },
    },
  },
};
