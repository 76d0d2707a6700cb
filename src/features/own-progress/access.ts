import type { Access } from "../../../tests/support/access/table-access.ts";
import { everybody, schools } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  hidden_suggestions: {
    rules: { person: "user_id", read: ["own"], add: ["own & school"], remove: ["own"] },
    rows: `
      insert into hidden_suggestions (school_id, user_id, kind, subject_id)
        select school_id, id, 'overdue', 'hand-washing' from everybody;
    `,
    attempts: {
      add: { vary: { school_id: schools, user_id: everybody }, rest: () => ({ kind: "due-soon", subject_id: "new" }) },
    },
  },
};
