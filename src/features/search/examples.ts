import type { MakeExamples } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = () => ({
  "GET /api/search": { about: "self", call: () => ({ path: "/api/search", query: { q: "a" } }) },
});
