import type { Access } from "../../../tests/support/access/table-access.ts";
import { everybody, schools } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  saved_views: {
    rules: { person: "user_id", read: ["own"], add: ["own & school"], change: ["own"], remove: ["own"] },
    rows: `
      insert into saved_views (id, school_id, user_id, page, name, query)
        select 'view_' || id, school_id, id, 'people', 'Mine', 'role=STUDENT' from everybody;
    `,
    attempts: {
      add: {
        vary: { school_id: schools, user_id: everybody },
        rest: () => ({ id: "new", page: "people", name: "New", query: "" }),
      },
      change: { touch: { name: "Other" }, to: { user_id: ["admin", "hansen"] } },
    },
  },
};
