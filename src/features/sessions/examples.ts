import type { Example, MakeExamples } from "../../../tests/support/example.ts";

const factors = "/api/me/factors";
/** Of nobody: whose they would be differs from caller to caller. */
const passkey = {
  id: "bm9ib2R5",
  rawId: "bm9ib2R5",
  type: "public-key",
  response: { clientDataJSON: "e30", attestationObject: "e30" },
};
const self = (call: { path: string; body?: unknown }, allowedStatus?: number): Example => ({
  about: "self",
  call: () => call,
  ...(allowedStatus === undefined ? {} : { allowedStatus }),
});

const factorExamples: Record<string, Example> = {
  [`GET ${factors}`]: self({ path: factors }),
  [`POST ${factors}/totp`]: self({ path: `${factors}/totp`, body: {} }),
  [`POST ${factors}/totp/confirm`]: self(
    { path: `${factors}/totp/confirm`, body: { enrolment: "none", code: "123456" } },
    422,
  ),
  [`DELETE ${factors}/totp`]: self({ path: `${factors}/totp` }, 404),
  [`POST ${factors}/recovery-codes`]: self({ path: `${factors}/recovery-codes`, body: {} }, 409),
  [`POST ${factors}/passkeys/options`]: self({ path: `${factors}/passkeys/options`, body: {} }),
  [`POST ${factors}/passkeys`]: self(
    { path: `${factors}/passkeys`, body: { challengeId: "none", name: "Phone", passkey } },
    422,
  ),
  [`PATCH ${factors}/passkeys/:id`]: self({ path: `${factors}/passkeys/bm9ib2R5`, body: { name: "Phone" } }, 404),
  [`DELETE ${factors}/passkeys/:id`]: self({ path: `${factors}/passkeys/bm9ib2R5` }, 404),
  [`DELETE ${factors}/remembered/:id`]: self({ path: `${factors}/remembered/device_nobody` }, 404),
  "GET /api/me/step-up": self({ path: "/api/me/step-up" }),
  "POST /api/me/step-up/start": self({ path: "/api/me/step-up/start", body: {} }),
  "POST /api/me/step-up": self({ path: "/api/me/step-up", body: { password: "not their password" } }, 422),
  "GET /api/sign-in-rules": self({ path: "/api/sign-in-rules" }),
  "PUT /api/sign-in-rules": self({ path: "/api/sign-in-rules", body: { factorRoles: [] } }),
};

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
  ...factorExamples,
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
