import type { Access } from "../../../tests/support/access/table-access.ts";
import { everybody, ownRecord, schools } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  report_definitions: {
    rules: {
      person: "owner_id",
      state: "sharing",
      read: ["own", "staff & SCHOOL"],
      add: ["own & school"],
      change: ["own"],
    },
    rows: `
      insert into report_definitions (id, school_id, owner_id, kind, title, question, sharing)
        select 'report_' || sharing || '_' || id, school_id, id, 'HOURS', 'Hours', '{}', sharing
        from everybody, unnest('{PRIVATE,SCHOOL}'::text[]) sharing;
    `,
    attempts: {
      add: {
        vary: { school_id: schools, owner_id: everybody },
        rest: () => ({ id: "new", kind: "HOURS", title: "New", question: {} }),
      },
      change: { touch: { title: "Other" }, to: { owner_id: ["admin", "hansen"] } },
    },
  },
  report_runs: {
    rules: { person: "user_id", read: ownRecord, add: ["own & school"], change: ownRecord },
    rows: `
      insert into report_runs (id, school_id, user_id, cache_key, audience, question)
        select 'run_' || id, school_id, id, id, 'a', '{}' from everybody;
    `,
    attempts: {
      add: {
        vary: { school_id: schools, user_id: everybody },
        rest: () => ({ id: "new", cache_key: "new", audience: "a", question: {} }),
      },
      change: { touch: { progress: 3 }, to: { user_id: ["admin", "hansen"] } },
    },
  },
};
