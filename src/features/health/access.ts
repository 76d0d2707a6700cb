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
  error_groups: {
    rules: { read: ["super"], change: ["super"] },
    withoutUser: { app_realtime: ["read"] },
    rows: `
      insert into error_groups (id, process, kind, message, stack, times, first_seen_at, last_seen_at, releases)
        values ('seen', 'WEB', 'TypeError', '', '{}', 1, now(), now(), '{1}');
    `,
    attempts: { change: { touch: { resolved_at: "2030-01-01" } } },
  },
};
