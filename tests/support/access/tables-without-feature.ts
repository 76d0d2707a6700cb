import type { Access } from "./table-access.ts";
import { everybody, moved, ownRecord, schools } from "./vocabulary.ts";

/** Tables that have no folder in `src/features` yet. */
export const tablesWithoutFeature: Access = {
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
