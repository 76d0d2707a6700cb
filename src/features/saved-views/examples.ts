import { randomUUID } from "node:crypto";
import { adminOf, type MakeExamples, type Subject, schoolOf } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = (owner) => {
  async function makeView(subject: Subject): Promise<string> {
    const id = randomUUID();
    await owner().query(
      "insert into saved_views (id, school_id, user_id, page, name, query) values ($1, $2, $3, 'people', $1, 'role=STUDENT')",
      [id, schoolOf[subject], adminOf[subject]],
    );
    return `/api/saved-views/${id}`;
  }
  const body = () => ({ name: randomUUID(), query: "role=STUDENT&sort=seen" });
  return {
    "GET /api/saved-views": { about: "self", call: () => ({ path: "/api/saved-views", query: { page: "people" } }) },
    "POST /api/saved-views": {
      about: "self",
      call: () => ({ path: "/api/saved-views", body: { page: "people", ...body() } }),
    },
    "PUT /api/saved-views/:id": {
      about: "school",
      call: async (subject) => ({ path: await makeView(subject), body: body() }),
    },
    "DELETE /api/saved-views/:id": { about: "school", call: async (subject) => ({ path: await makeView(subject) }) },
  };
};
