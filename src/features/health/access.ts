import type { Access } from "../../../tests/support/access/table-access.ts";

export const access: Access = {
  integrity_checks: {
    rules: { read: ["super"], readBy: ["authenticated"] },
    withoutUser: { app_realtime: ["read"] },
    rows: `
      insert into integrity_checks (id, kind, state, started_at, finished_at, counted)
        values ('checked', 'files', 'OK', now(), now(), 1);
    `,
  },
};
