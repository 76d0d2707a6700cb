import { type Access, verbs } from "../../../tests/support/access/table-access.ts";
import { ownRecord } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  sessions: {
    rules: { person: "user_id", read: ownRecord, change: ownRecord },
    withoutUser: { app_auth: verbs },
    rows: `
      insert into sessions (id, school_id, user_id, expires_at) select 'session_' || id, school_id, id, now() from everybody;
    `,
    attempts: { change: { touch: { revoked_at: "2030-01-01" }, to: { user_id: ["amina", "hansen"] } } },
    caughtElsewhere: [
      {
        policy: "sessions_change",
        clause: "with check",
        condition: /user_id/,
        reason: "Only the columns about revocation are granted, so that a session stays with its user.",
        without: "grant update on sessions to app_command",
      },
    ],
  },
  // Used before there is a user.
  refresh_tokens: { rules: {}, withoutUser: { app_auth: verbs } },
  sign_in_attempts: { rules: {}, withoutUser: { app_auth: verbs } },
};
