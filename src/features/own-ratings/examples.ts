import type { MakeExamples } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = () => ({
  "GET /api/own-ratings": { about: "self", call: () => ({ path: "/api/own-ratings" }) },
});
