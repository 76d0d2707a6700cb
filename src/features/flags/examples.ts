import type { MakeExamples, PageParams } from "../../../tests/support/example.ts";

const key = "student-home.recent-first";

export const pageParams: PageParams = { flagKey: () => key };

export const makeExamples: MakeExamples = (owner) => ({
  "GET /api/flags": { about: "self", call: () => ({ path: "/api/flags" }) },
  "PUT /api/flags/:key": {
    about: "self",
    call: () => ({
      path: `/api/flags/${key}`,
      headers: { "if-match": "*" },
      body: {
        isOn: true,
        startsAt: null,
        endsAt: null,
        overrides: [{ of: "SCHOOL", id: "south", variant: "chart-first" }],
        shares: { "recent-first": 50 },
      },
    }),
  },
  "DELETE /api/flags/:key": {
    about: "self",
    call: async () => {
      await owner().query("insert into feature_flags (key, rules) values ('gone', '{}') on conflict do nothing");
      return { path: "/api/flags/gone" };
    },
  },
  "GET /api/flags/:key/history": { about: "self", call: () => ({ path: `/api/flags/${key}/history` }) },
  "GET /api/flags/:key/experiment": { about: "self", call: () => ({ path: `/api/flags/${key}/experiment` }) },
  "GET /api/me/flags/:key": { about: "self", call: () => ({ path: `/api/me/flags/${key}` }) },
});
