import type { MakeExamples } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = () => ({
  "GET /api/predictions": { call: (s) => ({ path: "/api/predictions", query: { studentId: s } }) },
  "GET /api/prediction-model": { about: "self", call: () => ({ path: "/api/prediction-model" }) },
  "PUT /api/prediction-settings": {
    about: "self",
    call: () => ({ path: "/api/prediction-settings", body: { isOn: false } }),
  },
});
