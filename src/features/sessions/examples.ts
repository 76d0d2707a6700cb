import type { MakeExamples } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = () => ({
  "GET /api/auth/session": { about: "self", call: () => ({ path: "/api/auth/session" }) },
  "GET /api/me/sessions": { about: "self", call: () => ({ path: "/api/me/sessions" }) },
  "DELETE /api/me/sessions": { about: "self", call: () => ({ path: "/api/me/sessions" }) },
  // The session of nobody: whose it would be differs from caller to caller.
  "DELETE /api/me/sessions/:id": {
    about: "self",
    call: () => ({ path: "/api/me/sessions/session_nobody" }),
    allowedStatus: 404,
  },
  // These people have no password, so none is theirs.
  "POST /api/me/password": {
    about: "self",
    call: () => ({
      path: "/api/me/password",
      body: { currentPassword: "not their password", newPassword: "another long password" },
    }),
    allowedStatus: 422,
  },
});
