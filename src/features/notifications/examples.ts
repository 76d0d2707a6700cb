import type { MakeExamples } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = () => ({
  "GET /api/notifications": { about: "self", call: () => ({ path: "/api/notifications" }) },
  "POST /api/notifications/read": {
    about: "self",
    call: () => ({ path: "/api/notifications/read", body: { ids: ["none"] } }),
  },
});
