import type { MakeExamples } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = () => ({
  "GET /api/sample-school": { about: "self", call: () => ({ path: "/api/sample-school" }) },
  "POST /api/sample-school": { about: "self", call: () => ({ path: "/api/sample-school" }) },
  "DELETE /api/sample-school": { about: "self", call: () => ({ path: "/api/sample-school" }) },
});
