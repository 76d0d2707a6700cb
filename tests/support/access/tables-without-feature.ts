import type { Access } from "./table-access.ts";
import { everybody, moved, ownRecord, schools } from "./vocabulary.ts";

/** Tables that have no folder in `src/features` yet. */
export const tablesWithoutFeature: Access = {
  consents: {
    rules: { person: "user_id", read: ownRecord, add: ["own & school"], change: ["own"] },
    rows: `
      insert into consents (user_id, school_id, purpose) select id, school_id, 'learning_analytics' from everybody;
    `,
    attempts: {
      add: { vary: { school_id: schools, user_id: everybody }, rest: () => ({ purpose: "research" }) },
      change: { touch: { withdrawn_at: "2030-01-01" }, to: { user_id: ["amina", "hansen"] } },
    },
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
  report_cache: {
    rules: {
      person: "user_id",
      read: ownRecord,
      add: ["own & school", "for all admins & admin", "super"],
      change: ownRecord,
      remove: ownRecord,
    },
    rows: `
      insert into report_cache (id, cache_key, report_type, user_id, school_id) select 'report_' || id, id, 'transcript', id, school_id from everybody;
      insert into report_cache (id, cache_key, report_type, school_id) select 'report_' || id, id, 'cohort', id from schools;
    `,
    attempts: {
      add: {
        vary: { school_id: schools, user_id: [...everybody, null] },
        rest: () => ({ cache_key: "new", report_type: "transcript" }),
      },
      change: { touch: { access_count: 2 }, to: { ...moved, user_id: ["amina", "hansen"] } },
    },
  },
};
