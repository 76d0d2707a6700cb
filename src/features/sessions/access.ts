import { type Access, verbs } from "../../../tests/support/access/table-access.ts";
import { moved, ownRecord, theSchool } from "../../../tests/support/access/vocabulary.ts";

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
  totp_factors: { rules: {}, withoutUser: { app_auth: verbs } },
  recovery_codes: { rules: {}, withoutUser: { app_auth: verbs } },
  passkeys: { rules: {}, withoutUser: { app_auth: verbs } },
  sign_in_challenges: { rules: {}, withoutUser: { app_auth: verbs } },
  known_devices: { rules: {}, withoutUser: { app_auth: verbs } },
  sign_in_rules: {
    rules: { read: theSchool, add: theSchool, change: theSchool },
    withoutUser: { app_auth: ["read"] },
    rows: "insert into sign_in_rules (school_id) select school_id from all_schools where school_id <> 'north';",
    attempts: {
      add: { vary: moved, rest: () => ({ factor_roles: "{SCHOOL_ADMIN}" }) },
      change: { touch: { factor_roles: "{STUDENT}" }, to: moved },
    },
  },
  sign_in_attempts: { rules: {}, withoutUser: { app_auth: verbs } },
};
