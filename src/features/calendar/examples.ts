import type { MakeExamples } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = () => ({
  "GET /api/calendar": { about: "self", call: () => ({ path: "/api/calendar" }) },
  "POST /api/calendar": { about: "self", call: () => ({ path: "/api/calendar" }) },
  "DELETE /api/calendar": { about: "self", call: () => ({ path: "/api/calendar" }) },
});
