import type { MakeExamples } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = () => ({
  "GET /api/keys": { about: "self", call: () => ({ path: "/api/keys" }) },
});
