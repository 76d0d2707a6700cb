import type { MakeExamples } from "../../../tests/support/example.ts";

/** A PNG of one point. */
const point = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

export const makeExamples: MakeExamples = (owner) => ({
  "PATCH /api/me": { about: "self", call: () => ({ path: "/api/me", body: { theme: "dark" } }) },
  "PUT /api/me/picture": {
    about: "self",
    call: () => {
      const raw = new FormData();
      raw.set("file", new File([point], "me.png", { type: "image/png" }));
      return { path: "/api/me/picture", raw };
    },
  },
  "DELETE /api/me/picture": { about: "self", call: () => ({ path: "/api/me/picture" }) },
  "GET /api/users/:id/picture": {
    call: async (subject) => {
      await owner().query("update users set picture = $2, picture_tag = 'tag' where id = $1", [subject, point]);
      return { path: `/api/users/${subject}/picture` };
    },
  },
});
