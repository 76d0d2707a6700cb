import type { MakeExamples } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = () => ({
  "GET /api/first-hour": { about: "self", call: () => ({ path: "/api/first-hour" }) },
  "PUT /api/first-hour": { about: "self", call: () => ({ path: "/api/first-hour", body: { isHidden: false } }) },
  "POST /api/first-hour/framework": { about: "self", call: () => ({ path: "/api/first-hour/framework" }) },
  "POST /api/first-hour/invitations": { about: "self", call: () => ({ path: "/api/first-hour/invitations" }) },
});
