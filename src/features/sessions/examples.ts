import type { MakeExamples } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = () => ({
  "GET /api/auth/session": { about: "self", call: () => ({ path: "/api/auth/session" }) },
});
