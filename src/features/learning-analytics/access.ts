import type { Access } from "../../../tests/support/access/table-access.ts";
import { everybody, ownRecord, schools } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  consents: {
    // What holds now is kept by the ledger of answers alone.
    rules: { person: "user_id", read: ownRecord },
    rows: `
      insert into consents (user_id, school_id, purpose) select id, school_id, 'learning_analytics' from everybody;
    `,
  },
  learning_analytics: {
    rules: { person: "user_id", read: ownRecord, add: ["own & school"] },
    // A trigger requires the consent.
    rowsAfter: ["consents"],
    rows: `
      insert into learning_analytics (id, school_id, user_id, interaction_type) select 'view_' || id, school_id, id, 'VIEW' from everybody;
    `,
    attempts: {
      add: { vary: { school_id: schools, user_id: everybody }, rest: () => ({ interaction_type: "VIEW" }) },
    },
    walls: ["learning_analytics_consent"],
  },
};
