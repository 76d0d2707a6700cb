import type { MakeExamples } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = () => ({
  "GET /api/health/checks": { about: "self", call: () => ({ path: "/api/health/checks" }) },
  "POST /api/health/checks": {
    about: "self",
    call: () => ({ path: "/api/health/checks", body: { kind: "files" } }),
  },
});
