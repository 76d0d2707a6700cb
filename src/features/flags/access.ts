import type { Access } from "../../../tests/support/access/table-access.ts";
import { everybody, ownRecord, schools } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  feature_flags: {
    rules: { read: ["super"], add: ["super"], change: ["super"], remove: ["super"] },
    withoutUser: { app_realtime: ["read"] },
    rows: "insert into feature_flags (key, rules) values ('kept', '{}');",
    attempts: {
      add: { vary: { key: ["new"] }, rest: () => ({ rules: {} }) },
      change: { touch: { round: 2 } },
    },
  },
  flag_exposures: {
    rules: { person: "user_id", read: ownRecord, add: ["own & school"] },
    // A trigger requires the consent.
    rowsAfter: ["consents", "feature_flags"],
    rows: `
      insert into flag_exposures (flag_key, round, user_id, school_id, variant) select 'kept', 1, id, school_id, 'on' from everybody;
    `,
    attempts: {
      add: {
        vary: { school_id: schools, user_id: everybody },
        rest: () => ({ flag_key: "kept", round: 2, variant: "on" }),
      },
    },
    walls: ["flag_exposures_consent"],
  },
};
