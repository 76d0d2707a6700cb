import type { MakeExamples } from "../../../tests/support/example.ts";

const path = "/api/competency-analytics";

export const makeExamples: MakeExamples = () => ({
  [`GET ${path}`]: { call: (s) => ({ path, query: { scope: "student", studentId: s } }) },
  [`GET ${path}/ratings`]: { call: (s) => ({ path: `${path}/ratings`, query: { studentId: s } }) },
  [`GET ${path}/own`]: { about: "self", call: () => ({ path: `${path}/own` }) },
  [`GET ${path}/programs`]: { about: "self", call: () => ({ path: `${path}/programs` }) },
  [`GET ${path}/accreditation`]: { about: "self", call: () => ({ path: `${path}/accreditation` }) },
  // No framework of the two schools has items.
  [`GET ${path}/accreditation/:id`]: {
    about: "self",
    allowedStatus: 404,
    call: () => ({ path: `${path}/accreditation/none` }),
  },
  [`GET ${path}/use`]: { about: "self", call: () => ({ path: `${path}/use` }) },
  [`GET ${path}/placements`]: { about: "self", call: () => ({ path: `${path}/placements` }) },
  [`GET ${path}/capacity`]: { about: "self", call: () => ({ path: `${path}/capacity` }) },
});
