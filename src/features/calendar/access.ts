import type { Access } from "../../../tests/support/access/table-access.ts";
import { schools } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  calendar_feeds: {
    rules: { person: "user_id", read: ["own"], add: ["own & school"], change: ["own"], remove: ["own"] },
    withoutUser: { app_auth: ["read"] },
    rows: `
      insert into calendar_feeds (user_id, school_id, token_hash) select id, school_id, 'hash_' || id from everybody where id <> 'dora';
    `,
    attempts: {
      add: { vary: { school_id: schools, user_id: ["dora"] }, rest: () => ({ token_hash: "new" }) },
      change: { touch: { token_hash: "other" }, to: { user_id: ["admin", "hansen"] } },
    },
  },
};
